"""Statistics of rescue, reported with their source (VR-16)."""

from minzheng.kernel.indicators import FLOW, reported

FIGURES = (
    reported(
        "rescue.returns.escort_rate",
        "查明身份信息流浪乞讨受助人员接送返回率",
        kind=FLOW,
        unit="%",
        basis="城市生活无着的流浪乞讨人员救助管理办法；“十四五”民政事业发展规划",
        definition="报告期内接送返回的人数（分子）占查明身份信息、应当接送返回的流浪乞讨受助人员人数（分母）的比重。",
    ),
)
SHOWN = tuple(item.key for item in FIGURES)
