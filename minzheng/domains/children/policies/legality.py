"""What the law asks of the standards of children: they grow with what people spend."""

from minzheng.policy.legality import FLAG, LegalityCheck, grows_with, pace_of

ORPHAN = "children.orphan.standard"
GROWTH = "statistics.consumption_growth"
CONSUMPTION = "assistance.tekun.consumption_last_year"

pace = pace_of(GROWTH, CONSUMPTION, category="")

CHECKS = (
    LegalityCheck(
        "children.orphan.growth",
        "孤儿和事实无人抚养儿童标准年度增幅不低于上年度人均消费支出增速",
        "孤儿养育标准自然增长机制（国办发〔2010〕54号）",
        (ORPHAN, GROWTH, CONSUMPTION),
        grows_with(ORPHAN, pace),
        ("scattered", "institution"),
        FLAG,
        pace,
    ),
)
