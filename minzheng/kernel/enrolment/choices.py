"""States and causes of the procedures of a benefit, with their Chinese labels."""

from minzheng.kernel.cases.declarations import States


class Application(States):
    """States of an application."""

    DRAFT = "draft", "草稿"
    SUBMITTED = "submitted", "已申请"
    ACCEPTED = "accepted", "已受理（查验核实）"
    ASSESSED = "assessed", "已提出审核意见"
    REPORTED = "reported", "已上报"
    CONFIRMED = "confirmed", "已确认"
    REFUSED = "refused", "不予确认"
    WITHDRAWN = "withdrawn", "已撤回"


class PostedApplication(States):
    """States of an application whose result a place may post before it is confirmed."""

    DRAFT = "draft", "草稿"
    SUBMITTED = "submitted", "已申请"
    ACCEPTED = "accepted", "已受理（查验核实）"
    ASSESSED = "assessed", "已提出审核意见"
    NOTICED = "noticed", "公示中"
    REPORTED = "reported", "已上报"
    CONFIRMED = "confirmed", "已确认"
    REFUSED = "refused", "不予确认"
    WITHDRAWN = "withdrawn", "已撤回"


class Change(States):
    """States of a review, an adjustment or a stop."""

    OPENED = "opened", "待核查"
    VERIFIED = "verified", "已核查"
    DECIDED = "decided", "已决定"
    CLOSED = "closed", "无需调整"


# Why a benefit is looked at again.
CAUSES = {
    "review": "定期复核",
    "death": "本人死亡",
    "moved": "户籍迁出",
    "age": "年龄条件变化",
    "certificate": "证件到期或变更",
    "adopted": "被收养",
    "custody": "服刑或强制隔离戒毒",
    "condition": "其他条件变化",
}
# What a change comes to.
CHANGES = {
    "raise": "调增",
    "reduce": "调减",
    "stop": "停发",
    "keep": "维持不变",
    "unknown": "资料不全",
}
# How a life was confirmed (生存认证).
LIFE_METHODS = {
    "visit": "上门核实",
    "face": "人脸识别",
    "counter": "窗口到场",
    "video": "视频连线",
    "data": "数据比对",
}
CASH, SERVICE = "cash", "service"
MODES = {CASH: "发放现金", SERVICE: "转为养老服务"}
