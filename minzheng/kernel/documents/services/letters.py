"""Make a paper from its template: every field given, the remedy named, the result kept."""

import io
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from docxtpl import DocxTemplate

from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.documents import choices
from minzheng.kernel.documents.declarations import (
    LAWSUIT_MONTHS,
    RECONSIDERATION_DAYS,
    paper_templates,
)
from minzheng.kernel.documents.models import Document
from minzheng.kernel.documents.services.inspection import DOCX
from minzheng.kernel.documents.services.papers import keep


class LetterIncomplete(ValueError):
    """A paper cannot be made because something it must say is missing."""


def generate(
    template_key: str,
    context: Mapping[str, Any],
    *,
    division: str,
    by: Mandate,
    at: datetime,
    subject: models.Model | None = None,
    title: str = "",
    retention_class: str = choices.LONG,
) -> Document:
    """Return the finished .docx of a declared template as a kept document.

    ``context`` gives every field of the template; LetterIncomplete (Chinese) names those
    missing or empty. Adverse decisions get the term of the remedy themselves (60 days for
    reconsideration, 6 months for a lawsuit: 行政复议法 20, 行政诉讼法 46).
    """
    template = paper_templates.get(template_key)
    empty = [name for name in template.fields if context.get(name) in (None, "")]
    if empty:
        raise LetterIncomplete(f"《{template.label}》缺少内容：{'、'.join(empty)}")
    content = render(template_key, context)
    return keep(
        content,
        f"{title or template.label}.docx",
        content_type=DOCX,
        kind=choices.GENERATED,
        title=title or template.label,
        division=division,
        subject=subject,
        template=template_key,
        retention_class=retention_class,
        by=by,
        at=at,
    )


def render(template_key: str, context: Mapping[str, Any]) -> bytes:
    """Return the bytes of the filled template; nothing is kept."""
    template = paper_templates.get(template_key)
    paper = DocxTemplate(template.path)
    paper.render(
        {
            **context,
            "demo": settings.DEMO,
            "reconsideration_days": RECONSIDERATION_DAYS,
            "lawsuit_months": LAWSUIT_MONTHS,
        },
        autoescape=True,
    )
    stream = io.BytesIO()
    paper.save(stream)
    return stream.getvalue()
