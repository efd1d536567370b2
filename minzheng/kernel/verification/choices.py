"""States of a verification, of its queries and of an objection, with their Chinese labels."""

REQUESTED = "requested"
RETURNED = "returned"
STATES = {REQUESTED: "核对中", RETURNED: "已出报告"}

WAITING = "waiting"
ANSWERED = "answered"
QUERY_STATES = {WAITING: "待回复", ANSWERED: "已回复"}

OPEN = "open"
UPHELD = "upheld"
DISMISSED = "dismissed"
OBJECTION_STATES = {OPEN: "复核中", UPHELD: "异议成立", DISMISSED: "异议不成立"}

# A query to a partner: nobody answered so far; answered; given up and said so in the report.
MARKED = "marked"
PARTNER_STATES = {WAITING: "待答复", ANSWERED: "已答复", MARKED: "未取得（已注明）"}

# A request between areas: asked of us or by us; what became of it.
INCOMING, OUTGOING = "in", "out"
DIRECTIONS = {INCOMING: "外地来请", OUTGOING: "请外地协查"}
REFUSED = "refused"
AREA_STATES = {WAITING: "待办理", ANSWERED: "已答复", REFUSED: "已退回"}

# What a family reports of itself.
REPORTED_CHANGES = {"members": "家庭人口变化", "income": "收入变化", "assets": "财产变化"}

# The paper each data set makes needless once it answered: nobody is asked for what the platform of
# government services or a department can be queried for (社会救助法 62).
PAPERS = {
    "disability.certificates": "残疾人证",
    "civil.marriages": "结婚证、离婚证",
    "hr.wages": "工资收入证明",
    "hr.pensions": "养老金领取证明",
    "market.businesses": "营业执照及经营收入证明",
    "housing.properties": "不动产权证或无房证明",
    "transport.vehicles": "机动车行驶证",
    "bank.deposits": "银行存款证明",
    "medical.expenses": "医疗费用票据",
    "education.students": "在校就读证明",
}
