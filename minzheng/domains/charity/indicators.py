"""Statistics of charity and the welfare lottery, reported with their source (CY-22, LO-11)."""

from minzheng.kernel.indicators import STOCK, reported

PLANS = "“十四五”民政事业发展规划"

FIGURES = (
    reported(
        "charity.brands.made",
        "打造的慈善品牌数",
        kind=STOCK,
        unit="个",
        basis=PLANS,
        definition="期末累计打造并持续开展活动的慈善品牌（项目）个数，从规划期第一年起累计。",
    ),
    reported(
        "charity.lottery.outlets",
        "福利彩票销售网点数",
        kind=STOCK,
        unit="个",
        basis="彩票管理条例；“十四五”民政事业发展规划",
        definition="期末正常销售的福利彩票实体销售网点数，不含撤销和停业三个月以上的网点。",
    ),
)
SHOWN = tuple(item.key for item in FIGURES)
