"""Who shares the standard of a dibao household."""

from minzheng.policy import COUNTY, PREFECTURE, PROVINCE, Policy

SCALE = 10_000  # a percentage is held in hundredths of a percent: figures with one are exact in 1/10000 fen
LAW = "2026-07-01"
METHOD = "最低生活保障审核确认办法"
ARTICLE = "社会救助法 第十八条"
OLD_ARTICLE = "社会救助暂行办法 第九条"
DECIDES = "一项确定即可判断，其余未知不影响"

policy = Policy(
    "assistance.dibao", "最低生活保障", of="household", basis="社会救助法；最低生活保障审核确认办法"
)

policy.parameter(
    "guiding_standard",
    "低保指导标准",
    unit="元/人·月",
    set_by=PROVINCE,
    by="residence",
    basis="社会救助法 第十九条",
)
policy.parameter(
    "standard",
    "低保标准",
    unit="元/人·月",
    set_by=PREFECTURE,
    by="residence",
    basis="社会救助法 第十九条",
    floor="guiding_standard",
    floor_since=LAW,
)

MEMBERSHIP = f"{METHOD} 第七条"
policy.parameter("adult_age", "成年年龄", unit="岁", set_by=PROVINCE, basis="民法典 第十七条")
policy.parameter(
    "religious_years", "宗教教职人员脱离家庭年数", unit="年", set_by=PROVINCE, basis=MEMBERSHIP
)
policy.parameter(
    "long_residence_years", "长期共同居住年数", unit="年", set_by=COUNTY, basis=MEMBERSHIP
)
policy.parameter(
    "excludes_conscripts", "义务兵不计入", unit="是否", set_by=PROVINCE, basis=MEMBERSHIP
)
policy.parameter(
    "counts_postgraduates", "在读研究生计入", unit="是否", set_by=PROVINCE, basis=MEMBERSHIP
)


@policy.variable(
    "不计入共同生活家庭成员的情形",
    unit="是否",
    of="person",
    basis=MEMBERSHIP,
    absence=DECIDES,
    optional=("is_dead", "in_custody", "declared_missing", "years_religious", "is_conscript"),
)
def excluded_member(
    is_dead,
    in_custody,
    declared_missing,
    years_religious,
    religious_years,
    is_conscript,
    excludes_conscripts,
):
    """Dead, in prison or compulsory rehabilitation, declared missing, religious staff, conscripts where so."""
    return (
        is_dead
        | in_custody
        | declared_missing
        | (years_religious >= religious_years)
        | (excludes_conscripts & is_conscript)
    )


@policy.variable("户主或配偶", unit="是否", of="person", basis=MEMBERSHIP)
def head_or_spouse(relation):
    """The spouse counts wherever registered."""
    return (relation == "head") | (relation == "spouse")


@policy.variable(
    "未成年子女",
    unit="是否",
    of="person",
    basis=MEMBERSHIP,
    absence=DECIDES,
    optional=("relation", "age", "lives_with_other_parent"),
)
def minor_child(relation, age, adult_age, lives_with_other_parent):
    """A child of divorced parents counts only where it lives."""
    return (relation == "child") & (age < adult_age) & ~lives_with_other_parent


@policy.variable(
    "不能独立生活的成年子女",
    unit="是否",
    of="person",
    basis=MEMBERSHIP,
    absence=DECIDES,
    optional=("relation", "age", "can_live_independently", "schooling"),
)
def dependent_child(relation, age, adult_age, can_live_independently, schooling):
    """Full-time students up to bachelor level included."""
    studies = (schooling == "compulsory") | (schooling == "senior") | (schooling == "undergraduate")
    return (relation == "child") & (age >= adult_age) & (~can_live_independently | studies)


@policy.variable(
    "在读研究生子女",
    unit="是否",
    of="person",
    basis=MEMBERSHIP,
    absence=DECIDES,
    optional=("relation", "age", "schooling"),
)
def postgraduate_child(relation, age, adult_age, schooling):
    """The student clause ends at bachelor level."""
    return (relation == "child") & (age >= adult_age) & (schooling == "postgraduate")


@policy.variable(
    "有法定义务并长期共同居住",
    unit="是否",
    of="person",
    basis=MEMBERSHIP,
    absence=DECIDES,
    optional=("has_support_duty", "years_together"),
)
def living_together(has_support_duty, years_together, long_residence_years):
    """Any other person with a legal duty of support and a long common residence."""
    return has_support_duty & (years_together >= long_residence_years)


@policy.variable(
    "计入共同生活家庭成员",
    unit="是否",
    of="person",
    basis=MEMBERSHIP,
    absence=DECIDES,
    optional=(
        "excluded_member",
        "head_or_spouse",
        "minor_child",
        "dependent_child",
        "postgraduate_child",
        "living_together",
    ),
)
def counted_member(
    excluded_member,
    head_or_spouse,
    minor_child,
    dependent_child,
    postgraduate_child,
    counts_postgraduates,
    living_together,
):
    """One sure ground is enough, one sure exclusion too."""
    student = postgraduate_child & counts_postgraduates
    other = living_together & ~postgraduate_child
    return ~excluded_member & (head_or_spouse | minor_child | dependent_child | student | other)


@policy.variable("共同生活家庭成员人数", unit="人", basis=MEMBERSHIP)
def size(members, counted_member):
    """Number of members who share the standard."""
    return members.count(where=counted_member)
