"""An article from the unit that writes it to the channels, through three reviews and three proofs."""

import hashlib
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.db.models import F
from django.utils.timezone import localdate

from minzheng.core.resident_id import given_away
from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.declarations import BUREAU_HEAD, OFFICER, REVIEWER
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit
from minzheng.kernel.cases import services as cases
from minzheng.kernel.cases.choices import OTHER_TASK
from minzheng.kernel.cases.models import Task
from minzheng.kernel.divisions import queries as divisions
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.documents import services as documents
from minzheng.kernel.documents.choices import PHOTO

from .. import choices
from ..models import Adoption, Article, OnlineAccount, PageView, Publication, Review
from .bundles import bundle

STEPS = tuple(choices.REVIEW_STEPS)
# On whose list a step waits; who may take it is asked with the capability.
WAITS_FOR = {"review_1": OFFICER, "review_2": REVIEWER, "review_3": BUREAU_HEAD}
TEXT = ("kind", "theme_class", "title", "summary", "body", "keywords", "policy", "until_on")


class PublicityError(ValueError):
    """Something about publishing that cannot be done; the text is for the person at the screen."""


def digest_of(article: Article) -> str:
    """Return the fingerprint of what is reviewed: the words and the picture."""
    parts = [article.title, article.summary, article.body]
    parts.append(article.photo.sha256 if article.photo is not None else "")
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


def passed(article: Article) -> list[str]:
    """Return the steps that the text as it now stands has passed, in order."""
    rows = article.reviews.filter(is_passed=True, digest=digest_of(article))
    known = set(rows.values_list("step", flat=True))
    return [step for step in STEPS if step in known]


def next_step(article: Article) -> str:
    """Return the step an article waits for; empty when it waits for none."""
    if article.state != choices.IN_REVIEW:
        return ""
    done = passed(article)
    return next((step for step in STEPS if step not in done), "")


def problems(article: Article) -> list[str]:
    """Return in Chinese why the text may not be shown to the public as it stands."""
    found = [
        f"{label}{fault}，发布前须删除或脱敏"
        for label, text in (
            ("标题", article.title), ("摘要", article.summary), ("正文", article.body), ("关键词", article.keywords),
        )
        if (fault := given_away(text))
    ]  # fmt: skip
    if article.kind == choices.POLICY and article.policy_id is None:
        found.append("政策解读须选择所解读的政策文件")
    return found


def locked(article: Article, *states: str, by: Mandate) -> Article:
    """Lock an article of the viewer's divisions in one of these states. PublicityError."""
    row = Article.objects.select_for_update().get(pk=article.pk)
    if not accounts.covers(by, row.division_id):
        raise PublicityError("该稿件不属于您的辖区。")
    if row.state not in states:
        raise PublicityError(
            f"该稿件当前为“{row.get_state_display()}”，不能办理这一步。请刷新页面。"
        )
    return row


@transaction.atomic
def write(
    division: Division,
    *,
    unit: str,
    by: Mandate,
    at: datetime,
    photo: File | None = None,
    **text: Any,
) -> Article:
    """Begin an article of a unit; it stays its own until it is sent in. FileRefused, PublicityError."""
    if not by.may("content.write") or not accounts.covers(by, division.code):
        raise PublicityError("您的岗位不能在该辖区拟稿。")
    Division.objects.select_for_update().get(pk=division.pk)
    year = localdate(at).year
    serial = Article.objects.filter(division=division, at__year=year).count() + 1
    row = Article.objects.create(
        division=division, unit=unit.strip(), by=by, at=at,
        index_number=f"{division.code}/{year}-{serial:05d}", **text,
    )  # fmt: skip
    if photo is not None:
        _keep_photo(row, photo, by=by, at=at)
    audit.record("publicity.article.written", subject=row, by=by, at=at)
    return row


def _keep_photo(row: Article, photo: File, *, by: Mandate, at: datetime) -> None:
    row.photo = documents.store(
        photo, kind=PHOTO, title=f"{row.title}·配图"[:200], division=row.division_id, subject=row, by=by, at=at,
    )  # fmt: skip
    row.save(update_fields=["photo"])


@transaction.atomic
def change(
    article: Article, *, by: Mandate, at: datetime, photo: File | None = None, **text: Any
) -> Article:
    """Change the text of a draft or of one that was sent back; what was passed before counts no more."""
    row = locked(article, choices.DRAFTED, choices.SENT_BACK, by=by)
    if not by.may("content.write"):
        raise PublicityError("您的岗位不能修改稿件。")
    for name, value in text.items():
        setattr(row, name, value)
    row.save(update_fields=list(text))
    if photo is not None:
        _keep_photo(row, photo, by=by, at=at)
    audit.record("publicity.article.changed", subject=row, by=by, at=at)
    return row


