"""Statistics of social work and volunteers, reported with their source (SW-30 to SW-34)."""

from minzheng.kernel.indicators import STOCK, reported

PLANS = "“十四五”民政事业发展规划"

FIGURES = (
    reported(
        "volunteering.social_workers.total",
        "社会工作专业人才总量",
        kind=STOCK,
        unit="人",
        basis=PLANS,
        definition="期末本地社会工作专业人才数；规划写明“持证”的，只计取得社会工作者职业资格证书的人数，口径在说明中注明。",
    ),
    reported(
        "volunteering.stations.facility_coverage",
        "志愿服务站点在社区综合服务设施中的覆盖率",
        kind=STOCK,
        unit="%",
        basis=PLANS,
        definition="期末设有志愿服务站点的社区综合服务设施数（分子）占社区综合服务设施总数（分母）的比重。",
    ),
    reported(
        "volunteering.social_work.station_coverage",
        "乡镇（街道）社会工作服务站（点）覆盖率",
        kind=STOCK,
        unit="%",
        basis=PLANS,
        definition="期末建有社会工作服务站（点）的乡镇（街道）数（分子）占乡镇（街道）总数（分母）的比重。",
    ),
    reported(
        "volunteering.social_work.point_coverage",
        "村（社区）社会工作服务点覆盖率",
        kind=STOCK,
        unit="%",
        basis=PLANS,
        definition="期末建有社会工作服务点的村（社区）数（分子）占村（社区）总数（分母）的比重。",
    ),
    reported(
        "volunteering.social_work.needy_coverage",
        "困难群众和特殊群体社会工作服务覆盖率",
        kind=STOCK,
        unit="%",
        basis=PLANS,
        definition="期末接受过社会工作服务的困难群众和特殊群体人数（分子）占其登记人数（分母）的比重。",
    ),
    reported(
        "volunteering.volunteers.share",
        "实名注册志愿者占常住人口比例",
        kind=STOCK,
        unit="%",
        basis="志愿服务条例；“十四五”民政事业发展规划",
        definition="期末实名注册志愿者人数（分子）占常住人口（分母）的比重。",
    ),
    reported(
        "volunteering.social_work.bodies",
        "社会工作服务机构数",
        kind=STOCK,
        unit="家",
        basis=PLANS,
        definition="期末登记并正常开展服务的社会工作服务机构家数。",
    ),
)
SHOWN = tuple(item.key for item in FIGURES)
