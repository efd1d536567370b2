"""The words a room declares a procedure with, and the register of all procedures."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, Self

from minzheng.core.forms import Form
from minzheng.core.working_days import DAYS, MONTHS, UNITS, WORKING_DAYS
from minzheng.kernel.accounts.declarations import Role
from minzheng.kernel.determinations.declarations import declare_parameters
from minzheng.kernel.divisions.choices import Level
from minzheng.kernel.messages.declarations import declare_message

REQUIRED = "required"
COUNTER, PORTAL, FIELD = "counter", "portal", "field"
# Days that never roll: the three days of quick help end on a holiday, too (临时救助 2026).
CALENDAR_DAYS = "calendar_days"
LENGTH_UNITS = {
    "工作日": WORKING_DAYS,
    "个工作日": WORKING_DAYS,
    WORKING_DAYS: WORKING_DAYS,
    "天": DAYS,
    "日": DAYS,
    DAYS: DAYS,
    "日历日": CALENDAR_DAYS,
    "月": MONTHS,
    "个月": MONTHS,
    MONTHS: MONTHS,
}
CHANNELS = {COUNTER: "窗口", PORTAL: "网上", FIELD: "上门"}

ConditionFunction = Callable[[Any, datetime], tuple[bool, str]]
Cause = Callable[..., Any]


class StepRefused(Exception):
    """A step may not be taken; ``reasons`` are Chinese sentences for the person who tried."""

    def __init__(self, *reasons: str) -> None:
        super().__init__("；".join(reasons))
        self.reasons = list(reasons)


class States(StrEnum):
    """The states of a procedure: ``DRAFT = "draft", "草稿"``."""

    label: str

    def __new__(cls, value: str, label: str) -> Self:
        """Keep the Chinese ``label`` beside the stored ``value``."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member


@dataclass(frozen=True)
class Condition:
    """One named thing that must be true of a case before a step may be taken."""

    key: str
    label: str
    function: ConditionFunction

    def __call__(self, case: Any, at: datetime) -> tuple[bool, str]:
        """Answer whether the condition holds, and if not the Chinese reason."""
        return self.function(case, at)


def condition(label: str) -> Callable[[ConditionFunction], Condition]:
    """Make a function ``(case, at) -> (holds, reason)`` a condition named ``label``."""

    def wrap(function: ConditionFunction) -> Condition:
        return Condition(function.__name__, label, function)

    return wrap


@dataclass(frozen=True)
class Paper:
    """A paper an applicant may be asked for; ``data_set`` names who could answer instead."""

    key: str
    label: str
    data_set: str | None = None


IDENTITY_CARD = Paper("identity_card", "居民身份证")
AUTHORISATION = Paper("authorisation", "家庭经济状况核对授权书")


@dataclass(frozen=True)
class Step:
    """One row of a procedure: who takes the case from where to where, and what it causes.

    ``by`` lists roles; with ``level`` (the name of a choice parameter such as
    ``confirm_level``) it is a mapping from the value in force to roles. ``within`` names the
    parameter holding the time limit, counted from entering the state. ``not_by`` names steps
    whose taker must be somebody else. ``citizen`` marks a limit in which the citizen acts.
    A step with a required note is an exception and is offered on nobody's list of tasks, unless
    ``offered_when`` names conditions: any step that has them is offered exactly while they hold.
    """

    key: str
    label: str
    from_: tuple[str, ...]
    to: str
    by: tuple[Role, ...] | Mapping[str, tuple[Role, ...]] = ()
    needs: tuple[Condition, ...] = ()
    within: str | None = None
    not_by: tuple[str, ...] = ()
    note: str | None = None
    asks: str | None = None
    do: Cause | None = None
    papers: tuple[Paper, ...] = ()
    level: str | None = None
    citizen: bool = False
    offered_when: tuple[Condition, ...] = ()

    def __post_init__(self) -> None:
        """Accept a single state, role or step where a tuple is meant."""
        for name in ("from_", "by", "not_by", "needs", "papers", "offered_when"):
            value = getattr(self, name)
            if value is None:
                object.__setattr__(self, name, ())
            elif isinstance(value, str) or not isinstance(value, Iterable):
                object.__setattr__(self, name, (value,))

    @property
    def roles(self) -> tuple[Role, ...]:
        """Return every role that could ever take this step."""
        if isinstance(self.by, Mapping):
            return tuple(role for roles in self.by.values() for role in roles)
        return tuple(self.by)


