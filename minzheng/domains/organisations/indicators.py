"""Statistics of social organisations, reported with their source (SO-38 to SO-41)."""

from minzheng.kernel.indicators import FLOW, STOCK, reported

PLANS = "“十四五”民政事业发展规划"

FIGURES = (
    reported(
        "organisations.staff.fulltime",
        "社会组织专职工作人员数",
        kind=STOCK,
        unit="人",
        basis=PLANS,
        definition="期末在社会组织专职工作（签订劳动合同或者在编）的人数。",
    ),
    reported(
        "organisations.staff.fulltime_per_10000",
        "每万人拥有社会组织专职工作人员数",
        kind=STOCK,
        unit="人/万人",
        basis=PLANS,
        per=10_000,
        definition="期末社会组织专职工作人员数（分子）与常住人口（分母）之比，乘以一万；规划将单位印作“人/万人”的用此项。",
    ),
    reported(
        "organisations.party.work_coverage",
        "社会组织党的工作覆盖率",
        kind=STOCK,
        unit="%",
        basis=PLANS,
        definition="期末有党组织或者有党建工作指导员、联络员的社会组织数（分子）占社会组织总数（分母）的比重。",
    ),
    reported(
        "organisations.party.body_rate",
        "社会组织党组织组建率",
        kind=STOCK,
        unit="%",
        basis=PLANS,
        definition="期末建立党组织的社会组织数（分子）占应当建立党组织的社会组织数（分母）的比重。",
    ),
    reported(
        "organisations.registered.count",
        "登记和备案的社会组织数",
        kind=STOCK,
        unit="个",
        basis="社会团体登记管理条例；民办非企业单位登记管理暂行条例；基金会管理条例",
        definition="期末登记和备案、未注销的社会组织数。",
    ),
    reported(
        "organisations.registered.added",
        "新增社会组织数",
        kind=FLOW,
        unit="个",
        basis="社会团体登记管理条例；民办非企业单位登记管理暂行条例；基金会管理条例",
        definition="报告期内新登记和备案的社会组织数，不扣除注销的。",
    ),
    reported(
        "organisations.registered.growth",
        "社会组织登记备案增长率",
        kind=STOCK,
        unit="%",
        basis=PLANS,
        definition="期末登记和备案的社会组织数比基期增加的数（分子）占基期数（分母）的比重；基期在说明中注明。",
    ),
    reported(
        "organisations.inspection.pass_rate",
        "社会组织年检合格率",
        kind=FLOW,
        unit="%",
        basis="社会组织登记管理法规",
        definition="报告期内年度检查结论为合格的社会组织数（分子）占应当参加年度检查的社会组织数（分母）的比重。",
    ),
)
SHOWN = tuple(item.key for item in FIGURES)
