"""Numbered indicators of an evaluation report: base, figure reached, and what the report concludes."""

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from . import numbers
from .numbers import NUMBER, UNIT
from .proposals import LOW, REACHED, UNITS, Found
from .texts import Passage

_ITEM = re.compile(r"^(\d{1,2})[、.．]?([^:：。]{4,60})[:：](.+)$", re.DOTALL)
_STATUS = re.compile(
    r"(?:已(?:经)?|提前|如期|基本)?(?:完成|达到|实现|超出|超过|超额完成)(?:了)?(?:目标任务|预期目标|规划目标|目标值|预期)"
    r"|未(?:能)?(?:完成|达到|实现)[^,，。]*|进展(?:缓慢|滞后)"
)
_SERIES = re.compile(
    rf"(?P<name>[^,，。;；:：\d]{{2,30}}?)由(?:(?P<year>20\d{{2}})年的?)?(?P<names>[\u4e00-\u9fff、]{{0,30}}?)(?:每?人每?月|每人每年)?"
    rf"(?P<base>{NUMBER}元(?:、{NUMBER}元)*)提高到(?:目前)?(?:每?人每?月)?(?P<value>{NUMBER}元(?:、{NUMBER}元)*)"
)
_FIGURE = re.compile(rf"({NUMBER})({UNIT})")
_RATE = ("率", "占比", "比", "比例", "比重")
_BEGIN = re.compile(r"目标指标.{0,6}(?:完成|进展)|指标.{0,4}完成情况|主要指标")
_HEADING = re.compile(r"^[一二三四五六七八九十]+、")


def items(passages: list[Passage]) -> list[tuple[Passage, re.Match[str]]]:
    """Return the numbered indicators under the heading of completion, in their order."""
    found: list[tuple[Passage, re.Match[str]]] = []
    inside = False
    for passage in passages:
        if _HEADING.match(passage.text) and len(passage.text) < 40:
            inside = bool(_BEGIN.search(passage.text))
        elif inside and (item := _ITEM.match(passage.text)):
            found.append((passage, item))
    return found


def reached(passages: list[Passage]) -> Iterator[Found]:
    """Yield base and reached value of every indicator of an evaluation, one row for each series."""
    rows = items(passages)
    labels = [item[2].strip() for _passage, item in rows]
    for passage, item in rows:
        label, body, begin = item[2].strip(), item[3], item.start(3)
        status = list(_STATUS.finditer(body))
        made = list(_series(body, label)) or [_single(body, label)]
        for one in made:
            one.number, one.label, one.sentence = int(item[1]), label, passage.text
            one.status = status[-1][0] if status else ""
            one.span = (one.span[0] + begin, one.span[1] + begin)
            one.line = passage.line_at(one.span[0])
            if not status:
                one.flags.append(_("没有写是否完成"))
            one.flags += _doubts(label, body, labels, one)
            yield one


def _doubts(label: str, body: str, labels: list[str], found: Found) -> Iterator[str]:
    others = [one for one in labels if one != label and one in body]
    if others and label not in body:
        yield _("正文写的是另一项“%(label)s”") % {"label": others[0]}
    if label.endswith(_RATE) and found.unit.startswith("元"):
        yield _("名称是比率，正文给出的是金额")


def _series(body: str, label: str) -> Iterator[Found]:
    for at in _SERIES.finditer(body):
        bases = re.findall(NUMBER, at["base"])
        values = re.findall(NUMBER, at["value"])
        names = [one for one in at["names"].split("、") if one]
        if len(bases) != len(values) or (len(values) > 1 and len(names) != len(values)):
            yield Found(
                REACHED, label, 0, "", at.span(), unit="元/人·月", part=at["name"], confidence=LOW,
                flags=[_("前后数字的个数对不上")],
            )  # fmt: skip
            continue
        for index, (base, value) in enumerate(zip(bases, values, strict=True)):
            part = f"{at['name']}·{names[index]}" if len(values) > 1 else at["name"]
            yield Found(
                REACHED, label, 0, "", at.span("value"), unit="元/人·月", part=part, base=numbers.number(base),
                base_year=_year(at, body), reached=numbers.number(value),
            )  # fmt: skip


def _year(at: re.Match[str], body: str) -> int | None:
    """Return the year of the base; a second series of one sentence shares the year of the first."""
    if at["year"]:
        return int(at["year"])
    earlier = re.findall(r"由(20\d{2})年", body[: at.start()])
    return int(earlier[-1]) if earlier else None


def _single(body: str, label: str) -> Found:
    """Return the figure the name asks for: a rate where it names a rate, else the last count."""
    figures = list(_FIGURE.finditer(body))
    wants_rate = label.endswith(_RATE)
    fitting = [at for at in figures if (at[2] == "%") == wants_rate]
    if not fitting:
        return Found(
            REACHED, label, 0, "", (0, len(body)), confidence=LOW, unit="percent" if wants_rate else "",
            flags=[_("正文没有给出这一项的数值")],
        )  # fmt: skip
    at = fitting[-1]
    found = Found(
        REACHED, label, 0, "", at.span(), unit=UNITS.get(at[2], at[2]), reached=numbers.number(at[1]),
        comparator=numbers.comparator(""),
    )  # fmt: skip
    if len(fitting) > 1 and len({one[0] for one in fitting}) > 1:
        found.flags.append(_("正文有几个可能的数值"))
    return found
