"""Write the manual of the law as Markdown: one page per policy, drawn from the rules themselves."""

import argparse
from collections.abc import Iterable
from pathlib import Path

from minzheng.kernel.determinations import declarations
from minzheng.policy import ParameterStore, Policy
from minzheng.policy.manual import (
    CaseEntry,
    Drawing,
    RuleEntry,
    category_shown,
    drawing_of,
    manual_of,
    value_shown,
)
from minzheng.site.house import ROOT

FOLDER = ROOT / "docs" / "manual" / "pages"
SHAPES = {
    "condition": '{{"{}"}}',
    "amount": '[["{}"]]',
    "variable": '["{}"]',
    "parameter": '[/"{}"/]',
    "fact": '(["{}"])',
}


def configure(parser: argparse.ArgumentParser) -> None:
    """Say where the pages go."""
    parser.add_argument("--to", type=Path, default=FOLDER, help="目录")


def run(options: argparse.Namespace) -> int:
    """Write every page and the list of them; values are the seeds that lie beside the rules."""
    folder: Path = options.to
    folder.mkdir(parents=True, exist_ok=True)
    lines = ["# 政策手册", ""]
    for key, policy in declarations.policies().items():
        (folder / f"{key}.md").write_text(page(policy), encoding="utf-8")
        lines.append(f"- [{policy.label}]({key}.md)　{policy.basis}")
    (folder / "README.md").write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"已写 {len(lines) - 2} 页：{folder}")
    return 0


def page(policy: Policy) -> str:
    """Give the page of one policy: prose, graph, rules, values, cases."""
    told = manual_of(policy)
    title, _, prose = told.prose.partition("\n")
    parts = [
        title or f"# {policy.label}",
        prose.strip(),
        "## 决策图",
        _graph(drawing_of(policy)),
        "## 规则",
        *(_rule(rule) for rule in told.rules),
        "## 标准与参数（随规则发布的数值）",
        "\n".join(_values(policy)),
        "## 案例",
        "\n".join(_case(case) for case in told.cases),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _graph(laid: Drawing) -> str:
    """Write the decision graph in the language of diagrams that code hosts draw."""
    boxes = [
        f"  n{number}{SHAPES[kind].format(label.replace(chr(34), ''))}"
        for number, (label, _anchor, kind, _column, _row) in enumerate(laid.boxes)
    ]
    lines = [f"  n{target} --- n{source}" for source, target in laid.lines]
    return "\n".join(["```mermaid", "graph LR", *boxes, *lines, "```"])


def _rule(rule: RuleEntry) -> str:
    lines = [f"### {rule.label}（{rule.kind}，{rule.unit}）"]
    for wording in rule.wordings:
        since = f"，{wording.since} 起" if wording.since else ""
        where = f"，{wording.division}" if wording.division else ""
        lines += ["", f"{wording.formula}", "", f"〔{wording.basis}{where}{since}〕"]
        if wording.absence:
            lines += ["", wording.absence]
    return "\n".join(lines)


def _values(policy: Policy) -> Iterable[str]:
    yield "| 参数 | 区划 | 起 | 止 | 类别 | 数值 | 文件与来源 |"
    yield "|---|---|---|---|---|---|---|"
    rows = ParameterStore.of(policy).rows
    for parameter in policy.parameters.values():
        for row in rows:
            if (row.policy, row.name) == (parameter.policy, parameter.name):
                paper = "，".join(part for part in (row.document, row.source) if part)
                cells = (
                    parameter.label, row.division, row.since, row.until or "",
                    category_shown(parameter, row), value_shown(parameter, row), paper,
                )  # fmt: skip
                yield f"| {' | '.join(str(cell) for cell in cells)} |"


def _case(case: CaseEntry) -> str:
    outcome = "，".join(f"{label} {value}" for label, value in case.expected)
    return f"- {case.name}（{case.at}，{case.division}）→ {outcome}"
