"""How a need was reported, how a campaign and its lines stand, what happens in a life."""

PATROL, LIAISON, COORDINATOR, INFORMANT = "patrol", "liaison", "coordinator", "informant"
HOTLINE, CITIZEN = "hotline", "citizen"
# The four levels of the information network (四级信息网), from the village up, by their titles.
NETWORK = {
    PATROL: "村（社区）巡查员",
    LIAISON: "乡镇（街道）联络员",
    COORDINATOR: "民政局协调员",
    INFORMANT: "部门信息员",
}
CHANNELS = {**NETWORK, HOTLINE: "12345 热线", CITIZEN: "群众反映"}

PLANNED, RUNNING, CLOSED = "planned", "running", "closed"
CAMPAIGN_STATES = {PLANNED: "已计划", RUNNING: "摸排中", CLOSED: "已结束"}

FINE, NEED, CHANGED, AWAY, GONE = "fine", "need", "changed", "away", "gone"
RESULTS = {
    FINE: "情况属实，无需救助",
    NEED: "需要救助或应享未享",
    CHANGED: "情况有变化，须核实",
    AWAY: "外出未见",
    GONE: "已迁出或死亡",
}
# What a lead is opened for; the others settle a line by themselves.
LEADING = (NEED, CHANGED, GONE)

DIED, ADMITTED, DISCHARGED = "died", "admitted", "discharged"
GRADE_CHANGED, MARRIED, DIVORCED = "grade_changed", "married", "divorced"
CAME_OF_AGE, IMPRISONED, RELEASED = "came_of_age", "imprisoned", "released"
LIFE_EVENTS = {
    DIED: "死亡",
    ADMITTED: "入住机构",
    DISCHARGED: "离开机构",
    GRADE_CHANGED: "残疾等级变化",
    MARRIED: "结婚",
    DIVORCED: "离婚",
    CAME_OF_AGE: "年满十八周岁",
    IMPRISONED: "服刑或被羁押",
    RELEASED: "刑满或解除羁押",
}
# What a clerk writes down; a death is registered in the person's file, coming of age is computed.
NOTED = (ADMITTED, DISCHARGED, GRADE_CHANGED, MARRIED, DIVORCED, IMPRISONED, RELEASED)

# Where people are told (政策宣传的渠道): what the law's own text is carried to.
FAIR, SQUARE, TAXI, BROADCAST, DOOR, OFFICE_HALL, OTHER_CHANNEL = (
    "fair", "square", "taxi", "broadcast", "door", "hall", "other",
)  # fmt: skip
DRIVE_CHANNELS = {
    FAIR: "集市、庙会",
    SQUARE: "广场宣传",
    TAXI: "出租车电子屏",
    BROADCAST: "村广播、大喇叭",
    DOOR: "入户发放",
    OFFICE_HALL: "服务大厅、公示栏",
    OTHER_CHANNEL: "其他",
}
