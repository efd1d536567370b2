"""What a dibao household is paid: the basic grant and extra help for its weakest members."""

import narwhals as nw

from minzheng.policy import COUNTY, PROVINCE, half_up, up

from .household import ARTICLE, DECIDES, LAW, METHOD, SCALE, policy
from .income import taken

policy.parameter(
    "method",
    "低保金计发方式",
    unit="选项",
    set_by=PROVINCE,
    basis=ARTICLE,
    choices={"difference": "按差额", "band": "分档"},
)
policy.parameter(
    "rounding",
    "低保金取整方式",
    unit="选项",
    set_by=COUNTY,
    basis="取整规则",
    choices={"fen": "四舍五入到分", "yuan": "四舍五入到元", "yuan_up": "见分进元"},
)
policy.parameter("min_grant", "每户每月最低发放额", unit="元/月", set_by=COUNTY, basis="地方规定")
for _n in (1, 2, 3):
    policy.parameter(
        f"band_{_n}_above", f"第{_n}档人均差额超过", unit="元/人·月", set_by=COUNTY, basis=ARTICLE
    )
for _n in (1, 2, 3, 4):
    policy.parameter(
        f"band_{_n}_grant", f"第{_n}档人均低保金", unit="元/人·月", set_by=COUNTY, basis=ARTICLE
    )


@policy.variable(
    "家庭收入与标准的差额", unit="元/月", basis="社会救助暂行办法 第十二条", scale=SCALE
)
def shortfall(standard, size, countable_income):
    """Standard × members less the household's income."""
    return standard * size * SCALE - countable_income


@policy.variable("分档低保金", unit="元/月", basis="社会救助暂行办法 第十二条")
def band_grant(
    shortfall,
    size,
    band_1_above,
    band_2_above,
    band_3_above,
    band_1_grant,
    band_2_grant,
    band_3_grant,
    band_4_grant,
):
    """The band of the gap per head, compared without dividing, times the members."""
    heads = size * SCALE
    return size * (
        nw.when(shortfall > band_1_above * heads)
        .then(band_1_grant)
        .otherwise(
            nw.when(shortfall > band_2_above * heads)
            .then(band_2_grant)
            .otherwise(
                nw.when(shortfall > band_3_above * heads).then(band_3_grant).otherwise(band_4_grant)
            )
        )
    )


def rounded(exact, rounding):
    """An amount in 1/10000 fen as whole fen, rounded once as the place says."""
    whole_yuan = 100 * SCALE
    return (
        nw.when(rounding == "yuan_up")
        .then(up(exact, whole_yuan) * 100)
        .otherwise(
            nw.when(rounding == "yuan")
            .then(half_up(exact, whole_yuan) * 100)
            .otherwise(half_up(exact, SCALE))
        )
    )


@policy.variable("差额低保金", unit="元/月", basis="社会救助暂行办法 第十二条")
def difference_grant(shortfall, rounding):
    """Rounded once, on the household total."""
    return rounded(shortfall, rounding)


@policy.variable("按差额计发", unit="元/月", basis="社会救助暂行办法 第十二条")
def difference_part(method, difference_grant):
    """The difference, where the place pays by difference."""
    return taken(difference_grant, method == "difference")


@policy.variable(
    "按分档计发",
    unit="元/月",
    basis="社会救助暂行办法 第十二条",
    optional=("band_grant",),
    absence="按差额计发的地方不需要分档表",
)
def band_part(method, band_grant):
    """The band, where the place pays by bands."""
    return taken(band_grant, method == "band")


@policy.variable("基本低保金", unit="元/月", basis="社会救助暂行办法 第十二条")
def basic_grant(difference_part, band_part, min_grant):
    """By difference or by band; the floor comes after rounding."""
    chosen = difference_part + band_part
    return nw.when(chosen < min_grant).then(min_grant).otherwise(chosen)


