"""What is put in: the facts about persons and households."""

from datetime import date

from county.entities import Household, Person
from openfisca_core.indexed_enums import Enum
from openfisca_core.periods import MONTH
from openfisca_core.variables import Variable


class Residence(Enum):
    """城乡."""

    rural = "农村"
    urban = "城市"


class residence(Variable):
    value_type = Enum
    possible_values = Residence
    default_value = Residence.rural
    entity = Household
    definition_period = MONTH
    label = "城乡"


class Relation(Enum):
    """与户主关系."""

    head = "户主"
    spouse = "配偶"
    child = "子女"
    grandchild = "孙子女或外孙子女"
    parent = "父母"
    other = "其他"


class relation(Variable):
    value_type = Enum
    possible_values = Relation
    default_value = Relation.other
    entity = Person
    definition_period = MONTH
    label = "与户主关系"


class Schooling(Enum):
    """就读情况."""

    none = "不在校"
    compulsory = "义务教育"
    senior = "高中阶段"
    undergraduate = "本科及以下高等教育"
    postgraduate = "研究生"


class schooling(Variable):
    value_type = Enum
    possible_values = Schooling
    default_value = Schooling.none
    entity = Person
    definition_period = MONTH
    label = "就读情况"


class DisabilityKind(Enum):
    """残疾类别."""

    none = "无"
    physical = "肢体"
    visual = "视力"
    hearing = "听力"
    speech = "言语"
    intellectual = "智力"
    mental = "精神"
    multiple = "多重"


class disability_kind(Variable):
    value_type = Enum
    possible_values = DisabilityKind
    default_value = DisabilityKind.none
    entity = Person
    definition_period = MONTH
    label = "残疾类别"


class ObligorCapacity(Enum):
    """法定义务人履行义务能力."""

    none = "无法定义务人"
    incapable = "义务人均无履行义务能力"
    capable = "有具备履行义务能力的义务人"


class obligor_capacity(Variable):
    value_type = Enum
    possible_values = ObligorCapacity
    default_value = ObligorCapacity.capable
    entity = Person
    definition_period = MONTH
    label = "法定义务人履行义务能力"


class CareMode(Enum):
    """供养形式."""

    scattered = "分散供养"
    centralised = "集中供养"


class care_mode(Variable):
    value_type = Enum
    possible_values = CareMode
    default_value = CareMode.scattered
    entity = Person
    definition_period = MONTH
    label = "供养形式"


class birth_on(Variable):
    value_type = date
    entity = Person
    definition_period = MONTH
    label = "出生日期"


class died_on(Variable):
    value_type = date
    entity = Person
    definition_period = MONTH
    label = "死亡日期"


class certificate_until(Variable):
    value_type = date
    entity = Person
    definition_period = MONTH
    label = "残疾人证有效期届满日"


class wages(Variable):
    value_type = float
    entity = Person
    definition_period = MONTH
    label = "工资性收入"


class business_income(Variable):
    value_type = float
    entity = Person
    definition_period = MONTH
    label = "经营净收入"


class property_income(Variable):
    value_type = float
    entity = Person
    definition_period = MONTH
    label = "财产净收入"


class pension(Variable):
    value_type = float
    entity = Person
    definition_period = MONTH
    label = "养老金"


class farm_income(Variable):
    value_type = float
    entity = Person
    definition_period = MONTH
    label = "农业生产净收入"


class support_received(Variable):
    value_type = float
    entity = Person
    definition_period = MONTH
    label = "收到的赡养、抚养、扶养费"


class other_transfers(Variable):
    value_type = float
    entity = Person
    definition_period = MONTH
    label = "其他转移净收入"


class surveyed_income(Variable):
    value_type = float
    entity = Person
    definition_period = MONTH
    label = "入户调查认定的其他收入"


class support_paid(Variable):
    value_type = float
    entity = Person
    definition_period = MONTH
    label = "支付的赡养、抚养、扶养费"


class insurance_paid(Variable):
    value_type = float
    entity = Person
    definition_period = MONTH
    label = "缴纳的社会保险费"


class insurance_benefits(Variable):
    value_type = float
    entity = Person
    definition_period = MONTH
    label = "其他社会保险待遇"


class deposits(Variable):
    value_type = float
    entity = Person
    definition_period = MONTH
    label = "金融资产"


class registered_capital(Variable):
    value_type = float
    entity = Person
    definition_period = MONTH
    label = "在营市场主体注册资本"


