"""Phones in the field, what was written on them, every value ever typed, and what became of it."""

import json
import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from minzheng.core.fields import SealedTextField
from minzheng.kernel.offline import choices
from minzheng.kernel.people.declarations import declare_person_reference


class Device(models.Model):
    """A phone with one worker's data on it; the office may order it to be emptied."""

    id = models.UUIDField(primary_key=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("使用人")
    )
    division = models.ForeignKey("divisions.Division", models.PROTECT, related_name="+")
    label = models.CharField(_("设备"), max_length=120, blank=True)
    registered_at = models.DateTimeField(_("登记时间"))
    seen_at = models.DateTimeField(_("最近联系"))
    # As the phone last told.
    waiting = models.PositiveIntegerField(_("待上传"), default=0)
    usage = models.BigIntegerField(_("占用空间"), default=0)
    wipe_ordered_at = models.DateTimeField(_("清除指令"), null=True)
    wipe_ordered_by = models.ForeignKey(
        "accounts.Mandate", models.PROTECT, null=True, related_name="+"
    )
    wipe_reason = models.CharField(_("清除原因"), max_length=200, blank=True)
    wiped_at = models.DateTimeField(_("已清除"), null=True)

    class Meta:
        verbose_name = _("外勤终端")

    def __str__(self) -> str:
        return self.label or str(self.id)


class Record(models.Model):
    """What a worker writes down, under the number his phone gave it."""

    id = models.UUIDField(primary_key=True)
    kind = models.CharField(_("类型"), max_length=40)
    form = models.CharField(_("表单"), max_length=100, blank=True)
    rule = models.CharField(_("走访规则"), max_length=100, blank=True)
    household = models.ForeignKey("people.Household", models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    case = models.ForeignKey("cases.Case", models.PROTECT, null=True, related_name="+")
    division = models.ForeignKey("divisions.Division", models.PROTECT, related_name="+")
    author = models.ForeignKey(
        "accounts.Mandate", models.PROTECT, related_name="+", verbose_name=_("填写人")
    )
    state = models.CharField(
        _("状态"),
        max_length=20,
        choices=list(choices.RECORD_STATES.items()),
        default=choices.DRAFT,
    )
    # Why it came back; may name people.
    refusal = SealedTextField("offline.refusal", _("退回原因"), null=True)
    began_at = models.DateTimeField(_("开始填写"))
    received_at = models.DateTimeField(_("到达时间"))
    submitted_at = models.DateTimeField(_("提交时间"), null=True)
    # The versions that were handed in: what comes later is told apart from them.
    handed_in = models.JSONField(default=list)
    outcome_key = models.CharField(max_length=60, blank=True)
    outcome_id = models.CharField(max_length=40, blank=True)
    is_late = models.BooleanField(_("提交后有修改"), default=False)
    # The place in the one order of all changes: what phones have fetched up to.
    sequence = models.BigIntegerField(db_index=True)

    class Meta:
        verbose_name = _("外勤记录")
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=choices.SUBMITTED) | Q(submitted_at__isnull=False),
                name="offline_submitted_has_moment",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


class FieldVersion(models.Model):
    """One value somebody typed, under the number of its operation; never changed, never removed."""

    id = models.UUIDField(primary_key=True)
    record = models.ForeignKey(Record, models.PROTECT, related_name="versions")
    field = models.CharField(_("项目"), max_length=120)
    # Canonical JSON.
    value = SealedTextField("offline.value", _("内容"))
    # The numbers of the versions it was written over.
    bases = models.JSONField(default=list)
    device = models.ForeignKey(Device, models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(
        "accounts.Mandate", models.PROTECT, related_name="+", verbose_name=_("填写人")
    )
    counter = models.BigIntegerField(_("设备序号"), default=0)
    typed_at = models.DateTimeField(_("填写时间"))
    received_at = models.DateTimeField(_("到达时间"))
    is_head = models.BooleanField(default=True)
    sequence = models.BigIntegerField(unique=True)

    class Meta:
        verbose_name = _("填写版本")
        indexes = [models.Index(fields=["record", "field"], name="offline_version_field")]

    def __str__(self) -> str:
        return f"{self.record_id} {self.field}"

    @property
    def number(self) -> str:
        """Return the number of the version as phones write it."""
        return str(self.id)

    @property
    def said(self) -> Any:
        """Return the value as it was typed."""
        return json.loads(self.value)


class Receipt(models.Model):
    """What became of one operation of a phone; the same operation again gets the same answer."""

    op = models.UUIDField(primary_key=True)
    device = models.ForeignKey(Device, models.PROTECT, related_name="+")
    record = models.ForeignKey(Record, models.PROTECT, null=True, related_name="receipts")
    state = models.CharField(max_length=20, choices=list(choices.RECEIPT_STATES.items()))
    text = SealedTextField("offline.receipt", _("答复"), null=True)
    at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = _("离线回执")

    def __str__(self) -> str:
        return f"{self.op} {self.get_state_display()}"


class Blob(models.Model):
    """A file of a record by its digest: a paper, or why it was not taken."""

    record = models.ForeignKey(Record, models.PROTECT, related_name="blobs")
    sha256 = models.CharField(max_length=64)
    document = models.ForeignKey("documents.Document", models.PROTECT, null=True, related_name="+")
    refusal = models.CharField(_("不接收原因"), max_length=200, blank=True)
    at = models.DateTimeField(_("到达时间"))

    class Meta:
        verbose_name = _("离线附件")
        constraints = [
            models.UniqueConstraint(fields=["record", "sha256"], name="offline_blob_once")
        ]

    def __str__(self) -> str:
        return self.sha256


class Conflict(models.Model):
    """A field filled in twice; both values stand until a person chooses."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    record = models.ForeignKey(Record, models.PROTECT, related_name="conflicts")
    field = models.CharField(_("项目"), max_length=120)
    kind = models.CharField(_("情形"), max_length=20, choices=list(choices.CONFLICTS.items()))
    found_at = models.DateTimeField(_("发现时间"))
    resolved_at = models.DateTimeField(_("处理时间"), null=True)
    resolved_by = models.ForeignKey(
        "accounts.Mandate", models.PROTECT, null=True, related_name="+", verbose_name=_("处理人")
    )
    note = models.CharField(_("处理说明"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("填写冲突")
        constraints = [
            models.UniqueConstraint(
                fields=["record", "field", "kind"],
                condition=Q(resolved_at__isnull=True),
                name="offline_conflict_open_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.record_id} {self.field}"


class Sequence(models.Model):
    """The last number given to a change; whoever changes anything holds this row to the end.

    A phone fetches everything after the number it has. A number handed out by a database sequence
    could become visible after a later one, and the phone would miss it.
    """

    last = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = _("变更序号")

    def __str__(self) -> str:
        return str(self.last)


# A merge of two files of one person moves these too.
declare_person_reference("offline.Record", "person")
