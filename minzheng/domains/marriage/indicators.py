"""Statistics of marriage registration, reported with their source (MA-28 to MA-30)."""

from minzheng.kernel.indicators import STOCK, reported

PLANS = "“十四五”民政事业发展规划"

FIGURES = (
    reported(
        "marriage.cross_province.rate",
        "婚姻登记“跨省通办”实施率",
        kind=STOCK,
        unit="%",
        basis="婚姻登记条例；“十四五”民政事业发展规划",
        definition="期末实施内地居民婚姻登记“跨省通办”的婚姻登记机关数（分子）占婚姻登记机关总数（分母）的比重。",
    ),
    reported(
        "marriage.offices.counselling_share",
        "设立婚姻家庭辅导室的婚姻登记机关比例",
        kind=STOCK,
        unit="%",
        basis=PLANS,
        definition="期末设立婚姻家庭辅导（调解）室的婚姻登记机关数（分子）占婚姻登记机关总数（分母）的比重。",
    ),
    reported(
        "marriage.offices.grade_3a_share",
        "达到国家3A级以上标准的婚姻登记机关比例",
        kind=STOCK,
        unit="%",
        basis="婚姻登记机关等级评定标准；“十四五”民政事业发展规划",
        definition="期末达到国家3A级及以上标准的婚姻登记机关数（分子）占婚姻登记机关总数（分母）的比重。",
    ),
)
SHOWN = tuple(item.key for item in FIGURES)
