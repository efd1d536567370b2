"""Rules that find damaged figures in a text: lost characters, sums and rates that do not add up.

Nothing is mended here. A flag says what looks wrong, and a person decides with the source in hand.
"""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import accumulate, pairwise
from pathlib import Path

from django.utils.translation import gettext as _

from .texts import Passage

_UNIT = r"(?:人次|人|名|户|家|个|张|万元|元|所|处|条|件)"
_MONTH_LOST = re.compile(r"(?<!\d)((?:19|20)\d{2})(1[0-2]|[1-9])月(?!\d)")
_DAY_LOST = re.compile(r"(?<!\d)((?:19|20)\d{2})([1-9]|1[0-2])([1-9]|[12]\d|3[01])日")
_DASH_LOST = re.compile(r"每百户[^\d,，。]{0,16}(\d{2})(\d{2})(平方米|平米)")
_RATIO = re.compile(r"标准比(?:例)?(?:不低于|达到|达|为)?(\d+(?:\.\d+)?)%")
_GRADES = re.compile(r"(?<!\d)\d{3,}级(?:薪酬|工资)")
_ISSUED = re.compile(r"(?<![年\d])(\d{1,2}月\d{1,2}日)[,，][^。]{0,40}》[^。]{0,30}印发")
_ONE_PLATFORM = re.compile(
    r"(?:区级|县级)[^,，。、;；]{2,20}平台覆盖率(?:达到|达|为)?(\d+(?:\.\d+)?)%"
)
_CODE_ONLY = re.compile(r"[“\"](\d{3,6})[”\"](?:工作)?(?:模式|机制|工作法)")
_GROWTH = re.compile(
    rf"(\d[\d,]*){_UNIT}?[,，]?(?:较\d{{4}}年(?:\d+月|底|末)?)?[^。;；\d]{{0,25}}(?:增加|新增|增长)(?:了)?(\d[\d,]*){_UNIT}?[^。;；\d]{{0,15}}(?:增长|增幅|增长率)(?:为|达|了)?(\d+(?:\.\d+)?)%"
)
_AMONG = re.compile(
    rf"(?:共有|共计|合计|共|总数为|下设[^\d,，]{{0,6}}|救助[^\d,，]{{0,14}}|租赁服务)?(\d[\d,]*)({_UNIT})[^。;；\d]{{0,12}}(?:\([^)]*\))?[,，]?(?:其中|包括)([^。;；]+)"
)
_BEDS = re.compile(
    r"新?建?(?:设)?(\d+)张床位[^;；(（]{0,60}?建筑面积(\d+)平方米,?床均面积(\d+)平方米"
)
_UNITLESS = re.compile(r"[\u4e00-\u9fff]([1-9]\d{1,5})(?=[)）,，。;；]|$)")
_RUN_ON = re.compile(r"(?<!\d)(\d{1,6})(?=困难|为推动|老年人)")
_SCOPE = re.compile(r"^[^,，。]{2,4}[县区](?:作为|按照)")
_CHAIN = re.compile(r"(?:[\u4e00-\u9fff]{4}、){3,}[\u4e00-\u9fff]{4}")
_PAIR = re.compile(r"([\u4e00-\u9fff]{3,10}?)(\d{2,6})(?:人|名)")


@dataclass(frozen=True)
class Defect:
    """What looks damaged: where it stands in the passage and what a person is told."""

    start: int
    end: int
    words: str


def defects(passage: Passage) -> list[Defect]:
    """Return everything in a passage that looks damaged, in the order of the text."""
    text = passage.text
    found = [*_lost(text), *_implausible(text), *_sums(text), *_unit_missing(text)]
    for printed, likely in misprints():
        for at in re.finditer(re.escape(printed), text):
            words = _("疑似误字：“%(printed)s”可能是“%(likely)s”")
            found.append(Defect(*at.span(), words % {"printed": printed, "likely": likely}))
    return sorted(set(found), key=lambda one: (one.start, one.words))


@lru_cache
def misprints() -> tuple[tuple[str, str], ...]:
    """Return the misprints met in real documents with what was likely meant."""
    with (Path(__file__).parent / "misprints.csv").open(encoding="utf-8") as stream:
        return tuple((row["printed"], row["likely"]) for row in csv.DictReader(stream))


def _lost(text: str) -> Iterator[Defect]:
    for at in _MONTH_LOST.finditer(text):
        yield Defect(*at.span(), _("疑似缺“年”字：%(year)s年%(month)s月？") % {"year": at[1], "month": at[2]})  # fmt: skip
    for at in _DAY_LOST.finditer(text):
        yield Defect(*at.span(), _("疑似缺“年”“月”：%(text)s") % {"text": at[0]})
    for at in _DASH_LOST.finditer(text):
        if int(at[1]) < int(at[2]):
            yield Defect(*at.span(), _("疑似缺连接号：%(low)s-%(high)s？") % {"low": at[1], "high": at[2]})  # fmt: skip
    for at in _GRADES.finditer(text):
        yield Defect(*at.span(), _("疑似缺“岗”字：%(text)s") % {"text": at[0]})
    for at in _ISSUED.finditer(text):
        yield Defect(*at.span(1), _("印发日期没有年份"))
    for at in _CODE_ONLY.finditer(text):
        yield Defect(*at.span(), _("只有代号，没有内容"))


