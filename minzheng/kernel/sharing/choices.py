"""Kinds and states of the sharing of data."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Property(models.TextChoices):
    """How far a data set may be shared (政务数据共享条例 第三章)."""

    OPEN = "open", _("无条件共享")
    CONDITIONAL = "conditional", _("有条件共享")
    CLOSED = "closed", _("不予共享")


class Mode(models.TextChoices):
    """How data travels between two systems."""

    HTTP = "http", _("接口")
    TABLE = "table", _("库表交换")
    FILE = "file", _("文件交换")
    MANUAL = "manual", _("人工导入导出")


class Direction(models.TextChoices):
    """Which way data goes."""

    OUT = "out", _("提供")
    IN = "in", _("获取")


class Frequency(models.TextChoices):
    """How often data is due."""

    LIVE = "live", _("实时")
    DAILY = "daily", _("每日")
    MONTHLY = "monthly", _("每月")
    YEARLY = "yearly", _("每年")
    ON_CHANGE = "on_change", _("变动时")


class AskState(models.TextChoices):
    """What became of a subscription."""

    ASKED = "asked", _("待审批")
    GRANTED = "granted", _("已批准")
    REFUSED = "refused", _("未批准")
    WITHDRAWN = "withdrawn", _("已撤回")


class BatchState(models.TextChoices):
    """What became of a batch."""

    WAITING = "waiting", _("待发送")
    SENT = "sent", _("已发送，待回执")
    DONE = "done", _("全部接收")
    PARTLY = "partly", _("部分退回")
    FAILED = "failed", _("发送失败")
    REFUSED = "refused", _("对方拒收")


class LineState(models.TextChoices):
    """What became of one row of a batch."""

    WAITING = "waiting", _("待回执")
    ACCEPTED = "accepted", _("已接收")
    REJECTED = "rejected", _("退回")
    RESENT = "resent", _("已重新发送")


class ExchangeKind(models.TextChoices):
    """What kind of exchange a line of the ledger is."""

    DELIVERY = "delivery", _("部门报送")
    PUSH = "push", _("推送")
    PULL = "pull", _("获取")
    QUERY = "query", _("接口查询")
    IMPORT = "import", _("导入")
    EXPORT = "export", _("导出")


# A question about one person under verification: it lies in that room and is no exchange record.
CHECK = "check"
LEDGER_KINDS = [*ExchangeKind.choices, (CHECK, _("核对查询"))]


class Origin(models.TextChoices):
    """Where a row of a local register comes from."""

    OWN = "own", _("本地登记")
    IMPORTED = "imported", _("文件导入")
    PULLED = "pulled", _("上级系统")
