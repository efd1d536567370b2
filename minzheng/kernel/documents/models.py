"""Papers sealed at rest, the archive they go to, and the register of policy documents."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from minzheng.kernel.documents import choices


class Archive(models.Model):
    """One file of the archive: papers of one subject, of one year and retention period (卷)."""

    fonds = models.CharField(_("全宗号"), max_length=20)
    category = models.CharField(_("类别"), max_length=40)
    year = models.PositiveSmallIntegerField(_("年度"))
    retention = models.CharField(
        _("保管期限"), max_length=20, choices=list(choices.RETENTION.items())
    )
    piece = models.PositiveIntegerField(_("件号"))
    title = models.CharField(_("题名"), max_length=200)
    subject_key = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    division = models.ForeignKey("divisions.Division", models.PROTECT, related_name="+")
    formed_on = models.DateField(_("形成日期"))
    pages = models.PositiveIntegerField(_("页数"), default=0)
    state = models.CharField(
        max_length=20, choices=list(choices.ARCHIVE_STATES.items()), default=choices.FILED
    )
    filed_at = models.DateTimeField(_("归档时间"))
    filed_by = models.ForeignKey("accounts.Mandate", models.PROTECT, related_name="+")
    transferred_at = models.DateTimeField(_("移交时间"), null=True)
    receiver = models.CharField(_("接收单位"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("档案")
        constraints = [
            models.UniqueConstraint(
                fields=["fonds", "category", "year", "retention", "piece"],
                name="archive_number_once",
            )
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """Return the file number 全宗号-类别-年度-保管期限-件号."""
        return (
            f"{self.fonds}-{self.category}-{self.year}-{choices.RETENTION[self.retention]}"
            f"-{self.piece:04d}"
        )


class Disposal(models.Model):
    """The destruction of an expired archive file: appraised by one person, approved by another."""

    archive = models.OneToOneField(Archive, models.PROTECT, related_name="disposal")
    opinion = models.TextField(_("鉴定意见"))
    appraised_at = models.DateTimeField()
    appraised_by = models.ForeignKey("accounts.Mandate", models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey("accounts.Mandate", models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("档案销毁")
        constraints = [
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("appraised_by")),
                name="disposal_needs_two_mandates",
            )
        ]

    def __str__(self) -> str:
        return f"{self.archive_id}"


class Document(models.Model):
    """A file of any room, sealed at rest; the row stays when the content is destroyed."""

    kind = models.CharField(max_length=30, choices=list(choices.KINDS.items()))
    title = models.CharField(_("题名"), max_length=200)
    file_name = models.CharField(_("文件名"), max_length=200)
    path = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.BigIntegerField(_("大小"))
    content_type = models.CharField(_("格式"), max_length=120)
    subject_key = models.CharField(max_length=60, blank=True)
    subject_id = models.BigIntegerField(null=True)
    division = models.ForeignKey("divisions.Division", models.PROTECT, related_name="+")
    template = models.CharField(_("文书模板"), max_length=60, blank=True)
    created_by = models.ForeignKey("accounts.Mandate", models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("形成时间"))
    retention_class = models.CharField(
        _("保管期限"),
        max_length=20,
        choices=list(choices.RETENTION.items()),
        default=choices.LONG,
    )
    archive_year = models.PositiveSmallIntegerField(_("归档年度"), null=True)
    filed_at = models.DateTimeField(_("归档时间"), null=True)
    archive = models.ForeignKey(Archive, models.PROTECT, null=True, related_name="documents")
    disposed_at = models.DateTimeField(_("销毁时间"), null=True)

    class Meta:
        verbose_name = _("材料")
        indexes = [models.Index(fields=["subject_key", "subject_id"], name="document_subject")]

    def __str__(self) -> str:
        return self.title


class PolicyDocument(models.Model):
    """One policy document in force or once in force (政策文件目录)."""

    index_number = models.CharField(_("索引号"), max_length=60, unique=True)
    theme_class = models.CharField(_("主题分类"), max_length=60)
    issuer = models.CharField(_("发文机关"), max_length=100)
    document_number = models.CharField(_("发文字号"), max_length=60, blank=True)
    title = models.CharField(_("标题"), max_length=200)
    dated_on = models.DateField(_("成文日期"))
    issued_on = models.DateField(_("发布日期"))
    valid_from = models.DateField(_("生效日期"))
    valid_to = models.DateField(_("失效日期"), null=True)
    validity_state = models.CharField(
        _("效力状态"), max_length=20, choices=list(choices.VALIDITY.items())
    )
    replaced_by = models.ForeignKey("self", models.PROTECT, null=True, related_name="replaces")
    full_text = models.ForeignKey(Document, models.PROTECT, null=True, related_name="+")
    division = models.ForeignKey("divisions.Division", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("政策文件")
        ordering = ["-issued_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["document_number"],
                condition=~Q(document_number=""),
                name="policy_document_number_once",
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")),
                name="policy_document_period",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}（{self.document_number}）" if self.document_number else self.title