@dataclass(frozen=True)
class Limit:
    """A time limit over several steps: from taking ``starts`` until one of ``ends`` is taken."""

    parameter: str
    label: str
    starts: str
    ends: tuple[str, ...]
    citizen: bool = False


ONLINE_WHOLE, ONLINE_START, ONLINE_BOOK = "全程网办", "网上申请、窗口核验", "网上预约"
DEPTHS = (ONLINE_WHOLE, ONLINE_START, ONLINE_BOOK)
# How many levels of the tree of divisions an area of acceptance takes in, from the state downward.
SCOPES = {"县": 4, "市": 3, "省": 2, "全国": 1}


@dataclass(frozen=True)
class Service:
    """How a procedure is offered: the policy behind it, the channels, the fee, what is asked.

    ``form`` holds the items this matter asks beside who, for whom, kin and letters, which follow
    from the steps. ``place`` and ``audience`` are plain words for the guide (empty: the township's
    window; the policy's own conditions). ``depth`` is how far it goes without coming (one of
    DEPTHS), ``scope`` within which area it is accepted anywhere (one of SCOPES). ``linked`` names
    the procedures one form leads to when this one is refused (一件事), in the order the law decides
    them. ``letters`` asks for the letters of authorisation where the table itself does not.
    """

    policy: str = ""
    channels: tuple[str, ...] = (COUNTER,)
    fee: int = 0
    form: Form | None = None
    place: str = ""
    audience: str = ""
    keywords: tuple[str, ...] = ()
    depth: str = ONLINE_WHOLE
    scope: str = "县"
    linked: tuple[str, ...] = ()
    letters: bool = False

    def __post_init__(self) -> None:
        """Refuse a depth or a scope that the catalogue has no word for."""
        if self.depth not in DEPTHS or self.scope not in SCOPES:
            raise ValueError(f"事项的网办深度“{self.depth}”或通办范围“{self.scope}”未知")


