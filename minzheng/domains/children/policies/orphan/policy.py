"""孤儿基本生活保障: who is an orphan, until when, and the standard by placement."""

import narwhals as nw

from minzheng.policy import COUNTY, PROVINCE, Policy
from minzheng.policy.months import DAYS, birthday, day_number, first_day, greater, month_of

PAPER = "国办发〔2010〕54号"
DECIDES = "一项确定即可判断，其余未知不影响"

policy = Policy("children.orphan", "孤儿基本生活保障", of="person", basis=PAPER)

policy.parameter(
    "provincial_floor",
    "省级最低养育标准",
    unit="元/月",
    set_by=PROVINCE,
    by="child_placement",
    basis=PAPER,
)
policy.parameter(
    "standard",
    "孤儿基本生活标准",
    unit="元/月",
    set_by=COUNTY,
    by="child_placement",
    basis=PAPER,
    floor="provincial_floor",
)
policy.parameter("adult_age", "成年年龄", unit="岁", set_by=PROVINCE, basis="民法典 第十七条")
policy.parameter(
    "missing_as_orphan",
    "被宣告失踪视同死亡认定孤儿",
    unit="是否",
    set_by=PROVINCE,
    basis=PAPER,
)
policy.parameter(
    "kept_schooling",
    "成年后继续保障的在读学段",
    unit="选项",
    set_by=PROVINCE,
    basis=PAPER,
    many=True,
    choices={
        "none": "无",
        "compulsory": "义务教育",
        "senior": "高中阶段",
        "undergraduate": "本科及以下高等教育",
        "postgraduate": "研究生",
    },
)
policy.parameter(
    "child_tk_choice",
    "同时符合特困供养且监护人未选择时",
    unit="选项",
    set_by=COUNTY,
    basis="特困人员认定办法 第九条",
    choices={"higher": "按较高的一项", "child": "按儿童保障"},
)


def gone(dead, not_found, declared_missing, missing_as_orphan):
    """A parent is lost for good: dead, not to be found, or (default) declared missing by a court."""
    return dead | not_found | (missing_as_orphan & declared_missing)


for _who, _label in (("father", "父亲"), ("mother", "母亲")):
    policy.variable(
        f"{_label}死亡、查找不到或被宣告失踪",
        unit="是否",
        basis=PAPER,
        name=f"{_who}_gone",
        reads=(
            f"{_who}_dead",
            f"{_who}_not_found",
            f"{_who}_declared_missing",
            "missing_as_orphan",
        ),
        optional=(f"{_who}_dead", f"{_who}_not_found", f"{_who}_declared_missing"),
        absence=DECIDES,
    )(gone)


@policy.condition(
    "失去父母或查找不到生父母",
    basis=PAPER,
    optional=("father_gone", "mother_gone"),
    absence=DECIDES,
)
def parents_gone(father_gone, mother_gone):
    """Both of them."""
    return father_gone & mother_gone


def in_named_stage(schooling, stages):
    """Where the place goes on paying beyond 18, only in the stages it names."""
    kept = nw.lit(False)
    for stage in ("compulsory", "senior", "undergraduate", "postgraduate"):
        kept = kept | (stages.str.contains(f" {stage} ", literal=True) & (schooling == stage))
    return kept


policy.variable(
    "在规定学段就读",
    unit="是否",
    basis=PAPER,
    name="kept_by_school",
    reads=("schooling", "kept_schooling"),
    optional=("schooling",),
    absence=DECIDES,
)(in_named_stage)


@policy.variable("未满十八周岁", unit="是否", basis="民法典 第十七条")
def minor(birth_on, adult_age, at):
    """The age is completed on the birthday itself."""
    return day_number(at) < birthday(birth_on, adult_age)


def either(minor, kept_by_school):
    """Below 18, or still at school where the place says so."""
    return minor | kept_by_school


policy.condition(
    "未成年，或在规定学段就读",
    basis=PAPER,
    name="young_enough",
    reads=("minor", "kept_by_school"),
    optional=("minor", "kept_by_school"),
    absence=DECIDES,
)(either)


@policy.condition("户籍在本地", basis=PAPER)
def is_registered_here(registered_here):
    """The place of household registration pays."""
    return registered_here


@policy.condition(
    "未被收养且在世", basis=PAPER, optional=("is_adopted", "is_dead"), absence=DECIDES
)
def not_adopted_and_alive(is_adopted, is_dead):
    """Adoption or death ends the money from the next month."""
    return ~is_adopted & ~is_dead


@policy.condition(
    "未改按特困供养保障",
    basis="特困人员认定办法 第九条",
    optional=("tekun_total",),
    absence="监护人已书面选择的不需要比较",
)
def not_drawn_to_tekun(child_scheme_choice, tekun_total, standard, child_tk_choice):
    """One of the two is paid, without top-up: the guardian's choice, else the higher total."""
    at_least = (child_tk_choice == "child") | (standard >= tekun_total)
    return (child_scheme_choice == "child") | ((child_scheme_choice == "none") & at_least)


@policy.variable("首次发放月（从该日所在月起）", unit="日期", basis=PAPER)
def paid_from(at):
    """The month after confirmation."""
    return first_day(month_of(at) + 1)


def stop_month(birth_on, adult_age, kept_by_school, school_ends_on):
    """The month after the 18th birthday, or after school ends if later; the month of the event is paid."""
    by_age = birthday(birth_on, adult_age) // DAYS + 1
    by_school = month_of(school_ends_on) + 1
    return first_day(nw.when(kept_by_school).then(greater(by_school, by_age)).otherwise(by_age))


policy.variable(
    "停发月（从该日所在月起）",
    unit="日期",
    basis=PAPER,
    name="stops_from",
    reads=("birth_on", "adult_age", "kept_by_school", "school_ends_on"),
    optional=("school_ends_on",),
    absence="不继续保障的不需要学业结束日期",
)(stop_month)


@policy.amount("每月孤儿基本生活费", basis=PAPER)
def monthly_amount(standard):
    """The standard of the placement, without top-up."""
    return standard + 0
