"""单独申请的宗教教职人员低保: who has lived in a religious place for years, away from the family."""

from minzheng.policy import Policy

from ..dibao.household import DECIDES
from ..dibao.policy import policy as dibao
from ..dibao_single.policy import policy as single

PAPER = "最低生活保障审核确认办法 第八条"

policy = Policy(
    "assistance.dibao_religious", "最低生活保障（宗教教职人员单独申请）", of="person", basis=PAPER
)

policy.include(dibao, "religious_years", "person_extra")
policy.include(
    single,
    "own_income_below_standard",
    "own_deposits_within_limit",
    "own_assets_within_limits",
    "own_grant",
)


@policy.condition("脱离家庭、在宗教场所居住满规定年数", basis=PAPER)
def long_away_from_family(years_religious, religious_years):
    """Full years: reached is enough."""
    return years_religious >= religious_years


@policy.condition(
    "不是已死亡、服刑或强制隔离戒毒、宣告失踪的人员",
    basis="最低生活保障审核确认办法 第七条",
    absence=DECIDES,
    optional=("is_dead", "in_custody", "declared_missing"),
)
def alive_and_free(is_dead, in_custody, declared_missing):
    """The family no longer counts him; these cannot draw dibao for themselves either."""
    return ~(is_dead | in_custody | declared_missing)


policy.adopt("own_income_below_standard", "own_deposits_within_limit", "own_assets_within_limits")


@policy.amount("每月低保金", basis=PAPER)
def monthly_amount(own_grant, person_extra):
    """As for anybody who applies alone: only his own income, and extra help."""
    return own_grant + person_extra
