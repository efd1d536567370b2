"""Plan documents: their head, indicator tables, dated targets, figures reached and doubts."""

import re
from collections.abc import Iterable
from datetime import date
from itertools import pairwise

from minzheng.core.text import half_width

from .defects import chains, defects, twins
from .evaluations import reached
from .goals import Horizon, goals
from .indicator_tables import tables
from .proposals import DEFECTS, LOW, Document, Found
from .texts import Line, Passage, passages, plain

_NAMED_TITLE = re.compile(r"名\s*称:\s*(\S.+)")
_TITLE = re.compile(r"规划|工作要点|评估报告|行动方案|实施方案")
_ISSUER = re.compile(r"(?:发布机构|发文单位|发文机关|印发机关):\s*([\u4e00-\u9fff]{4,40})")
_NUMBER = re.compile(r"[\u4e00-\u9fff]{2,7}〔20\d{2}〕\s*[1-9]\d{0,4}号")
_DATED = re.compile(
    r"(?:成文日期|发文日期|发布日期|发布时间):?\s*(20\d{2})[-年./](\d{1,2})[-月./](\d{1,2})"
)
_NO_TITLE = re.compile(r"通知$|[。?？]$|^(?:来源|索引号|发布|当前位置)|印发")
_BODY = re.compile(r"[\u4e00-\u9fff]{4,30}(?:局|政府|办公室|党组|委员会)")
_SIGNER = re.compile(rf"^({_BODY.pattern})\s*20\d{{2}}年\d{{1,2}}月\d{{1,2}}日$")
_SIGNED = re.compile(r"(20\d{2})年(\d{1,2})月(\d{1,2})日$")
_YEARS = re.compile(r"(20\d{2})年?[—\-–~至](20\d{2})年")
_FIVE = {"十三五": (2016, 2020), "十四五": (2021, 2025), "十五五": (2026, 2030)}
_ONE_YEAR = re.compile(r"(20\d{2})年[^,，。]{0,20}(?:要点|计划|实事)")


def read(lines: list[Line]) -> Document:
    """Return head and proposals of a document, in the order of the text; it never fails."""
    document = _head(lines)
    listed, taken = tables(lines)
    whole = passages([line for line in lines if line.number not in taken])
    if document.is_evaluation:
        document.found = [*listed, *reached(whole)]
    else:
        horizon = Horizon(document.year_to, document.year_from == document.year_to is not None)
        named = {_same(one.label) for one in listed}
        document.found = [*listed]
        for passage in whole:
            for one in goals(passage, horizon):
                # A table says it better than the text around it; two sentences may say one thing.
                mark = _same(one.label)
                if mark not in named:
                    document.found.append(one)
                    named.add(mark)
    _doubt(document, whole)
    document.found.sort(key=lambda one: (one.line, one.number or 0))
    return document


def _same(label: str) -> str:
    return re.sub(r"[^\u4e00-\u9fff]|的|总|建筑", "", label)


def _head(lines: list[Line]) -> Document:
    texts = [half_width(line.text) for line in lines if line.text and not line.cells]
    top = texts[:30]
    document = Document()
    named = next((m[1] for text in top if (m := _NAMED_TITLE.search(text))), "")
    short = [text for text in top if _TITLE.search(text) and len(text) <= 60]
    bare = [text for text in short if not _NO_TITLE.search(text)]
    document.title = plain(named or next(iter([*bare, *short]), ""))[:200]
    document.is_evaluation = "评估报告" in document.title
    for before, text in pairwise(["", *top, *texts[-12:]]):
        if not document.issuer and (at := _ISSUER.search(text) or _SIGNER.search(text)):
            document.issuer = at[1]
        if not document.issuer and _SIGNED.fullmatch(plain(text)) and _BODY.fullmatch(before):
            document.issuer = before
        if not document.document_no and (at := _NUMBER.search(plain(text))):
            document.document_no = at[0].replace(" ", "")
        if document.issued_on is None:
            document.issued_on = _day(_DATED.search(text) or _SIGNED.search(plain(text)))
    document.year_from, document.year_to = _years(document.title, top)
    return document


def _day(at: re.Match[str] | None) -> date | None:
    try:
        return date(int(at[1]), int(at[2]), int(at[3])) if at else None
    except ValueError:
        return None


def _years(title: str, top: Iterable[str]) -> tuple[int | None, int | None]:
    """Return the first and last year: of the title, else of the first lines that name a period."""
    for text in (title, *top):
        if at := _YEARS.search(text):
            return int(at[1]), int(at[2])
        if at := _ONE_YEAR.search(text):
            return int(at[1]), int(at[1])
        for name, years in _FIVE.items():
            if name in text:
                return years
    return None, None


def _doubt(document: Document, whole: list[Passage]) -> None:
    """Put every damaged place to the proposals of its line, and list it by itself."""
    pairs = [(passage, one) for passage in whole for one in defects(passage)]
    pairs += [*twins(whole), *chains(whole)]
    for passage, one in pairs:
        line = passage.line_at(one.start)
        begin, end = _around(passage.text, one.start, one.end)
        for found in document.found:
            if found.line == line and found.sentence in passage.text and found.sentence:
                place = passage.text.index(found.sentence)
                low, high = place + found.clause[0], place + found.clause[1]
                inside = place <= one.start < place + len(found.sentence)
                if inside and one.start < high and one.end > low and one.words not in found.flags:
                    found.flags.append(one.words)
        document.found.append(
            Found(
                DEFECTS, one.words, line, passage.text[begin:end],
                (one.start - begin, one.end - begin), confidence=LOW, flags=[one.words],
            )
        )  # fmt: skip


def _around(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the bounds of the sentence that holds a place."""
    begin = max(text.rfind(mark, 0, start) for mark in "。;；") + 1
    ends = [at for mark in "。;；" if (at := text.find(mark, end)) >= 0]
    return begin, min(ends) + 1 if ends else len(text)