class other_living_money(Variable):
    value_type = float
    entity = Person
    definition_period = MONTH
    label = "同类生活补贴"


class other_nursing_money(Variable):
    value_type = float
    entity = Person
    definition_period = MONTH
    label = "同类护理补贴"


class age(Variable):
    value_type = int
    entity = Person
    definition_period = MONTH
    label = "年龄"


class years_religious(Variable):
    value_type = int
    entity = Person
    definition_period = MONTH
    label = "脱离家庭在宗教场所居住年数"


class years_together(Variable):
    value_type = int
    entity = Person
    definition_period = MONTH
    label = "共同生活年数"


class disability_grade(Variable):
    value_type = int
    entity = Person
    definition_period = MONTH
    label = "残疾等级"


class care_needed_months(Variable):
    value_type = int
    entity = Person
    definition_period = MONTH
    label = "需要长期照护的时间"


class cars(Variable):
    value_type = int
    entity = Person
    definition_period = MONTH
    label = "机动车"


class shops(Variable):
    value_type = int
    entity = Person
    definition_period = MONTH
    label = "非居住类房产"


class homes(Variable):
    value_type = int
    entity = Person
    definition_period = MONTH
    label = "住房"


class is_dead(Variable):
    value_type = bool
    entity = Person
    definition_period = MONTH
    label = "已死亡"


class in_custody(Variable):
    value_type = bool
    entity = Person
    definition_period = MONTH
    label = "服刑"


class declared_missing(Variable):
    value_type = bool
    entity = Person
    definition_period = MONTH
    label = "被宣告失踪"


class lives_with_other_parent(Variable):
    value_type = bool
    entity = Person
    definition_period = MONTH
    label = "随离异另一方生活"


class can_live_independently(Variable):
    value_type = bool
    entity = Person
    definition_period = MONTH
    label = "能够独立生活"


class has_support_duty(Variable):
    value_type = bool
    entity = Person
    definition_period = MONTH
    label = "有法定赡养、抚养、扶养义务"


class has_major_disease(Variable):
    value_type = bool
    entity = Person
    definition_period = MONTH
    label = "患重特大疾病"


class tekun_as_minor(Variable):
    value_type = bool
    entity = Person
    definition_period = MONTH
    label = "未成年时认定为特困人员且仍在供养"


class child_scheme_chosen(Variable):
    value_type = bool
    entity = Person
    definition_period = MONTH
    label = "选择孤儿或事实无人抚养儿童保障"


class can_eat(Variable):
    value_type = bool
    entity = Person
    definition_period = MONTH
    label = "能自主吃饭"


class can_dress(Variable):
    value_type = bool
    entity = Person
    definition_period = MONTH
    label = "能自主穿衣"


class can_get_up(Variable):
    value_type = bool
    entity = Person
    definition_period = MONTH
    label = "能自主上下床"


class can_toilet(Variable):
    value_type = bool
    entity = Person
    definition_period = MONTH
    label = "能自主如厕"


class can_walk(Variable):
    value_type = bool
    entity = Person
    definition_period = MONTH
    label = "能室内自主行走"


class can_bathe(Variable):
    value_type = bool
    entity = Person
    definition_period = MONTH
    label = "能自主洗澡"


class registered_here(Variable):
    value_type = bool
    entity = Person
    definition_period = MONTH
    label = "户籍在本地"


class tekun_recipient(Variable):
    value_type = bool
    entity = Person
    definition_period = MONTH
    label = "在享特困人员救助供养"


class dibao_recipient(Variable):
    value_type = bool
    entity = Person
    definition_period = MONTH
    label = "在享最低生活保障"


class edge_family(Variable):
    value_type = bool
    entity = Person
    definition_period = MONTH
    label = "低保边缘家庭"


class rigid_family(Variable):
    value_type = bool
    entity = Person
    definition_period = MONTH
    label = "刚性支出困难家庭"


class work_injury_care(Variable):
    value_type = bool
    entity = Person
    definition_period = MONTH
    label = "领取工伤保险生活护理费"


class orphan_recipient(Variable):
    value_type = bool
    entity = Person
    definition_period = MONTH
    label = "在享孤儿基本生活保障"


class unsupported_recipient(Variable):
    value_type = bool
    entity = Person
    definition_period = MONTH
    label = "在享事实无人抚养儿童基本生活补贴"
