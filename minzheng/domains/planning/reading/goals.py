"""Dated targets in running text: what shall be reached, by how much, until when."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from . import numbers
from .indicator_tables import RELATIVE
from .numbers import NUMBER, UNIT
from .proposals import (
    CONSUMPTION_GROWTH,
    HIGH,
    LOW,
    MEDIUM,
    PARAMETERS,
    TARGETS,
    UNITS,
    Found,
)
from .texts import Passage

_COUNT = UNIT.replace("%|", "")
_DATED = re.compile(
    r"(?:到|至|在)?(?<![—\-–~至\d])(20\d{2})年(?![^,，。]{0,25}基础上)(?:底|末|年底)?(?:前)?"
)
_PERIOD = re.compile(r"十[三四五]五[”\"]?(?:时期|期间|末)|规划期")
_PAST_HEAD = re.compile(r"现状|砚状|成绩|成效|发展基础|回顾|取得的|工作总结")
_AHEAD_HEAD = re.compile(
    r"目标|任务|思路|总体|形势|机遇|十四五|十五五|保障|要点|工程|第[二三四五六七八九]章"
)
_PAST = re.compile(
    r"五年来|“?十三五|截至|截止|目前|累计|业已|[^\d]年末|以来|已建|已达|已完成|发放了|到了|2017"
)
_VERB = r"(?:均|总体|总量|数)*(?:达到|提高到|增加到|发展到|不低于|不少于|不超过|不高于|大于|超过|至少|达|为|拥有)(?:达到|到)?"
_REACH = re.compile(
    rf"(?P<label>[^\d,，]{{2,60}}?)(?P<verb>{_VERB})(?P<value>{NUMBER})(?P<unit>{UNIT})(?P<above>以上|以内|以下)?"
)
_TRAILING = re.compile(rf"(?P<label>[^\d,，、]{{4,40}}?)(?P<value>{NUMBER})(?P<unit>{_COUNT})$")
_LEADING = re.compile(
    rf"(?P<before>[^\d,，]{{0,30}})(?P<value>{NUMBER})(?:[—\-–~至](?P<upper>{NUMBER}))?(?P<unit>{UNIT})(?P<above>以上)?(?!的?(?:标准|基础))(?:的)?(?P<label>(?:(?![和、]\d)[^\d,，]){{2,40}})"
)
_DEGREE = re.compile(
    rf"(?P<label>[^\d,，]{{2,40}}?)(?P<value>{NUMBER})%(?:的)?(?P<rate>抽查率|覆盖率|比例|合格率|覆盖)"
)
_MULTIPLE = re.compile(
    rf"(?P<label>[^\d,，]{{4,60}}?)(?:不低于|不超过|为)(?P<of>[^\d,，]{{0,30}}?(?:标准|工资|支出))的(?P<value>{NUMBER})(?P<unit>倍|%)"
)
_OF = re.compile(
    rf"(?P<label>[^\d,，]{{2,40}}?率)(?P<verb>不低于|不少于|达到)(?P<of>[^\d,，]{{2,20}}?)的(?P<value>{NUMBER})(?P<unit>%)"
)
_RAISED = re.compile(
    rf"(?:将)?(?P<label>[^\d,，]{{2,40}}?)由(?:每人)?每?(?P<per>月|年)?(?P<base>{NUMBER})元(?:/人[.·]?(?:月|年))?提高到(?:每人每(?:月|年))?(?P<value>{NUMBER})元"
)
_OFTEN = re.compile(
    r"(?:^|[,，、])(?:各[^,，]{2,12})?(?:每|按)(季度?|月|周|年)(?P<label>[^\d,，]{4,50})$"
)
_COVERED = re.compile(r"(?P<label>[^\d,，]{4,60}?)(?:实现)?(?:[“\"]?[两三四]个)?全覆盖")
_ONCE = re.compile(r"^\s*(?:成立|建成|完成|实现|建立)(?P<label>[^\d]{4,50})$")
_NONE = re.compile(r"(?P<label>[^\d,，]{0,40}?)[“\"]零(?P<what>事故|投诉)[”\"]")
_DOING = (
    "完成", "实施", "建设", "打造", "新建", "建成", "培训", "培育", "增加", "新增", "建立", "设立", "改造", "推动", "创建", "孵化",
    "选取", "进行", "举办", "组建", "购买", "扶持", "拥有", "召开", "开展", "项目", "社区", "辐射",
)  # fmt: skip
_GENERIC = {
    "覆盖率",
    "达标率",
    "保障率",
    "培训率",
    "占比",
    "比例",
    "覆盖",
    "总数",
    "总体",
    "总量",
    "合格率",
    "参训率",
    "床位",
    "",
}
_LEAD = re.compile(
    r"^(?:(?:到|至|在)?20\d{2}年(?:底|末)?(?:前)?|力争|确保|实现|推动|努力|争取|逐步|其中|并|且|使|要|将|全年|全面|达到|完成|通过|原则上|"
    r"全[市县区州](?:城乡)?|我[市县区州]|[\-—一]+|\d+[.、]|[(（]\d+[)）]|、|的)+"
)


@dataclass
class Horizon:
    """What the text has said so far: is it about what was or what shall be, and which list is it."""

    year_to: int | None
    is_year_list: bool
    past_level: int | None = None

    @property
    def is_past(self) -> bool:
        """Tell whether the text is now about what was."""
        return self.past_level is not None

    def heading(self, text: str) -> None:
        """Turn with a heading; what a chapter opened only a chapter ends."""
        if len(text) > 40 or text.endswith(("。", "；", ";")):
            return
        level = 0 if re.match(r"第.{1,3}[章编]", text) else 2 if re.match(r"[(（]", text) else 1
        if _PAST_HEAD.search(text):
            if self.past_level is None or level < self.past_level:
                self.past_level = level
        elif _AHEAD_HEAD.search(text) and self.past_level is not None and level <= self.past_level:
            self.past_level = None


def goals(passage: Passage, horizon: Horizon) -> Iterator[Found]:
    """Yield the targets of one paragraph."""
    horizon.heading(passage.text)
    if horizon.is_past:
        return
    for period in re.finditer(r"[^。!！]+", passage.text):
        for at in re.finditer(r"[^;；]+", period[0]):
            sentence, start = at[0], period.start() + at.start()
            # A date holds for everything after it, up to the full stop.
            told = passage.text[period.start() : start]
            if _PAST.search(sentence) and not re.search(
                r"到20\d{2}年|确保|不低于", told + sentence
            ):
                continue
            dated = _DATED.search(told + sentence) or _PERIOD.search(told + sentence)
            if not (dated or horizon.is_year_list or _meant(sentence)):
                continue
            for found, offset in _clauses(sentence):
                found.line = passage.line_at(start + offset + found.span[0])
                found.sentence = sentence.strip()
                shift = offset - (len(sentence) - len(sentence.lstrip()))
                found.span = (found.span[0] + shift, found.span[1] + shift)
                found.clause = (max(found.clause[0] + shift, 0), found.clause[1] + shift)
                _date(found, told + sentence[: offset + found.span[1] + 1], horizon)
                yield found


def _meant(sentence: str) -> bool:
    return bool(re.search(r"力争|确保|不低于|不少于|达到|实现|不超过|增加|全覆盖", sentence))


def _clauses(sentence: str) -> Iterator[tuple[Found, int]]:
    before = ""
    for at in re.finditer(r"(?:[^,，]|(?<=\d)[,，](?=\d{3}(?!\d)))+", sentence):
        clause = at[0]
        # A date is no figure: blanked out, so that every other place stays where it is.
        bare = _DATED.sub(lambda date_at: " " * len(date_at[0]), clause)
        if re.match(r"\s*已", bare):
            continue
        for found in _of_clause(bare, before):
            found.clause = (0, len(clause))
            yield found, at.start()
        before = clause


def _of_clause(clause: str, before: str) -> list[Found]:
    """Return what one clause promises; the first family of patterns that fits decides."""
    relative = RELATIVE.search(clause)
    if relative:
        label = _name(clause[: relative.start()], before)
        return [
            Found(
                TARGETS, label, 0, "", relative.span(), comparator=">=", unit="percent",
                relative_to=CONSUMPTION_GROWTH,
            )
        ] if label else []  # fmt: skip
    for pattern, make in _FAMILIES:
        found = [
            one
            for at in pattern.finditer(clause)
            for one in make(at, clause, before)
            if len(one.label) >= 2
        ]
        if found:
            return found
    return []


def _figure(at: re.Match[str], label: str, confidence: str, *, around: str = "") -> Found:
    unit = at["unit"]
    words = at.groupdict()
    return Found(
        TARGETS, label, 0, "", at.span("value"), unit=UNITS.get(unit, unit), value=numbers.number(at["value"]),
        comparator=numbers.comparator(f"{around}{words.get('verb') or ''}{words.get('above') or ''}"),
        confidence=confidence,
    )  # fmt: skip


def _name(text: str, before: str) -> str:
    """Return the name of what is promised, without the words that lead to it."""
    label = _LEAD.sub("", re.sub(r"[\s“”\"]", "", text).strip("·-—")).strip(" 的、:和")
    if label in _GENERIC and before:
        label = f"{_LEAD.sub('', _DATED.sub('', before).strip())[-34:]}{label}"
    return label[-60:]


def _reached(at: re.Match[str], clause: str, before: str) -> list[Found]:
    label = _name(at["label"], before)
    borrowed = len(label) > len(at["label"])
    rest = (
        re.match(r"[\u4e00-\u9fff]{2,12}", clause[at.end() :])
        if at["unit"] in "名个人家处"
        else None
    )
    if rest and "拥有" in at["verb"]:
        label = f"{label}{rest[0]}"
    labels = [label]
    both = re.fullmatch(r"(.+?(..))[和、](.+?\2)(覆盖率|发放率|保障率)均?", label)
    if both:
        labels = [f"{both[1]}{both[4]}", f"{both[3]}{both[4]}"]
    elif "均" in at["verb"] and "、" in label:
        tail = rest[0] if rest else ""
        labels = [one if one.endswith(tail) else one + tail for one in label.split("、")]
    found = [_figure(at, one, MEDIUM if borrowed else HIGH) for one in labels]
    if at["unit"] == "倍":
        for one in found:
            one.section, one.unit = PARAMETERS, "ratio"
    return found


def _trailing(at: re.Match[str], clause: str, before: str) -> list[Found]:
    # Money that is there or was given is no target.
    label = _name(at["label"], before)
    return [] if label.endswith(("资金", "投资", "公益金")) else [_figure(at, label, MEDIUM)]


def _leading(at: re.Match[str], clause: str, before: str) -> list[Found]:
    ahead = at["before"]
    if not any(word in ahead for word in _DOING) and not re.search(r"[年月季]|[和、]$", ahead):
        return []
    found = _figure(at, _name(at["label"], ""), MEDIUM, around="至少" if "至少" in ahead else "")
    if at["upper"]:
        found.upper = numbers.number(at["upper"])
    often = re.search(r"每(年|月|季度|周)", ahead)
    if often:
        found.unit = f"{found.unit}/{often[1]}"
    return [found]


def _degree(at: re.Match[str], clause: str, before: str) -> list[Found]:
    rate = "覆盖率" if at["rate"] == "覆盖" else at["rate"]
    label = f"{_name(at['label'], before)}{rate}"
    return [
        Found(TARGETS, label, 0, "", at.span("value"), unit="percent", value=numbers.number(at["value"]))
    ]  # fmt: skip


def _multiple(at: re.Match[str], clause: str, before: str) -> list[Found]:
    unit = "ratio" if at["unit"] == "倍" else f"percent of {at['of']}"
    return [
        Found(
            PARAMETERS, f"{_name(at['label'], before)}与{at['of']}之比", 0, "", at.span("value"), unit=unit,
            comparator=numbers.comparator(at[0]), value=numbers.number(at["value"]),
        )
    ]  # fmt: skip


def _raised(at: re.Match[str], clause: str, before: str) -> list[Found]:
    return [
        Found(
            TARGETS, _name(at["label"], before), 0, "", at.span("value"),
            unit=f"元/人·{at['per'] or '月'}", value=numbers.number(at["value"]), base=numbers.number(at["base"]),
        )
    ]  # fmt: skip


def _often(at: re.Match[str], clause: str, before: str) -> list[Found]:
    return [
        Found(
            TARGETS, _name(at["label"], ""), 0, "", at.span(), unit=f"次/{at[1]}", value=numbers.number("1"),
            confidence=LOW, flags=[_("没有写次数，按每期一次提出")],
        )
    ]  # fmt: skip


def _covered(at: re.Match[str], clause: str, before: str) -> list[Found]:
    return [
        Found(
            TARGETS, f"{_name(at['label'], before)}覆盖率", 0, "", at.span(), unit="percent",
            value=numbers.number("100"), confidence=LOW, flags=[_("原文写“全覆盖”，没有写数字")],
        )
    ]  # fmt: skip


def _none(at: re.Match[str], clause: str, before: str) -> list[Found]:
    label = f"{_name(at['label'], before)}{at['what']}"
    return [Found(TARGETS, label, 0, "", at.span(), unit="次", value=numbers.number("0"), confidence=MEDIUM)]  # fmt: skip


def _once(at: re.Match[str], clause: str, before: str) -> list[Found]:
    if not (_DATED.search(before) or clause.startswith(" ")):
        return []
    return [
        Found(
            TARGETS, _name(at["label"], ""), 0, "", at.span(), unit="done", value=numbers.number("1"),
            confidence=LOW, flags=[_("没有数字，按办成一件提出")],
        )
    ]  # fmt: skip


_FAMILIES = (
    (_MULTIPLE, _multiple), (_OF, _reached), (_RAISED, _raised), (_DEGREE, _degree), (_REACH, _reached), (_LEADING, _leading),
    (_TRAILING, _trailing), (_NONE, _none), (_OFTEN, _often), (_COVERED, _covered),
    (_ONCE, _once),
)  # fmt: skip


def _date(found: Found, told: str, horizon: Horizon) -> None:
    """Give the last year named before the figure; a yearly list means its own year."""
    years = list(_DATED.finditer(told))
    if years:
        found.due = date(int(years[-1][1]), 12, 31)
    elif horizon.year_to and (horizon.is_year_list or _PERIOD.search(told)):
        found.due = date(horizon.year_to, 12, 31)
    elif found.confidence == HIGH:
        found.confidence = MEDIUM
