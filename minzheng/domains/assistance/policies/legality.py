"""What the law asks of the standards of social assistance, and the statistics it is held against."""

from fractions import Fraction

from minzheng.policy import COUNTY, PREFECTURE, STATE, Parameter
from minzheng.policy.legality import (
    FLAG,
    WHOLE,
    Comparison,
    Figures,
    Judge,
    LegalityCheck,
    at_least_share,
    grows_with,
    pace_of,
)

STATISTICS = "statistics"
DIBAO = "assistance.dibao.standard"
TEKUN = "assistance.tekun"
WAGE = f"{TEKUN}.min_wage"
CONSUMPTION = f"{TEKUN}.consumption_last_year"
HOMES = ("urban", "rural")
MODES = ("centralised", "scattered")
TIERS = {"self": "全自理", "half": "半护理", "full": "全护理"}
MODE_LABELS = {"centralised": "集中供养", "scattered": "分散供养"}

# Figures of the year that no rule of a policy asks for.
FIGURES = (
    Parameter(
        STATISTICS,
        "consumption_growth",
        "上年度居民人均消费支出增速",
        "%",
        PREFECTURE,
        "统计公报",
        by="residence",
    ),
    Parameter(
        STATISTICS,
        "rural_urban_floor",
        "农村低保标准占城市低保标准的最低比例",
        "%",
        COUNTY,
        "地方规划",
    ),
    Parameter(STATISTICS, "poverty_line", "当年国家扶贫标准", "元/人·年", STATE, "国家扶贫标准"),
)

pace = pace_of(f"{STATISTICS}.consumption_growth", CONSUMPTION)


def rural_share(figures: Figures) -> Comparison | None:
    """The rural standard against its least share of the urban one; no share, no rule."""
    share = figures.value(f"{STATISTICS}.rural_urban_floor")
    if not share:
        return None
    urban = figures.value(DIBAO, category="urban")
    if not urban:
        return None
    return Comparison(
        Fraction(figures.value(DIBAO) * WHOLE, urban), share,
        "农村低保标准占城市低保标准的比例", "规定的最低比例", "%",
    )  # fmt: skip


def above_poverty_line(figures: Figures) -> Comparison:
    """Twelve months of the rural standard are more than the national line of the year."""
    return Comparison(
        figures.value(DIBAO) * 12, figures.value(f"{STATISTICS}.poverty_line"),
        "农村低保标准 × 12 个月", "当年国家扶贫标准", "元/人·年", strict=True,
    )  # fmt: skip


def care_of(tier: str) -> Judge:
    """Hold the care standard of a tier, by the method of the place, against its share of the minimum wage."""

    def compare(figures: Figures) -> Comparison | None:
        share = figures.value(f"{TEKUN}.care_{tier}_min_percent")
        if not share:
            return None
        wage = figures.value(WAGE)
        method = figures.value(f"{TEKUN}.care_method")
        if method == "percent":
            standard = Fraction(wage * figures.value(f"{TEKUN}.care_{tier}_percent"), WHOLE)
        elif method == "divisor":
            standard = Fraction(wage, figures.value(f"{TEKUN}.care_{tier}_divisor"))
        else:
            standard = Fraction(figures.value(f"{TEKUN}.care_{tier}_amount"))
        return Comparison(
            standard, Fraction(wage * share, WHOLE),
            f"{TIERS[tier]}照料护理标准（{MODE_LABELS.get(figures.category, '')}）",
            f"月最低工资的 {share / 100:g} %", "元/月",
        )  # fmt: skip

    return compare


CHECKS = (
    LegalityCheck(
        "assistance.tekun.over_dibao",
        "特困基本生活标准不低于低保标准的规定倍数",
        "国发〔2016〕14号；地方规定另定更高倍数的从其规定",
        (f"{TEKUN}.tekun_basic", DIBAO, f"{TEKUN}.tekun_basic_min_percent"),
        at_least_share(f"{TEKUN}.tekun_basic", DIBAO, f"{TEKUN}.tekun_basic_min_percent"),
        HOMES,
    ),
    LegalityCheck(
        "assistance.tekun.over_consumption",
        "特困基本生活标准不低于上年度人均消费支出的规定比例",
        "地方规定",
        (
            f"{TEKUN}.tekun_basic",
            CONSUMPTION,
            f"{TEKUN}.tekun_basic_consumption_percent",
        ),
        at_least_share(
            f"{TEKUN}.tekun_basic",
            CONSUMPTION,
            f"{TEKUN}.tekun_basic_consumption_percent",
            months=12,
        ),
        HOMES,
    ),
    *(
        LegalityCheck(
            f"assistance.tekun.care_{tier}",
            f"特困{label}照料护理标准不低于最低工资的规定比例",
            "国发〔2016〕14号；地方规定",
            (
                f"{TEKUN}.care_method",
                WAGE,
                f"{TEKUN}.care_{tier}_min_percent",
                *(f"{TEKUN}.care_{tier}_{way}" for way in ("percent", "divisor", "amount")),
            ),
            care_of(tier),
            MODES,
        )
        for tier, label in TIERS.items()
    ),
    LegalityCheck(
        "assistance.dibao.growth",
        "低保标准年度增幅不低于上年度人均消费支出增速",
        "民政事业发展规划（城乡低保标准年度增速）",
        (DIBAO, CONSUMPTION, f"{STATISTICS}.consumption_growth"),
        grows_with(DIBAO, pace),
        HOMES,
        FLAG,
        pace,
    ),
    LegalityCheck(
        "assistance.dibao.rural_share",
        "农村低保标准占城市低保标准的比例不低于规定",
        "民政事业发展规划（农村低保标准占城市低保标准比例）",
        (DIBAO, f"{STATISTICS}.rural_urban_floor"),
        rural_share,
        ("rural",),
        FLAG,
    ),
    LegalityCheck(
        "assistance.dibao.poverty_line",
        "农村低保标准高于当年国家扶贫标准",
        "民政事业发展规划",
        (DIBAO, f"{STATISTICS}.poverty_line"),
        above_poverty_line,
        ("rural",),
    ),
)
