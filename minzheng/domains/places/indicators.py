"""Statistics of place names, reported with their source (PN-32)."""

from minzheng.kernel.indicators import STOCK, reported

FIGURES = (
    reported(
        "places.signs.rate",
        "地名标志设置率",
        kind=STOCK,
        unit="%",
        basis="地名管理条例 第十七条",
        definition="期末已设置地名标志的地名数（分子）占应当设置地名标志的地名数（分母）的比重。",
    ),
)
SHOWN = tuple(item.key for item in FIGURES)
