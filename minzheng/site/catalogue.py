"""The catalogue of service matters: what each is, who can have it, what it asks, how long it takes (PO-08, PO-09).

Everything is read from what rooms declare and from the values in force at a place; nothing is kept twice.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from minzheng.core.text import half_width
from minzheng.facts import COLUMNS
from minzheng.kernel import domain
from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.cases import queries as cases
from minzheng.kernel.cases.declarations import CHANNELS, PORTAL, Step, Workflow, workflows
from minzheng.kernel.determinations import declarations as determinations
from minzheng.kernel.divisions import queries as divisions
from minzheng.kernel.divisions.choices import Level
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.exchange.declarations import data_sets, partner
from minzheng.kernel.verification.choices import PAPERS
from minzheng.policy.manual import manual_of

from . import asking

STATE = "000000"
SCOPE_WORDS = {"县": "全县通办", "市": "全州（市）通办", "省": "全省通办", "全国": "跨省通办"}
LEVELS = {"township": "乡镇（街道）确认", "county": "乡镇（街道）受理审核，县级民政部门确认"}


@dataclass(frozen=True)
class Condition:
    """One condition in plain words, with its clause."""

    label: str
    basis: str


@dataclass(frozen=True)
class Term:
    """A time limit in force: what it is for, how long, what says so."""

    label: str
    length: str
    source: str


@dataclass(frozen=True)
class Dropped:
    """A proof nobody has to bring any more: which data answer instead, delivered by whom."""

    paper: str
    data_set: str
    department: str


@dataclass(frozen=True)
class Shortened:
    """A step or a limit made shorter here than the general rule."""

    label: str
    before: str
    now: str
    source: str


@dataclass(frozen=True)
class Matter:
    """One service matter at a place on a day."""

    flow: Workflow
    room: str
    is_on: bool
    conditions: tuple[Condition, ...]
    papers: tuple[str, ...]
    dropped: tuple[Dropped, ...]
    terms: tuple[Term, ...]
    level: str
    place: str

    @property
    def key(self) -> str:
        """Return the key of the procedure."""
        return self.flow.key

    @property
    def label(self) -> str:
        """Return the name of the matter."""
        return self.flow.label

    @property
    def depth(self) -> str:
        """Return how far it goes without coming to a window."""
        service = asking.service_of(self.flow)
        return service.depth if self.is_online else "窗口办理"

    @property
    def scope(self) -> str:
        """Return within which area any window takes it in (通办范围)."""
        return SCOPE_WORDS[asking.service_of(self.flow).scope]

    @property
    def fee(self) -> str:
        """Return the fee in words."""
        fen = asking.service_of(self.flow).fee
        return f"{fen / 100:.2f} 元" if fen else "不收费"

    @property
    def channels(self) -> str:
        """Return where it can be asked for."""
        return "、".join(CHANNELS[c] for c in asking.service_of(self.flow).channels)

    @property
    def is_online(self) -> bool:
        """Say whether the portal takes it."""
        return PORTAL in asking.service_of(self.flow).channels

    @property
    def whole(self) -> str:
        """Return how long the whole takes, in words; empty where nothing is set."""
        return self.terms[0].length if self.terms else ""


def offered() -> list[Workflow]:
    """Return every procedure somebody can ask for, by room."""
    return [flow for room in domain.domains() for flow in room.workflows if flow.service]


def matters(*, online: bool = False, text: str = "") -> list[tuple[str, list[Workflow]]]:
    """Return what can be asked for, by field of work; ``text`` searches names and keywords."""
    wanted = half_width(text).strip()
    found = []
    for room in domain.domains():
        flows = [
            flow for flow in room.workflows
            if flow.service is not None
            and (not online or PORTAL in flow.service.channels)
            and _answers(flow, room.label, wanted)
        ]  # fmt: skip
        if flows:
            found.append((room.label, flows))
    return found


def _answers(flow: Workflow, room: str, wanted: str) -> bool:
    words = (flow.label, room, *asking.service_of(flow).keywords)
    return not wanted or any(wanted in word or word in wanted for word in words)


def matter(key: str, place: str, on: date) -> Matter:
    """Return one matter at a place; LookupError (Chinese) when there is none of this key."""
    flow = next((flow for flow in workflows() if flow.key == key and flow.service), None)
    if flow is None:
        raise LookupError("没有这个事项")
    return described(flow, place, on)


def described(flow: Workflow, place: str, on: date) -> Matter:
    """Return everything the guide and the catalogue say of a procedure."""
    rooms = {row.key: room.label for room in domain.domains() for row in room.workflows}
    return Matter(
        flow, rooms.get(flow.key, ""), accounts.is_on(flow.key, place, on), tuple(_conditions(flow)),
        tuple(papers_of(flow)), tuple(dropped(flow)), tuple(terms(flow, place, on)),
        _level(flow, place, on), _place(flow, place),
    )  # fmt: skip


def _conditions(flow: Workflow) -> list[Condition]:
    service = asking.service_of(flow)
    if service.audience:
        return [Condition(service.audience, "")]
    if not service.policy:
        return []
    rules = manual_of(determinations.policy_of(service.policy)).rules
    return [
        Condition(rule.label, next((w.basis for w in reversed(rule.wordings) if w.basis), ""))
        for rule in rules if rule.decides
    ]  # fmt: skip


def papers_of(flow: Workflow) -> list[str]:
    """Return what somebody has to bring: only what no data could supply (社会救助法 62)."""
    asked = (paper for step in flow.steps for paper in step.papers if paper.data_set is None)
    return list(dict.fromkeys(paper.label for paper in asked))


def dropped(flow: Workflow) -> list[Dropped]:
    """Return the proofs nobody is asked for, because a department's data answer for them (PO-08)."""
    service = asking.service_of(flow)
    known = {one.key: one for one in data_sets()}
    sources = set(known) if asking.asks_letters(flow) else set()
    if service.policy:
        policy = determinations.policy_of(service.policy)
        sources |= {COLUMNS[name].source for name, _label, _unit in manual_of(policy).facts}
    return [
        Dropped(paper, known[key].label, partner(known[key].partner).label)
        for key, paper in PAPERS.items()
        if key in sources and key in known
    ]


