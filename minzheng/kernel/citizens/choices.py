"""How somebody may act for another, how far a letter is, why a file is not joined; with Chinese labels."""

SELF, HOUSEHOLD = "self", "household"
GUARDIAN, PARENT, KIN, NEIGHBOUR, WORKER = "guardian", "parent", "kin", "neighbour", "worker"
DELEGATIONS = {
    GUARDIAN: "监护人",
    PARENT: "父母",
    KIN: "亲属",
    NEIGHBOUR: "邻居",
    WORKER: "村（社区）工作人员",
}
# In what capacity a citizen acts: for himself, his household, or as one of the above.
CAPACITIES = {SELF: "本人", HOUSEHOLD: "共同生活的家庭成员", **DELEGATIONS}
# What a letter may entrust; parents and guardians need none, the register knows them.
BY_LETTER = {KIN: DELEGATIONS[KIN], NEIGHBOUR: DELEGATIONS[NEIGHBOUR]}

WAITING, CONFIRMED, REFUSED = "waiting", "confirmed", "refused"
STATES = {WAITING: "待窗口核对", CONFIRMED: "已生效", REFUSED: "未通过"}

UNKNOWN, NAME_DIFFERS, DIED = "unknown", "name_differs", "died"
# Why a citizen who signed in is not joined to a file, and what he can do about it.
UNJOINED = {
    UNKNOWN: "您还没有民政档案，首次申请时由窗口建档。",
    NAME_DIFFERS: "您的身份证号已有民政档案，但姓名与实名信息不符，请带身份证到乡镇（街道）窗口核对。",
    DIED: "民政档案中的登记状态需要核对，请带身份证到乡镇（街道）窗口办理。",
}
