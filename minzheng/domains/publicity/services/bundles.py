"""What another channel takes: the text as page and as plain words, with its picture, in one archive."""

import io
import zipfile
from html import escape

from minzheng.kernel.documents.services.papers import content_of

from .. import choices
from ..models import Article

# A post of a microblog holds 140 characters; the link behind it is the channel's own.
MOST_OF_A_POST = 140
_PICTURES = {"image/png": "picture.png", "image/jpeg": "picture.jpg"}


def bundle(article: Article, channel: str) -> bytes:
    """Return the archive for a channel: ``text.txt``, ``page.html`` and the picture, if there is one."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "text.txt", post(article) if channel == choices.MICROBLOG else plain(article)
        )
        archive.writestr("page.html", page(article))
        if article.photo is not None and article.photo.content_type in _PICTURES:
            archive.writestr(_PICTURES[article.photo.content_type], content_of(article.photo))
    return stream.getvalue()


def plain(article: Article) -> str:
    """Return the article as an editor pastes it."""
    return f"{article.title}\n\n{article.body}\n\n（{article.unit}）\n"


def post(article: Article) -> str:
    """Return the article as one post of a microblog, cut at a sentence where one fits."""
    text = f"【{article.title}】{article.summary or article.body}".replace("\n", "")
    if len(text) <= MOST_OF_A_POST:
        return text
    cut = text[: MOST_OF_A_POST - 1]
    end = cut.rfind("。")
    return cut[: end + 1] if end > MOST_OF_A_POST // 2 else cut + "…"


def page(article: Article) -> str:
    """Return the article as a page without scripts, for the editor of another channel."""
    lines = "".join(f"<p>{escape(line)}</p>" for line in article.body.splitlines() if line.strip())
    return f"<!doctype html><meta charset='utf-8'><title>{escape(article.title)}</title><h1>{escape(article.title)}</h1>{lines}<p>{escape(article.unit)}</p>"
