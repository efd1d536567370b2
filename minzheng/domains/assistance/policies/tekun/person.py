"""Who may be a 特困 person: ability to work, the minor who keeps his support, income."""

import narwhals as nw

from minzheng.policy import PROVINCE, Policy

from ..dibao.household import DECIDES, LAW, SCALE
from ..dibao.policy import policy as dibao

ARTICLE = "社会救助法 第十六条"
METHOD = "特困人员认定办法"
OLD_ARTICLE = "社会救助暂行办法 第十四条"

policy = Policy(
    "assistance.tekun",
    "特困人员救助供养",
    of="person",
    basis="社会救助法 第十六条、第十七条；特困人员认定办法",
)

policy.include(
    dibao,
    "person_income",
    "standard",
    "cars_limit",
    "shops_limit",
    "homes_limit",
    "registered_capital_limit",
)
policy.parameter(
    "tekun_old_age",
    "视为无劳动能力的老年人年龄",
    unit="岁",
    set_by=PROVINCE,
    basis=f"{METHOD} 第五条",
)
policy.parameter(
    "tk_minor_age_max",
    "认定特困人员的未成年人年龄（不满）",
    unit="岁",
    set_by=PROVINCE,
    basis=f"{METHOD} 第五条；社会救助法 第十六条",
)
policy.parameter(
    "labour_additions",
    "省级增列的无劳动能力情形",
    unit="选项",
    set_by=PROVINCE,
    basis=f"{METHOD} 第五条",
    many=True,
    choices={
        "none": "无",
        "multiple_1_2": "一、二级多重残疾人",
        "visual_2": "二级视力残疾人",
        "physical_3": "三级肢体残疾人",
    },
)
policy.parameter("minor_until_age", "未成年人供养至年龄", unit="岁", set_by=PROVINCE, basis=ARTICLE)
policy.parameter(
    "tk_18_local",
    "年满十八周岁在中等以下学校就读可继续供养（旧规定，地方自定）",
    unit="是否",
    set_by=PROVINCE,
    basis=f"{METHOD}（终止救助供养）",
)
policy.parameter(
    "tk_university_local",
    "年满十八周岁就读高等学校继续供养（地方自定）",
    unit="是否",
    set_by=PROVINCE,
    basis="地方规定",
)

# -- no ability to work ---------------------------------------------------------------------


@policy.variable(
    "残疾类别和等级属于无劳动能力情形",
    unit="是否",
    basis=f"{METHOD} 第五条",
    absence=DECIDES,
    optional=("disability_kind", "disability_grade"),
)
def disabled_from_work(disability_kind, disability_grade, labour_additions):
    """Grade 1-3 of the mind, 1-2 of the body, 1 of sight, and what the province adds."""
    graded = disability_grade >= 1
    of_mind = (disability_kind == "intellectual") | (disability_kind == "mental")
    added = (
        (
            labour_additions.str.contains(" multiple_1_2 ", literal=True)
            & (disability_kind == "multiple")
            & (disability_grade <= 2)
        )
        | (
            labour_additions.str.contains(" visual_2 ", literal=True)
            & (disability_kind == "visual")
            & (disability_grade == 2)
        )
        | (
            labour_additions.str.contains(" physical_3 ", literal=True)
            & (disability_kind == "physical")
            & (disability_grade == 3)
        )
    )
    return graded & (
        (of_mind & (disability_grade <= 3))
        | ((disability_kind == "physical") & (disability_grade <= 2))
        | ((disability_kind == "visual") & (disability_grade == 1))
        | added
    )


@policy.variable("自出生当月起的月数", unit="月", basis="社会救助法 第十六条；年龄计算规则")
def months_since_birth(birth_on, at):
    """Whole calendar months from the month of the birthday; 29 February is 1 March in common years."""
    leapling = (birth_on.dt.month() == 2) & (birth_on.dt.day() == 29)
    born = birth_on.dt.year() * 12 + birth_on.dt.month() + leapling.cast(nw.Int64)
    return at.dt.year() * 12 + at.dt.month() - born


@policy.variable("未过年满十八周岁当月", unit="是否", basis=ARTICLE)
def still_minor_this_month(months_since_birth, minor_until_age):
    """The month of the birthday is still paid."""
    return months_since_birth <= minor_until_age * 12


@policy.variable(
    "已供养的未成年人继续供养",
    unit="是否",
    basis=f"{METHOD}（终止救助供养）",
    absence=DECIDES,
    optional=("tekun_as_minor", "still_minor_this_month", "schooling"),
)
def keeps_as_minor(
    tekun_as_minor, still_minor_this_month, schooling, tk_18_local, tk_university_local
):
    """To 18; then in compulsory or senior secondary school only where the place says so."""
    at_school = (schooling == "compulsory") | (schooling == "senior")
    studies = tk_university_local & (schooling == "undergraduate")
    return tekun_as_minor & (still_minor_this_month | (tk_18_local & at_school) | studies)


@keeps_as_minor.since(
    LAW,
    basis=ARTICLE,
    absence=DECIDES,
    optional=("tekun_as_minor", "still_minor_this_month", "schooling"),
)
def keeps_as_minor_by_law(tekun_as_minor, still_minor_this_month, schooling, tk_university_local):
    """The law of 2026 makes it a duty for everyone still in payment; an ended support stays ended."""
    at_school = (schooling == "compulsory") | (schooling == "senior")
    studies = tk_university_local & (schooling == "undergraduate")
    return tekun_as_minor & (still_minor_this_month | at_school | studies)


# -- income ---------------------------------------------------------------------------------


@policy.variable("本人收入", unit="元/月", basis=f"{METHOD} 第六条", scale=SCALE)
def own_income(person_income):
    """The shared list of items; deductions may empty the income, not turn it around."""
    return nw.when(person_income < 0).then(0).otherwise(person_income)


@policy.variable(
    "减除其他社会保险待遇后的本人收入", unit="元/月", basis=f"{METHOD} 第六条", scale=SCALE
)
def income_without_insurance(own_income, insurance_benefits):
    """Other social insurance benefits are left out for 特困 persons only."""
    rest = own_income - insurance_benefits * SCALE
    return nw.when(rest < 0).then(0).otherwise(rest)
