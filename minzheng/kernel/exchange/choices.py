"""The states of a delivery."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DeliveryState(models.TextChoices):
    """What became of a delivered file."""

    INGESTED = "ingested", _("已接收")
    FAILED = "failed", _("无法接收")
    SUPERSEDED = "superseded", _("已被更正报送取代")
    EXPIRED = "expired", _("保存期满已清除")


# How a department is asked, beside the files it delivers every month.
DELIVERY, HTTP, DATABASE, DROP, HAND = "delivery", "http", "database", "drop", "hand"
MODES = {
    DELIVERY: "按月交换数据",
    HTTP: "接口查询",
    DATABASE: "前置库查询",
    DROP: "文件交换",
    HAND: "人工函询",
}

# What a verification does while a department does not answer.
WAIT, PROCEED, BLOCK = "wait", "proceed", "block"
FAILURE_POLICIES = {
    WAIT: "等到期限为止",
    PROCEED: "注明后继续",
    BLOCK: "未答复不得出具",
}


class ProposalState(models.TextChoices):
    """What became of a proposal to ask a department another way."""

    WAITING = "waiting", _("待确认")
    GRANTED = "granted", _("已确认")
    REFUSED = "refused", _("不同意")


class MatchState(models.TextChoices):
    """What became of a rejected row and a person it may be about."""

    AUTOMATIC = "automatic", _("自动认定")
    WAITING = "waiting", _("待人工认定")
    SAME = "same", _("认定是本人")
    OTHER = "other", _("认定是他人")
    UNSURE = "unsure", _("无法认定")


COUNTING = (MatchState.AUTOMATIC, MatchState.SAME)
