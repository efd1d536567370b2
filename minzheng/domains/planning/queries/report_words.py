"""The sentences that are prepared for the writer of a report: figures by their names, words from the data."""

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal

from ..choices import (
    ADVICE,
    BEHIND,
    EARLY,
    EXPERIENCE,
    FINAL_REPORT,
    MET,
    ON_PROJECTS,
    ON_TARGETS,
    ON_TASKS,
    PREFACE,
    PROBLEMS,
    STATUSES,
    UNKNOWN,
)
from ..models import Plan
from .report_figures import COUNTED, Gathered, Judged, indicators_of

LISTED = 5
# A doubt noted in another language is counted and opened, not quoted.
CHINESE = re.compile(r"[\u4e00-\u9fff]{4}")
NUMERALS = "一二三四五六七八九十"


def token(name: str) -> str:
    """Return how a text names a figure."""
    return f"【{name}】"


class Words:
    """What a sentence may ask: figures by key, whether they are known and whether they are more than nought."""

    def __init__(self, figures: Iterable[Gathered]) -> None:
        self.by_key = {figure.key: figure for figure in figures}

    def __call__(self, key: str) -> str:
        """Name a figure in a sentence."""
        return token(self.by_key[key].name)

    def value(self, key: str) -> Decimal | None:
        """Return the value of a figure; None when it is not known or there is no such figure."""
        figure = self.by_key.get(key)
        return figure.value if figure else None

    def some(self, key: str) -> bool:
        """Say whether a count is known and not nought."""
        return bool(self.value(key))

    def rows(self, key: str) -> list[str]:
        """Return what the first rows of a count are called."""
        figure = self.by_key.get(key)
        return [str(row["label"]) for row in figure.rows[:LISTED]] if figure else []


def prepared(plan: Plan, kind: str, on: date, judged: Sequence[Judged], figures: Iterable[Gathered], claim: str) -> dict[str, str]:  # fmt: skip
    """Return the prepared words of every section, a paragraph a line."""
    say = Words(figures)
    written: dict[str, Callable[[], list[str]]] = {
        PREFACE: lambda: _preface(plan, kind, on, say, claim),
        ON_TARGETS: lambda: _targets(judged, say),
        ON_TASKS: lambda: _tasks(say),
        ON_PROJECTS: lambda: _projects(say),
        EXPERIENCE: lambda: _experience(judged, say),
        PROBLEMS: lambda: _problems(judged, say),
        ADVICE: lambda: _advice(judged, on, say),
    }
    return {section: "\n".join(write()) for section, write in written.items()}


def _preface(plan: Plan, kind: str, on: date, say: Words, claim: str) -> list[str]:
    stage = "终期" if kind == FINAL_REPORT else "中期"
    lines = [
        (
            f"《{plan.title}》的规划期为{plan.period_from.year}年至{plan.period_to.year}年。按照规划监测评估的要求，"
            f"以{on.year}年{on.month}月{on.day}日为评估时点，对规划实施情况进行{stage}评估，有关情况报告如下。"
        )
    ]
    if say.some("targets.all"):
        lines.append(
            f"评估时点的时间进度为{say('time')}。规划共列{say('targets.all')}项指标，已达到目标值{say('targets.reached')}项"
            f"（其中提前完成{say('targets.early')}项），达到进度{say('targets.on_track')}项，滞后{say('targets.behind')}项，"
            f"因缺少数据或规划未载明目标值而无法判断{say('targets.unknown')}项。"
        )
    if claim:
        lines.append(
            f"来源材料称“{claim}”。逐项核对，来源材料写明已达到的{say('claims.all')}项（其中写明已完成或者超出的"
            f"{say('claims.done')}项）中，得到现有数据支持的{say('claims.borne')}项；其余各项的差异和疑点见指标表。"
            if say.some("claims.all") else f"来源材料称“{claim}”。"
        )  # fmt: skip
    return lines


def _targets(judged: Sequence[Judged], say: Words) -> list[str]:
    if not judged:
        return ["规划没有列出指标。"]
    lines = []
    if say.some("targets.binding") or say.some("targets.expected"):
        lines.append(
            f"规划所列指标中，约束性指标{say('targets.binding')}项，预期性指标{say('targets.expected')}项。"
        )
    if say.some("dated.all"):
        lines.append(
            f"规划正文另有定期目标{say('dated.all')}项，已完成{say('dated.met')}项，一并列入下表。"
        )
    listed = [row for row in judged if row.target.is_listed] or list(judged)
    return lines + [_item(n, group, say) for n, group in enumerate(indicators_of(listed), start=1)]