def terms(flow: Workflow, place: str, on: date) -> list[Term]:
    """Return the time limits in force: the whole first, then of single steps."""
    named = [(limit.parameter, limit.label) for limit in flow.limits]
    named += [(step.within, step.label) for step in flow.steps if step.within]
    found = []
    for parameter, label in dict.fromkeys(named):
        try:
            length, row = cases.length_of(flow.key, str(parameter), place, on)
        except LookupError:
            continue
        found.append(Term(label, str(length), row.source))
    return found


def _level(flow: Workflow, place: str, on: date) -> str:
    """Say who takes it in and who decides."""
    if not any(step.level == "confirm_level" for step in flow.steps):
        return "乡镇（街道）受理"
    try:
        return LEVELS[cases.level_in_force(flow.key, place, on)]
    except LookupError:
        return "乡镇（街道）受理"


def _place(flow: Workflow, place: str) -> str:
    """Say where the window is."""
    service = asking.service_of(flow)
    if service.place:
        return service.place
    row = Division.objects.filter(code__in=divisions.lineage(place), level=Level.TOWN).first()
    return (
        f"{row.name}便民服务中心民政窗口" if row else "户籍所在地乡镇（街道）便民服务中心民政窗口"
    )


def county() -> Division | None:
    """Return the county whose portal this is: the first there is."""
    return Division.objects.filter(level=Level.COUNTY).order_by("code").first()


def shortened(flow: Workflow, place: str, on: date) -> list[Shortened]:
    """Return the limits that are shorter at a place than the general value (简化环节、压缩时限)."""
    found = []
    for parameter, label in dict.fromkeys(_limits(flow.limits, flow.steps)):
        try:
            general, _row = cases.length_of(flow.key, parameter, STATE, on)
            here, row = cases.length_of(flow.key, parameter, place, on)
        except LookupError:
            continue
        if here.unit == general.unit and here.amount < general.amount:
            found.append(Shortened(label, str(general), str(here), row.source))
    return found + _left_out(flow, place, on)


def _limits(limits: Iterable[object], steps: Iterable[Step]) -> list[tuple[str, str]]:
    named = [(limit.parameter, limit.label) for limit in limits]  # type: ignore[attr-defined]
    return named + [(step.within, step.label) for step in steps if step.within]


# Steps a place may leave out, by the yes-or-no value that says so: label, with it, without it.
LEFT_OUT = {
    "survey_once": ("再次入户调查", "每次申请入户", "情况没有变化的沿用已有入户调查"),
}


def _left_out(flow: Workflow, place: str, on: date) -> list[Shortened]:
    """Return the steps a place leaves out, and the check that is not made twice."""
    found = []
    for name, (label, before, now) in LEFT_OUT.items():
        if cases.flag(flow.key, name, place, on):
            source = cases.parameter(flow.key, name, place, on).source
            found.append(Shortened(label, before, now, source))
    if asking.asks_letters(flow):
        found.append(
            Shortened("家庭经济状况核对", "每个事项单独核对", "有效期内的核对报告直接复用",
                      "社会救助法第六十二条、第六十四条")
        )  # fmt: skip
    return found
