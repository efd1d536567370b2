"""How a citizen is asked for a fact: plain words beside the column, and what leaving it alone says.

Only columns that stand here are ever asked; what only an office can find stays unknown. A question
without words of its own is asked by the label of its column.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .schema import COLUMNS, Column


@dataclass(frozen=True, slots=True)
class Topic:
    """One page of questions that are asked together."""

    key: str
    title: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """One fact as a citizen is asked for it.

    `otherwise` is what the answer says when nothing was ticked or typed: None keeps the fact
    unknown. `ticked` is what a tick says; `preset` boxes start ticked. `options` are the answers
    of a choice, `fills` the columns the same answer settles, `proves` the policy whose recorded
    decision the fact is. Money is typed in yuan and held in fen.
    """

    column: str
    topic: str
    text: str = ""
    hint: str = ""
    otherwise: Any = False
    ticked: bool = True
    preset: bool = False
    options: Mapping[Any, str] = field(default_factory=dict)
    fills: tuple[str, ...] = ()
    proves: str = ""

    @property
    def fact(self) -> Column:
        """The column the question is about."""
        return COLUMNS[self.column]

    @property
    def words(self) -> str:
        """The question as it is read out."""
        return self.text or self.fact.label

    @property
    def choices(self) -> Mapping[Any, str]:
        """The answers to choose from; empty for a tick, a number or a day."""
        return self.options or self.fact.choices


TOPICS: dict[str, Topic] = {}
QUESTIONS: dict[str, Question] = {}


def topic(key: str, title: str, hint: str = "") -> Topic:
    """Declare a page of questions; pages with equal use are asked in the order of declaration."""
    TOPICS[key] = Topic(key, title, hint)
    return TOPICS[key]


def ask(column: str, on: Topic, text: str = "", **told: Any) -> Question:
    """Declare how a column is asked; ValueError for an unknown column or one asked twice."""
    for name in (column, *told.get("fills", ())):
        if name not in COLUMNS:
            raise ValueError(f"没有名为“{name}”的事实，不能设问")
    if column in QUESTIONS:
        raise ValueError(f"事实“{column}”已经设问")
    if COLUMNS[column].kind in {"money", "whole"} and "otherwise" not in told:
        told["otherwise"] = 0
    if COLUMNS[column].kind in {"text", "day"} and "otherwise" not in told:
        told["otherwise"] = "none" if "none" in COLUMNS[column].choices else None
    QUESTIONS[column] = Question(column, on.key, text, **told)
    return QUESTIONS[column]


GRADES = {0: "没有残疾人证", 1: "一级", 2: "二级", 3: "三级", 4: "四级"}

# -- the family ------------------------------------------------------------------------------

_home = topic("home", "户口")
ask("registered_here", _home, "谁的户口在本县（市、区）？", preset=True)

_known = topic("known", "现在享受的待遇", "勾选现在已经认定、正在享受的；没有的不用勾。")
ask("dibao_family", _known, "全家是低保户", fills=("dibao_recipient",), proves="assistance.dibao")
ask("edge_family", _known, "全家是低保边缘家庭", proves="assistance.dibao_edge")
ask("rigid_family", _known, "全家是刚性支出困难家庭", proves="assistance.rigid")
ask(
    "tekun_recipient", _known, "谁是特困供养人员？",
    fills=("tekun_family",), proves="assistance.tekun",
)  # fmt: skip
ask("orphan_recipient", _known, "谁在领孤儿基本生活费？", proves="children.orphan")
ask(
    "unsupported_recipient", _known, "谁在领事实无人抚养儿童补贴？", proves="children.unattended"
)  # fmt: skip
ask("work_injury_care", _known, "谁在领工伤保险的生活护理费？")
ask("care_insurance_paid", _known, "谁在享受长期护理保险？")
ask("veteran_recipient", _known, "谁在领定期抚恤补助（优抚对象）？")
ask("unemployment_recipient", _known, "谁在领失业保险金？")
ask("unemployment_aid_recipient", _known, "谁在领失业补助金？")
ask("other_living_money", _known, "谁在领其他同类的生活补贴，每月多少？")
ask("other_nursing_money", _known, "谁在领其他同类的护理补贴，每月多少？")
ask("in_central_care", _known, "谁已纳入失能老年人集中照护？")
ask("in_home_care_project", _known, "谁已纳入居家养老服务提升行动？")
ask("life_confirmed", _known, "谁今年已做过生存认证（刷脸或上门）？", preset=True)

_absent = topic("absent", "不在家的人", "有下列情形的勾选；没有的不用勾。")
ask("in_custody", _absent, "谁在服刑或强制隔离戒毒？")
ask("declared_missing", _absent, "谁被法院宣告失踪？")
ask("is_conscript", _absent, "谁在当义务兵？")
ask("years_religious", _absent, "谁长期住在宗教场所，几年了？")
ask("lives_with_other_parent", _absent, "哪个孩子跟离婚的另一方生活？")

_together = topic("together", "共同生活")
ask(
    "can_live_independently", _together, "哪个成年子女不能独立生活（如重残、重病）？",
    otherwise=True, ticked=False,
)  # fmt: skip
ask(
    "has_support_duty", _together, "谁与本人互有赡养、抚养、扶养义务（父母、祖孙、兄弟姐妹）？",
    preset=True,
)  # fmt: skip
ask("years_together", _together, "谁与本人一起生活，满几年了？", otherwise=None)

_study = topic("study", "读书")
ask("schooling", _study, "现在在哪里读书？")

# -- health and care -------------------------------------------------------------------------

_health = topic("health", "残疾和疾病")
ask("disability_grade", _health, "残疾人证是几级？", options=GRADES)
ask("disability_kind", _health, "残疾人证上的类别？")
ask("certificate_until", _health, "残疾人证有效期到哪天？", hint="证上印有；例如 2030-05-20")
ask("has_major_disease", _health, "谁患重大疾病？")
ask("care_needed_months", _health, "谁长期需要别人照护，已经或预计几个月？")
ask("has_infectious_disease", _health, "谁患传染病？")

_able = topic("able", "生活自理", "做不了的勾选；都能自己做的不用勾。")
for _column, _text in {
    "can_eat": "谁不能自己吃饭？",
    "can_dress": "谁不能自己穿衣？",
    "can_get_up": "谁不能自己上下床？",
    "can_toilet": "谁不能自己上厕所？",
    "can_walk": "谁不能在屋里自己走动？",
    "can_bathe": "谁不能自己洗澡？",
}.items():
    ask(_column, _able, _text, otherwise=True, ticked=False)

_support = topic("support", "谁来赡养、抚养")
ask(
    "obligor_capacity", _support, "有没有子女、父母、配偶等应当供养的人？", otherwise=None,
    options={
        "none": "没有这样的人",
        "incapable": "有，但都没有能力（如也是低保、重残、服刑）",
        "capable": "有，而且有能力",
    },
)  # fmt: skip
ask("care_mode", _support, "希望怎样供养？", otherwise=None)
ask("tekun_as_minor", _support, "谁未成年时就是特困人员，一直供养到现在？")
ask("child_scheme_chosen", _support, "谁已选择领孤儿或事实无人抚养儿童补贴？")

# -- children --------------------------------------------------------------------------------

for _who, _label in (("father", "父亲"), ("mother", "母亲")):
    _parent = topic(_who, f"孩子的{_label}", "有下列情形的勾选；正常抚养孩子的不用填，直接下一题。")
    for _name, _text in {
        "dead": f"哪个孩子的{_label}去世了？",
        "declared_missing": f"哪个孩子的{_label}被法院宣告失踪？",
        "not_found": f"哪个孩子的{_label}查找不到（不知道是谁）？",
        "listed_disease": f"哪个孩子的{_label}患重病，不能抚养？",
        "out_of_contact": f"哪个孩子的{_label}失去联系，不管孩子？",
        "guardianship_revoked": f"哪个孩子的{_label}被法院撤销监护资格？",
        "deported": f"哪个孩子的{_label}被遣送出境，不管孩子？",
    }.items():
        ask(f"{_who}_{_name}", _parent, _text)
    ask(f"{_who}_disability_grade", _parent, f"{_label}的残疾人证是几级？", options=GRADES)
    ask(f"{_who}_disability_kind", _parent, f"{_label}的残疾类别？")
    ask(f"{_who}_custody", _parent, f"{_label}是否被羁押、服刑、强制戒毒？")
    ask(f"{_who}_term_months", _parent, f"{_label}的期限，几个月？")
    ask(f"{_who}_remand_months", _parent, f"{_label}判决以前关押了几个月？")
    ask(f"{_who}_lost_on", _parent, f"{_label}从哪天起失去联系？")
    ask(f"{_who}_lost_accepted_on", _parent, f"{_label}失联，公安哪天受理的？")

_child = topic("child", "孩子的情况")
ask("is_adopted", _child, "哪个孩子已被收养？")
ask(
    "child_placement", _child, "孩子现在怎样养育？", otherwise="scattered",
    options={"scattered": "在家里或亲友家", "institution": "在福利机构"},
)  # fmt: skip
ask("care_arrangement", _child, "孩子是否委托他人照护？")
ask("guardian_performs", _child, "受托的人是否在照护孩子？", preset=True)
ask("harmed_or_wandering", _child, "哪个孩子受过侵害、意外伤害或在流浪？")
ask("left_behind", _child, "哪个孩子留守、流动或有心理困扰？")
ask("in_rehabilitation", _child, "哪个孩子正在做残疾康复？")
ask("child_scheme_choice", _child, "监护人书面选择了哪一种待遇？")

# -- money -----------------------------------------------------------------------------------

_income = topic(
    "income", "每月收入", "有哪一项就点开填哪一项，按每月多少元；没有的不用点开，就是没有。"
)
for _column, _text in {
    "wages": "打工、上班的工资",
    "pension": "养老金、退休金",
    "central_pension": "其中国家基础养老金（城乡居民）",
    "farm_income": "种地、养殖的纯收入（折合每月）",
    "business_income": "做生意的纯收入",
    "property_income": "房租、利息、分红、土地流转",
    "support_received": "子女、亲属给的赡养费、抚养费",
    "other_transfers": "其他补助和转移收入",
    "assistance_money": "政府的救助款",
    "disability_subsidies": "残疾人两项补贴",
    "old_age_allowance": "高龄津贴",
    "elderly_care_subsidy": "养老服务、护理补贴",
    "child_welfare_money": "孤儿、困境儿童生活费",
    "childcare_subsidy": "育儿补贴",
    "scholarship": "奖学金、助学金",
    "veteran_allowance": "优待抚恤金",
    "family_planning_award": "计划生育奖励、扶助金",
    "medical_refunds": "医保报销款",
    "insurance_benefits": "其他社会保险待遇",
}.items():
    ask(_column, _income, _text)

_property = topic("property", "存款、车和房", "有哪一项就点开填哪一项；没有的不用点开，就是没有。")
ask("deposits", _property, "存款、理财、股票，一共多少元")
ask("cars", _property, "汽车，几辆（残疾人代步车不算）")
ask("car_value", _property, "最贵的一辆车值多少元")
ask("homes", _property, "住房，几套")
ask("shops", _property, "商铺、厂房，几处")
ask("registered_capital", _property, "开公司、个体户的注册资本，多少元")

_spending = topic("spending", "花费", "有哪一项就点开填哪一项，按元；没有的不用点开，就是没有。")
ask("self_paid_medical", _spending, "看病自己付的钱，每月多少元")
ask("support_paid", _spending, "付给别人的赡养费、抚养费，每月多少元")
ask("insurance_paid", _spending, "交的社会保险费，每月多少元")
ask("medical_spending", _spending, "最近一年看病自己付了多少元")
ask("medical_relief", _spending, "最近一年得到的医疗救助多少元")
ask("education_spending", _spending, "最近一年上学花了多少元")
ask("education_relief", _spending, "最近一年得到的助学金多少元")
ask("rehab_spending", _spending, "最近一年残疾康复花了多少元")
ask("rehab_relief", _spending, "最近一年得到的康复补助多少元")
ask("other_rigid_spending", _spending, "最近一年其他必须的大额支出多少元")
ask("yearly_income", _spending, "全家最近一年总收入多少元", otherwise=None)

# -- hardship and death ----------------------------------------------------------------------

_hardship = topic("hardship", "眼前的困难")
ask("living_difficult", _hardship, "最近因火灾、事故、重病等，一家人的生活突然过不下去了")
ask(
    "relief_type", _hardship, "困难是哪一种？", otherwise=None,
    options={"emergency": "突然出事，急需用钱", "expenditure": "看病、上学等花费太大"},
)  # fmt: skip
ask("hardship_cause", _hardship, "困难的原因？", otherwise=None)
ask("is_urgent", _hardship, "非常急，等不得")
ask("same_cause_again", _hardship, "同一件事以前已经申请过临时救助")
ask("repeat_reason", _hardship, "再次申请有正当理由")

_death = topic("death", "逝者", "办理殡葬减免、生态安葬奖补时填。")
ask("died_on", _death, "哪天去世的？")
ask("poor_veteran", _death, "逝者是优抚对象")
ask("donated_body", _death, "逝者捐献了遗体或器官")
ask("burial_kind", _death, "怎样安葬的？", otherwise=None)
ask("burial_proved", _death, "有生态安葬的证明")
for _column in (
    "transport_fee", "storage_days", "storage_day_fee", "cremation_fee", "ash_keeping_fee",
):  # fmt: skip
    ask(_column, _death, otherwise=None)