@transaction.atomic
def send_in(article: Article, *, by: Mandate, at: datetime) -> Article:
    """Send an article in for review; it cannot be changed until it comes back. PublicityError."""
    row = locked(article, choices.DRAFTED, choices.SENT_BACK, by=by)
    if not by.may("content.write"):
        raise PublicityError("您的岗位不能报送稿件。")
    if wrong := problems(row):
        raise PublicityError("；".join(wrong))
    row.state, row.sent_at, row.reason = choices.IN_REVIEW, row.sent_at or at, ""
    row.save(update_fields=["state", "sent_at", "reason"])
    _ask_for_next(row, at=at)
    audit.record("publicity.article.sent_in", subject=row, by=by, at=at)
    return row


def _ask_for_next(row: Article, *, at: datetime) -> None:
    """Put the next step on the list of whom it waits for, and take the last one off."""
    about = Task.objects.filter(subject_key=row._meta.label_lower, subject_id=row.pk, done_at=None)
    about.update(done_at=at)
    step = next_step(row)
    if not step:
        return
    role = WAITS_FOR.get(step, OFFICER)
    cases.open_task(
        kind=OTHER_TASK, title=f"{choices.REVIEW_STEPS[step]}：{row.title}", role=role.key,
        division=cases.place_for(role, row.division_id), at=at, subject=row, source=row.unit,
    )  # fmt: skip


@transaction.atomic
def pass_step(article: Article, *, by: Mandate, at: datetime, note: str = "") -> Review:
    """Pass the review or proof an article waits for (三审三校).

    Nobody reviews or proofs what he wrote; the three reviews are three people's; a proof is not
    made by whoever made the review before it; the third review is the leader's. PublicityError.
    """
    row = locked(article, choices.IN_REVIEW, by=by)
    step = next_step(row)
    if refusal := _refusal(row, step, by):
        raise PublicityError(refusal)
    review = Review.objects.create(
        article=row, step=step, digest=digest_of(row), is_passed=True, note=note.strip()[:300], by=by, at=at,
    )  # fmt: skip
    if not next_step(row):
        row.state = choices.APPROVED
        row.save(update_fields=["state"])
    _ask_for_next(row, at=at)
    audit.record("publicity.article.passed", subject=row, by=by, at=at, step=step)
    return review


def _refusal(row: Article, step: str, by: Mandate) -> str:
    """Return why this person may not take this step of this article; empty when he may."""
    needed = "content.approve" if step == STEPS[4] else "content.review"
    if not by.may(needed):
        return f"“{choices.REVIEW_STEPS[step]}”不由{by.duty.label}办理。"
    if row.by.user_id == by.user_id:
        return "拟稿人不能审校自己的稿件。"
    standing = row.reviews.filter(is_passed=True, digest=digest_of(row)).select_related("by")
    if step.startswith("review"):
        again = any(r.by.user_id == by.user_id for r in standing if r.step.startswith("review"))
        return "三次审核须由三人分别办理，您已审核过本稿。" if again else ""
    before = next((r for r in standing if r.step == step.replace("proof", "review")), None)
    same = before is not None and before.by.user_id == by.user_id
    return "校对须由本轮审核人以外的人办理。" if same else ""


@transaction.atomic
def send_back(article: Article, *, reason: str, by: Mandate, at: datetime) -> Article:
    """Send an article back to its unit with what has to be mended. PublicityError."""
    row = locked(article, choices.IN_REVIEW, choices.APPROVED, by=by)
    if not by.may("content.review"):
        raise PublicityError("您的岗位不能退回稿件。")
    if not reason.strip():
        raise PublicityError("请写明退回原因。")
    if step := next_step(row):
        Review.objects.create(
            article=row, step=step, digest=digest_of(row), is_passed=False, note=reason.strip()[:300], by=by, at=at,
        )  # fmt: skip
    row.state, row.reason = choices.SENT_BACK, reason.strip()[:200]
    row.save(update_fields=["state", "reason"])
    _ask_for_next(row, at=at)
    audit.record("publicity.article.sent_back", subject=row, by=by, at=at)
    return row