EXTRA = "社会救助暂行办法 第十二条"
policy.parameter(
    "extra_old_age", "分类施保老年人年龄", unit="岁", set_by=COUNTY, basis="社会救助法 第二十条"
)
for _group, _label in (
    ("old", "老年人"),
    ("minor", "未成年人"),
    ("disabled", "重度残疾人"),
    ("ill", "重病患者"),
):
    policy.parameter(
        f"extra_{_group}_percent",
        f"{_label}分类施保占低保标准比例",
        unit="%",
        set_by=COUNTY,
        basis="社会救助法 第二十条",
    )


@policy.variable(
    "重度残疾",
    unit="是否",
    of="person",
    basis=f"{METHOD} 第八条",
    absence=DECIDES,
    optional=("disability_kind", "disability_grade"),
)
def severely_disabled(disability_kind, disability_grade):
    """Grade 1-2 of any kind, grade 3 if intellectual or mental."""
    has_grade = disability_grade >= 1
    of_mind = (disability_kind == "intellectual") | (disability_kind == "mental")
    return has_grade & ((disability_grade <= 2) | ((disability_grade == 3) & of_mind))


def share_if(belongs, share):
    """The share where the person belongs to the group; a group without a share asks nothing."""
    return nw.when(share == 0).then(0).otherwise(belongs.cast(nw.Int64) * share)


@policy.variable(
    "老年人分类施保比例",
    unit="%",
    of="person",
    basis=EXTRA,
    optional=("age",),
    absence="未设比例的类别不需要",
)
def extra_old(age, extra_old_age, extra_old_percent):
    """From the age the place names."""
    return share_if(age >= extra_old_age, extra_old_percent)


@policy.variable(
    "未成年人分类施保比例",
    unit="%",
    of="person",
    basis=EXTRA,
    optional=("age",),
    absence="未设比例的类别不需要",
)
def extra_minor(age, adult_age, extra_minor_percent):
    """Below the age of majority."""
    return share_if(age < adult_age, extra_minor_percent)


@policy.variable(
    "重度残疾人分类施保比例",
    unit="%",
    of="person",
    basis=EXTRA,
    optional=("severely_disabled",),
    absence="未设比例的类别不需要",
)
def extra_disabled(severely_disabled, extra_disabled_percent):
    """Severely disabled."""
    return share_if(severely_disabled, extra_disabled_percent)


@policy.variable(
    "重病患者分类施保比例",
    unit="%",
    of="person",
    basis=EXTRA,
    optional=("has_major_disease",),
    absence="未设比例的类别不需要",
)
def extra_ill(has_major_disease, extra_ill_percent):
    """Seriously ill."""
    return share_if(has_major_disease, extra_ill_percent)


@policy.variable("分类施保金", unit="元/月", of="person", basis=EXTRA)
def person_extra(extra_old, extra_minor, extra_disabled, extra_ill, standard):
    """The highest share that applies, once per person, rounded per person."""
    return half_up(
        nw.max_horizontal(extra_old, extra_minor, extra_disabled, extra_ill) * standard, SCALE
    )


@policy.variable("家庭分类施保金", unit="元/月", basis=EXTRA)
def extra_grant(members, person_extra, counted_member):
    """Extra help of all counted members."""
    return members.sum(person_extra, where=counted_member)


@policy.amount("每月低保金", basis="社会救助暂行办法 第十二条")
def monthly_amount(basic_grant, extra_grant):
    """Basic grant plus extra help."""
    return basic_grant + extra_grant


for _paid in (
    "shortfall",
    "band_grant",
    "difference_grant",
    "difference_part",
    "band_part",
    "basic_grant",
    "monthly_amount",
):
    policy.rules[_paid].rebased(LAW, basis=ARTICLE)
for _extra in (
    "extra_old",
    "extra_minor",
    "extra_disabled",
    "extra_ill",
    "person_extra",
    "extra_grant",
):
    policy.rules[_extra].rebased(LAW, basis="社会救助法 第二十条")