def _item(number: int, group: Sequence[Judged], say: Words) -> str:
    """Say of one indicator where it stands, of one with several series each of them."""
    if len(group) == 1:
        return f"{number}．{group[0].label}：{_course(group[0], say)}"
    name = group[0].target.label.split("（")[0]
    courses = [f"{row.label.removeprefix(name)}{_course(row, say).rstrip('。')}" for row in group]
    return f"{number}．{name}：{'；'.join(courses)}。"


def _course(row: Judged, say: Words) -> str:
    """Say of one target where it began, where it stands, what is asked and what that means."""
    parts = []
    known = say.value(f"{row.prefix}.reached") is not None
    if say.value(f"{row.prefix}.base") is not None:
        parts.append(f"基期为{say(f'{row.prefix}.base')}")
    parts.append(f"现为{say(f'{row.prefix}.reached')}" if known else "暂无可以采用的数据")
    if say.value(f"{row.prefix}.goal") is not None:
        parts.append(f"目标{say(f'{row.prefix}.goal')}")
    if row.status == BEHIND and say.value(f"{row.prefix}.completion") is not None:
        parts.append(f"完成程度{say(f'{row.prefix}.completion')}")
    ending = STATUSES[row.status]
    reason = row.reason.replace("，无法判断", "") if row.status == UNKNOWN or row.claim else ""
    return f"{'，'.join(parts)}，{ending}{f'（{reason}）' if reason else ''}。"


def _tasks(say: Words) -> list[str]:
    if not say.some("tasks.all"):
        return ["规划没有登记重点任务。"]
    lines = [
        (
            f"登记重点任务{say('tasks.all')}项，已完成{say('tasks.done')}项，推进中{say('tasks.going')}项，"
            f"逾期{say('tasks.late')}项。"
        )
    ]
    quantities = [f for f in say.by_key.values() if f.part == "quantity" and f.value is not None]
    lines += [
        f"{figure.rows[0]['label']}：{figure.reason.split('，')[0]}，累计完成{token(figure.name)}。"
        for figure in quantities
    ]
    if say.some("tasks.late"):
        lines.append(f"逾期任务包括：{_named(say, 'tasks.late')}。")
    return lines


def _projects(say: Words) -> list[str]:
    if not say.some("projects.all"):
        return ["规划没有登记重大工程。"]
    lines = [
        (
            f"登记重大工程{say('projects.all')}个，建成{say('projects.built')}个，在建{say('projects.building')}个，"
            f"停建{say('projects.stopped')}个；工程节点{say('milestones.all')}个，完成{say('milestones.reached')}个，"
            f"逾期{say('milestones.late')}个。"
        )
    ]
    money = []
    if say.value("projects.planned") is not None:
        money.append(f"计划总投资{say('projects.planned')}")
    if say.value("projects.received") is not None:
        money.append(f"已登记到位资金{say('projects.received')}")
    else:
        money.append("到位资金尚未与项目资金台账关联，暂无数据")
    if say.value("projects.beds") is not None:
        money.append(f"计划床位{say('projects.beds')}")
    return [*lines, f"{'，'.join(money)}。"]


def _experience(judged: Sequence[Judged], say: Words) -> list[str]:
    lines = []
    moved = [
        row for row in judged
        if row.status in {EARLY, MET} and say.value(f"{row.prefix}.base") is not None
        and say.value(f"{row.prefix}.reached") is not None
    ]  # fmt: skip
    moved.sort(key=lambda row: -(row.standing.completion or 0))
    lines += [
        f"{row.label}由{say(f'{row.prefix}.base')}变为{say(f'{row.prefix}.reached')}，{STATUSES[row.status]}，可以总结做法。"
        for row in moved[:LISTED]
    ]
    lines += [
        f"{row.label}：{_place(say, f'{row.prefix}.best')}最好，可以总结推广。"
        for row in judged
        if f"{row.prefix}.best" in say.by_key
    ]
    if say.some("honours"):
        lines.append(f"规划实施以来获得荣誉{say('honours')}项，包括：{_named(say, 'honours')}。")
    return lines or ["现有数据没有可以突出的典型，请根据工作实际撰写。"]