@transaction.atomic
def publish(article: Article, *, channels: Sequence[str], by: Mandate, at: datetime) -> Article:
    """Publish an article that passed all six steps: on our pages at once, elsewhere as a bundle.

    Three channels are fed from one store. PublicityError when the text changed since, or a channel
    has no account in use.
    """
    row = locked(article, choices.APPROVED, by=by)
    if not by.may("content.review"):
        raise PublicityError("您的岗位不能发布稿件。")
    if passed(row) != list(STEPS):
        raise PublicityError("稿件在审校后有改动，须重新审校。")
    if wrong := problems(row):
        raise PublicityError("；".join(wrong))
    if not channels:
        raise PublicityError("请选择发布渠道。")
    row.state, row.published_on = choices.PUBLISHED, localdate(at)
    row.channels, row.withdrawn_at, row.reason = list(channels), None, ""
    row.save(update_fields=["state", "published_on", "channels", "withdrawn_at", "reason"])
    for channel in channels:
        _hand_over(row, channel, by=by, at=at)
    audit.record("publicity.article.published", subject=row, by=by, at=at, channels=list(channels))
    return row


def _hand_over(row: Article, channel: str, *, by: Mandate, at: datetime) -> None:
    """Put an article on our own pages, or make the bundle another channel takes."""
    if channel == choices.WEBSITE:
        Publication.objects.update_or_create(
            article=row, channel=channel, defaults={"handed_at": at, "shown_at": at, "removed_at": None}
        )  # fmt: skip
        return
    account = OnlineAccount.objects.filter(
        kind=channel, state=choices.ACTIVE, division__in=divisions.lineage(row.division_id)
    ).first()
    if account is None:
        raise PublicityError(
            f"没有登记在用的“{choices.ARTICLE_CHANNELS[channel]}”账号，请先在账号台账中登记。"
        )
    kept = documents.keep(
        bundle(row, channel), f"{row.index_number.replace('/', '-')}-{channel}.zip",
        content_type="application/zip", kind="other", title=f"{row.title}·{choices.ARTICLE_CHANNELS[channel]}"[:200],
        division=row.division_id, subject=row, by=by, at=at,
    )  # fmt: skip
    Publication.objects.update_or_create(
        article=row, channel=channel,
        defaults={"account": account, "bundle": kept, "handed_at": at, "shown_at": None, "removed_at": None, "address": ""},
    )  # fmt: skip


@transaction.atomic
def show_on(publication: Publication, *, address: str, by: Mandate, at: datetime) -> Publication:
    """Write down under which address a channel shows an article. PublicityError."""
    article = locked(publication.article, choices.PUBLISHED, by=by)
    if not address.strip().startswith(("https://", "http://")):
        raise PublicityError("请填写完整的网址，以 https:// 开头。")
    row = article.publications.select_for_update().get(pk=publication.pk)
    row.address, row.shown_at = address.strip()[:300], at
    row.save(update_fields=["address", "shown_at"])
    audit.record("publicity.article.shown", subject=article, by=by, at=at, channel=row.channel)
    return row


@transaction.atomic
def take_down(article: Article, *, reason: str, by: Mandate, at: datetime) -> Article:
    """Take a published article off our pages; other channels are to be told by hand. PublicityError."""
    row = locked(article, choices.PUBLISHED, by=by)
    if not by.may("content.review"):
        raise PublicityError("您的岗位不能撤下稿件。")
    if not reason.strip():
        raise PublicityError("请写明撤下原因。")
    row.state, row.withdrawn_at, row.reason = choices.TAKEN_DOWN, at, reason.strip()[:200]
    row.save(update_fields=["state", "withdrawn_at", "reason"])
    row.publications.filter(channel=choices.WEBSITE).update(removed_at=at)
    audit.record("publicity.article.taken_down", subject=row, by=by, at=at)
    return row


@transaction.atomic
def adopt(
    article: Article, *, level: str, on: date, medium: str, proof: str, by: Mandate, at: datetime
) -> Adoption:
    """Write down that a higher level took an article over, with the proof of it. PublicityError."""
    row = locked(article, choices.PUBLISHED, choices.TAKEN_DOWN, by=by)
    if not by.may("content.review") or row.by.user_id == by.user_id:
        raise PublicityError("采用情况须由拟稿人以外的审核人员登记。")
    if on > localdate(at):
        raise PublicityError("采用日期不能晚于今天。")
    if Adoption.objects.filter(article=row, level=level, medium=medium.strip()).exists():
        raise PublicityError("该采用情况已经登记。")
    adoption = Adoption.objects.create(
        article=row, level=level, on=on, medium=medium.strip(), proof=proof.strip(), by=by, at=at
    )
    audit.record("publicity.article.adopted", subject=row, by=by, at=at, level=level)
    return adoption


def count_view(article: Article, *, on: date) -> None:
    """Count one opening of a page on a day; nothing about the reader is kept."""
    row, _made = PageView.objects.get_or_create(article=article, on=on)
    PageView.objects.filter(pk=row.pk).update(count=F("count") + 1)