@dataclass(frozen=True)
class Workflow:
    """A procedure of the law as a table of steps; a running case keeps its ``version``."""

    key: str
    label: str
    of: str
    states: type[States]
    basis: str
    steps: tuple[Step, ...]
    service: Service | None = None
    first_state: str | None = None
    limits: tuple[Limit, ...] = ()
    version: int = 1
    by_key: dict[str, Step] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Index the steps and take the first state of the table where none is named."""
        object.__setattr__(self, "by_key", {step.key: step for step in self.steps})
        if self.first_state is None:
            object.__setattr__(self, "first_state", str(next(iter(self.states))))

    def step(self, key: str) -> Step:
        """Return the step called ``key``; KeyError with a Chinese text when there is none."""
        try:
            return self.by_key[key]
        except KeyError:
            raise KeyError(f"“{self.label}”没有名为 {key} 的环节") from None

    def steps_from(self, state: str) -> list[Step]:
        """Return the steps that leave ``state``, in the order of the table."""
        return [step for step in self.steps if state in step.from_]

    def state_label(self, state: str) -> str:
        """Return the Chinese name of ``state``."""
        return next(known.label for known in self.states if known == state)

    def is_end(self, state: str) -> bool:
        """Say whether no step leaves ``state``."""
        return not self.steps_from(state)

    def ends(self) -> list[str]:
        """Return the states in which a case is finished."""
        return [str(state) for state in self.states if self.is_end(state)]


@dataclass(frozen=True)
class Length:
    """The length of a time limit: an amount and a unit of ``core.working_days``."""

    amount: int
    unit: str

    @classmethod
    def parse(cls, value: str, unit: str) -> "Length":
        """Read a parameter such as ``30`` ``工作日``; ValueError in Chinese when it is no length."""
        if unit.strip() not in LENGTH_UNITS or not value.strip().isdigit():
            raise ValueError(f"“{value} {unit}”不是期限，应写作“10 工作日”“7 天”或“12 月”")
        return cls(int(value), LENGTH_UNITS[unit.strip()])

    def __str__(self) -> str:
        """Write the length as an office does."""
        return f"{self.amount} {UNITS.get(self.unit, '个日历日')}"


# 社会救助法第四十四条: from this day a township decides only where the province so provides.
TOWNSHIP_POWER_NEEDS_PROVINCE_SINCE = date(2026, 7, 1)
# 社会救助法第四十八条: from this day the recipient is heard before a reduction or an end.
HEARING_SINCE = date(2026, 7, 1)


_workflows: dict[tuple[str, int], Workflow] = {}


def register_workflow(workflow: Workflow) -> Workflow:
    """Add a procedure to the register; ValueError in Chinese when its table is not sound."""
    key = (workflow.key, workflow.version)
    if key in _workflows:
        if _workflows[key] is workflow:
            return workflow
        raise ValueError(f"流程 {workflow.key} 第 {workflow.version} 版重复登记")
    found = problems(workflow)
    if found:
        raise ValueError(f"流程 {workflow.key}：" + "；".join(found))
    _workflows[key] = workflow
    return workflow


def workflow(key: str, version: int | None = None) -> Workflow:
    """Return a procedure, in its newest version unless one is named."""
    versions = [number for name, number in _workflows if name == key]
    if not versions or (version is not None and version not in versions):
        raise KeyError(f"没有名为 {key} 的流程" + (f"（第 {version} 版）" if version else ""))
    return _workflows[key, max(versions) if version is None else version]


def workflows() -> list[Workflow]:
    """Return every procedure in its newest version, by key."""
    return [workflow(key) for key in sorted({key for key, _ in _workflows})]


def forget_workflow(workflow: Workflow) -> None:
    """Take a procedure out of the register; only tests declare procedures for a moment."""
    _workflows.pop((workflow.key, workflow.version), None)


def problems(workflow: Workflow) -> list[str]:
    """Return what is wrong with the table of a procedure, in Chinese; empty when it is sound."""
    states = {str(state) for state in workflow.states}
    found = _shape_problems(workflow, states)
    if found:
        return found
    return [*_step_problems(workflow), *_path_problems(workflow, states)]


def _shape_problems(workflow: Workflow, states: set[str]) -> list[str]:
    """Return duplicate steps and states the table does not know."""
    found = []
    if len(workflow.by_key) != len(workflow.steps):
        found.append("环节名称重复")
    if workflow.first_state not in states:
        found.append(f"起始状态 {workflow.first_state} 未列入状态")
    found += [
        f"环节 {step.key} 使用了未知状态 {state}"
        for step in workflow.steps
        for state in (*step.from_, step.to)
        if str(state) not in states
    ]
    found += [f"状态 {state.value} 没有中文名称" for state in workflow.states if not state.label]
    return found


def _step_problems(workflow: Workflow) -> list[str]:
    """Return steps without a role or a name, and papers the office could look up itself."""
    found = []
    for step in workflow.steps:
        if not step.label:
            found.append(f"环节 {step.key} 没有中文名称")
        if not step.roles:
            found.append(f"环节 {step.key} 没有经办角色")
        found += [
            f"环节 {step.key} 的角色 {r!r} 未知" for r in step.roles if not isinstance(r, Role)
        ]
        if isinstance(step.by, Mapping) != bool(step.level):
            found.append(f"环节 {step.key} 按层级分配角色须同时给出 level 和各层级角色")
        found += [
            f"环节 {step.key} 的回避环节 {other} 不存在"
            for other in step.not_by
            if other not in workflow.by_key
        ]
        found += [
            f"环节 {step.key} 要求提供《{paper.label}》，但可通过“{paper.data_set}”核对取得，"
            "不得要求申请人提供（社会救助法第六十二条）"
            for paper in step.papers
            if paper.data_set
        ]
    for limit in workflow.limits:
        found += [
            f"期限 {limit.parameter} 的环节 {key} 不存在"
            for key in (limit.starts, *limit.ends)
            if key not in workflow.by_key
        ]
    return found


def _path_problems(workflow: Workflow, states: set[str]) -> list[str]:
    """Return states that cannot be reached, and states from which no end can be."""
    forward: dict[str, set[str]] = {state: set() for state in states}
    backward: dict[str, set[str]] = {state: set() for state in states}
    for step in workflow.steps:
        for state in step.from_:
            forward[str(state)].add(str(step.to))
            backward[str(step.to)].add(str(state))
    ends = workflow.ends()
    if not ends:
        return ["没有终结状态"]
    reached = _closure({str(workflow.first_state)}, forward)
    finishing = _closure(set(ends), backward)
    found = [f"状态 {state} 无法到达" for state in sorted(states - reached)]
    return found + [f"状态 {state} 无法办结" for state in sorted(states - finishing)]


def _closure(start: set[str], edges: Mapping[str, set[str]]) -> set[str]:
    """Return every state that can be reached from ``start`` along ``edges``."""
    seen, waiting = set(start), list(start)
    while waiting:
        for state in edges[waiting.pop()] - seen:
            seen.add(state)
            waiting.append(state)
    return seen


def diagram(workflow: Workflow) -> str:
    """Return the procedure as a Mermaid state diagram with Chinese labels."""
    lines = ["stateDiagram-v2", f"  [*] --> {workflow.first_state}"]
    lines += [f'  state "{state.label}" as {state.value}' for state in workflow.states]
    lines += [
        f"  {state} --> {step.to}: {step.label}" for step in workflow.steps for state in step.from_
    ]
    return "\n".join([*lines, *(f"  {state} --> [*]" for state in workflow.ends())])


@dataclass(frozen=True)
class Bookable:
    """A matter for which a time at the window can be booked; ``level`` says at whose window.

    Every procedure offered at a counter is one by itself; a matter without a procedure of its own
    (registering a marriage) is declared. ``papers`` is what to bring, in words.
    """

    key: str
    label: str
    level: str = "town"
    papers: tuple[str, ...] = ()
    basis: str = ""
    is_case: bool = False


LEVELS_OF_WINDOWS = {"town": Level.TOWN, "county": Level.COUNTY}
_bookables: dict[str, Bookable] = {}


def declare_bookable(matter: Bookable) -> Bookable:
    """Add a matter that can be booked without a procedure; ValueError (Chinese) on a second one."""
    if _bookables.setdefault(matter.key, matter) is not matter:
        raise ValueError(f"预约事项 {matter.key} 重复登记")
    return matter


def bookable(key: str) -> Bookable:
    """Return what can be booked under a key, declared or a procedure; KeyError (Chinese) when unknown."""
    return _bookables.get(key) or _booked(workflow(key))


def bookables() -> list[Bookable]:
    """Return everything a time can be booked for: the declared first, then procedures of a counter."""
    flows = (flow for flow in workflows() if flow.service and COUNTER in flow.service.channels)
    return [*_bookables.values(), *map(_booked, flows)]


def _booked(flow: Workflow) -> Bookable:
    """Return a procedure as something to book."""
    papers = dict.fromkeys(paper.label for step in flow.steps for paper in step.papers)
    return Bookable(flow.key, flow.label, papers=tuple(papers), basis=flow.basis, is_case=True)


declare_message(
    "cases.step",
    "办理进度",
    "{applicant}，您的{matter}（{number}）{done}。现在：{state}。{remedy}",
    sms="您的办件（{number}）{told}。{remedy}详情请看“我的事项”，咨询电话{phone}。",
)
declare_message(
    "cases.rating_invited",
    "邀请评价",
    "{applicant}，您的{matter}已办结，请评价我们的服务：{link} 。评价人信息对被评价人保密。",
    sms="您的办件已办结，请评价我们的服务：{link} 。评价人信息对被评价人保密。",
)
declare_message(
    "cases.rating_answered",
    "差评答复",
    "{applicant}，您对{matter}的评价已核实：{answer} 请再评一次：{link} 。",
    sms="您的评价已核实并答复，请看“我的评价”，也请再评一次：{link} 。",
)
declare_message(
    "cases.appointment",
    "预约提醒",
    "{applicant}，您预约了{on} {slot}到{place}办理{matter}，请带好：{papers}。不能来请取消预约。",
    sms="您预约了{on} {slot}到{place}办事，请带好身份证和预约时告知的材料。不能来请取消预约。",
)

# Seeds of the general values; a procedure's own file comes before them.
declare_parameters("cases", Path(__file__).parent / "parameters.csv", label="办件通用参数")