def _problems(judged: Sequence[Judged], say: Words) -> list[str]:
    lines = []
    behind = [row for row in judged if row.status == BEHIND]
    behind.sort(key=lambda row: (row.standing.completion or 0) - row.standing.time_progress)
    lines += [f"{row.label}：{_course(row, say)}" for row in behind[:LISTED]]
    lines += [
        f"{row.label}：{_place(say, f'{row.prefix}.worst')}最差，各地不平衡。"
        for row in judged
        if f"{row.prefix}.worst" in say.by_key
    ]
    unknown = [row.label for row in judged if row.status == UNKNOWN]
    if unknown:
        lines.append(f"部分指标无法判断：{'、'.join(unknown[:LISTED])}{_rest(unknown)}。")
    if say.some("tasks.late"):
        lines.append(f"有{say('tasks.late')}项任务逾期：{_named(say, 'tasks.late')}。")
    if say.some("milestones.late"):
        lines.append(
            f"有{say('milestones.late')}个工程节点逾期：{_named(say, 'milestones.late')}。"
        )
    if say.some("rectifications.open"):
        lines.append(
            f"有{say('rectifications.open')}项整改尚未销号，其中逾期{say('rectifications.late')}项。"
        )
    if say.some("doubts"):
        told = [label for label in say.rows("doubts") if CHINESE.search(label)]
        lines.append(f"来源材料有{say('doubts')}处疑点{'：' if told else ''}{'；'.join(told)}。")
    return _numbered(lines) or ["现有数据没有显示突出问题，请根据工作实际撰写。"]


def _advice(judged: Sequence[Judged], on: date, say: Words) -> list[str]:
    lines = []
    behind = [row for row in judged if row.status == BEHIND]
    for row in behind[:LISTED]:
        day = row.target.due_on
        until = f"在{day.year}年{day.month}月底前" if day >= on else "期限已过，尽快"
        owner = f"，由{row.target.owner}负责" if row.target.owner else ""
        goal = f"{row.prefix}.goal"
        reach = f"达到目标（{say(goal)}）" if say.value(goal) is not None else "完成"
        lines.append(f"加快提升{row.label}，{until}{reach}{owner}。")
    if any(row.status == UNKNOWN and row.standing.reading is None for row in judged):
        lines.append("补报缺少数据的指标，注明来源文件并由第二人审核后重新取数。")
    if any(row.target.value is None and not row.target.relative_to for row in judged):
        lines.append("规划未载明目标值的指标，请按程序补充目标值或者对接上级规划目标，再作判断。")
    if say.some("tasks.late") or say.some("milestones.late"):
        lines.append("对逾期的任务和工程节点逐项明确新的期限和责任人，纳入督办。")
    if say.some("rectifications.open"):
        lines.append("按期完成整改并经复查后销号。")
    return _numbered(lines) or ["继续按照规划确定的目标任务推进，做好下一阶段监测评估。"]


def _place(say: Words, key: str) -> str:
    figure = say.by_key[key]
    return f"{figure.rows[0]['label']}（{token(figure.name)}）"


def _named(say: Words, key: str) -> str:
    figure = say.by_key[key]
    labels = [str(row["label"]) for row in figure.rows]
    return f"{'、'.join(labels[:LISTED])}{_rest(labels)}"


def _rest(labels: Sequence[str]) -> str:
    return "等" if len(labels) > LISTED else ""


def _numbered(lines: Sequence[str]) -> list[str]:
    """Count paragraphs as official texts do: 一是, 二是."""
    return [
        f"{NUMERALS[place]}是{line}" if place < len(NUMERALS) else line for place, line in enumerate(lines)
    ]  # fmt: skip


def unknown_names(body: str, names: Iterable[str]) -> list[str]:
    """Return what stands in 【】 in a text and is no figure of the report."""
    known = set(names)
    return [part for part in _bracketed(body) if part not in known]


def _bracketed(body: str) -> list[str]:
    return [rest.split("】", 1)[0] for rest in body.split("【")[1:] if "】" in rest]


__all__ = ["COUNTED", "Words", "prepared", "token", "unknown_names"]