def _implausible(text: str) -> Iterator[Defect]:
    for at in _RATIO.finditer(text):
        if float(at[1]) < 30:
            yield Defect(*at.span(), _("标准之比低得不合常理，疑似缺数字"))
    for at in _ONE_PLATFORM.finditer(text):
        if float(at[1]) not in {0, 100}:
            yield Defect(*at.span(), _("一个地方只有一个平台，覆盖率没有说明分母"))
    for at in _BEDS.finditer(text):
        if int(at[1]) * int(at[3]) != int(at[2]):
            words = _("%(beds)s 张 × %(each)s 平方米 = %(made)d 平方米，原文写 %(area)s 平方米")
            told = {"beds": at[1], "each": at[3], "area": at[2], "made": int(at[1]) * int(at[3])}
            yield Defect(*at.span(), words % told)
    scope = _SCOPE.match(text)
    if scope and re.search(r"全市|我市|全县", text):
        yield Defect(*scope.span(), _("段落先说一个县区，后说全市，数字的范围不清"))
    if "十三五" in text and re.search(r"2021年", text) and re.search(r"元", text):
        at_2021 = re.search(r"2021年", text)
        assert at_2021 is not None
        yield Defect(*at_2021.span(), _("“十三五”的数字算到了2021年"))


def _sums(text: str) -> Iterator[Defect]:
    for at in _AMONG.finditer(text):
        total, unit = _whole(at[1]), at[2]
        parts = [_whole(one) for one in re.findall(rf"(\d[\d,]*){unit}(?!次)", at[3])]
        # What follows the parts may be counted in the same unit: a run of parts that fits is whole.
        if len(parts) >= 2 and total not in accumulate(parts):
            words = _("分项合计 %(made)d，总数 %(total)d，相差 %(gap)d（也可能只列出一部分）")
            told = {"made": sum(parts), "total": total, "gap": abs(total - sum(parts))}
            yield Defect(at.start(1), at.end(), words % told)
    for at in _GROWTH.finditer(text):
        now, added, printed = _whole(at[1]), _whole(at[2]), Fraction(at[3])
        before = now - added
        if before <= 0 or added < 10:
            continue
        rate = Fraction(added * 100, before)
        if abs(rate - printed) > Fraction(1, 10):
            words = _("按两个数计算增长 %(made).2f%%，原文写 %(printed)s%%")
            yield Defect(*at.span(), words % {"made": float(rate), "printed": at[3]})


def _unit_missing(text: str) -> Iterator[Defect]:
    for pattern in (_UNITLESS, _RUN_ON):
        for at in pattern.finditer(text):
            is_year = len(at[1]) == 4 and at[1].startswith(("19", "20"))
            if not is_year and not re.search(r"[号第年月令厅]$", text[: at.start(1)]):
                yield Defect(*at.span(1), _("数字“%(number)s”后没有单位") % {"number": at[1]})


def _whole(text: str) -> int:
    return int(text.replace(",", ""))


def twins(passages: list[Passage]) -> Iterator[tuple[Passage, Defect]]:
    """Yield counts that stand beside the same neighbour twice and differ a little: which is right?"""
    seen: dict[tuple[str, int], tuple[str, int]] = {}
    for passage in passages:
        pairs = [(at[1], int(at[2]), at.span()) for at in _PAIR.finditer(passage.text)]
        for first, second in pairwise(pairs):
            mark = (first[0][-4:], first[1])
            known = seen.setdefault(mark, (second[0], second[1]))
            if known[1] != second[1] and abs(known[1] - second[1]) * 10 < known[1]:
                words = _("与前文“%(name)s%(number)d”不一致")
                told = {"name": known[0], "number": known[1]}
                yield passage, Defect(*second[2], words % told)


def chains(passages: list[Passage]) -> Iterator[tuple[Passage, Defect]]:
    """Yield chains of steps that were named before with more or fewer links and the same last one."""
    seen: list[tuple[str, ...]] = []
    for passage in passages:
        for at in _CHAIN.finditer(passage.text):
            links = tuple(at[0].split("、"))
            for known in seen:
                shared = len(set(links) & set(known))
                if shared >= 3 and len(links) != len(known) and links[-1] == known[-1]:
                    told = {"before": "、".join(known), "count": len(known), "now": len(links)}
                    words = (
                        _("环节前后不一：前文 %(count)d 个（%(before)s），这里 %(now)d 个") % told
                    )
                    yield passage, Defect(*at.span(), words)
            seen.append(links)
