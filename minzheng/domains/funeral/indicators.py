"""Statistics of funeral services, reported with their source (FU-22 to FU-26)."""

from minzheng.kernel.indicators import FLOW, STOCK, reported

PLANS = "“十四五”民政事业发展规划"

FIGURES = (
    reported(
        "funeral.burial.county_coverage",
        "县级公益性安葬（放）设施覆盖率",
        kind=STOCK,
        unit="%",
        basis="殡葬管理条例；“十四五”民政事业发展规划",
        definition="期末建有县级公益性骨灰安葬（放）设施的县（市、区）数（分子）占县（市、区）总数（分母）的比重；单个县为 1/1 或 0/1。",
    ),
    reported(
        "funeral.burial.eco_rate",
        "节地生态安葬率",
        kind=FLOW,
        unit="%",
        basis=PLANS,
        definition="报告期内采取节地生态方式安葬的数量（分子）占全部安葬数量（分母）的比重。",
    ),
    reported(
        "funeral.cremation.rate",
        "火化率",
        kind=FLOW,
        unit="%",
        basis="殡葬管理条例",
        definition="报告期内火化区死亡人口的火化遗体数（分子）占火化区死亡人口（分母）的比重；土葬改革区不计入。",
    ),
    reported(
        "funeral.facilities.county_coverage",
        "县级公益性综合殡葬服务设施覆盖率",
        kind=STOCK,
        unit="%",
        basis=PLANS,
        definition="期末建有公益性综合殡葬服务设施（殡仪馆和公墓）的县城数（分子）占县城总数（分母）的比重。",
    ),
    reported(
        "funeral.cemeteries.coverage",
        "公益性公墓重点区域覆盖率",
        kind=STOCK,
        unit="%",
        basis=PLANS,
        definition="期末有公益性公墓覆盖的乡镇集镇、核心景区和乡村振兴重点村数（分子）占其总数（分母）的比重。",
    ),
    reported(
        "funeral.fleets.coverage",
        "县级殡仪服务车队覆盖率",
        kind=STOCK,
        unit="%",
        basis=PLANS,
        definition="期末建立覆盖全域的殡仪服务车队的县级殡仪馆数（分子）占县级殡仪馆总数（分母）的比重。",
    ),
)
SHOWN = tuple(item.key for item in FIGURES)
