"""The reasons for the person concerned: short sentences drawn from the same tree the officer sees."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

SHOWN = 4  # so many facts make a reason; the rest stands in the full tree

Node = Mapping[str, Any]


def reasons(tree: Node) -> list[str]:
    """Say why not: one sentence per condition that fails, with margin, facts, sources and clause."""
    return [_sentence(node) for node in _conditions(tree) if node["met"] is False]


def fulfilled(tree: Node) -> list[str]:
    """Name the conditions that are met, each with its clause."""
    return [
        f"符合“{node['label']}”的条件{_clause(node)}"
        for node in _conditions(tree)
        if node["met"] is True
    ]


def lacking(missing: Iterable[tuple[str, str]], giver: Callable[[str], str]) -> list[str]:
    """Say what is still unknown and who can give it; `missing` are labels and data sources."""
    return [
        f"还缺“{label}”" + (f"，由{who}提供" if (who := giver(source)) else "")
        for label, source in dict.fromkeys(missing)
    ]


def _conditions(tree: Node) -> list[Node]:
    return [node for node in tree["nodes"] if node["kind"] == "condition"]


def _clause(node: Node) -> str:
    return f"（{node['basis']}）" if node["basis"] else ""


def _sentence(node: Node) -> str:
    margin = f"：{node['margin']['text']}" if node.get("margin") else ""
    facts = list(dict.fromkeys(_facts(node, "")))
    more = f"等 {len(facts)} 项" if len(facts) > SHOWN else ""
    told = f"；依据的情况：{'、'.join(facts[:SHOWN])}{more}" if facts else ""
    limits = list(dict.fromkeys(_limits(node)))[:SHOWN]
    ruled = f"；规定：{'、'.join(limits)}" if limits else ""
    return f"不符合“{node['label']}”的条件{margin}{told}{ruled}{_clause(node)}"


def _limits(node: Node) -> Iterable[str]:
    """The figures of the law that this condition itself is measured by, nearest first."""
    for child in node["children"]:
        value = child["value"]
        if child["kind"] == "parameter" and isinstance(value, int) and not isinstance(value, bool):
            yield f"{child['label']} {child['display']}"
    for child in node["children"]:
        if child["kind"] == "variable":
            yield from _limits(child)


def _facts(node: Node, person: str) -> Iterable[str]:
    """The known facts under a condition that say something, with whose and from where."""
    for child in node["children"]:
        whose = child["label"] if child["kind"] == "person" else person
        if child["kind"] == "fact" and _speaks(child["value"]):
            source = f"（{child['source']}）" if _readable(child["source"]) else ""
            yield f"{whose}{child['label']} {child['display']}{source}"
        yield from _facts(child, whose)


def _speaks(value: Any) -> bool:
    return value is not None and value != 0


def _readable(source: str) -> bool:
    """Tell words from the key of a data set, which says nothing to a citizen."""
    return bool(source) and not source.isascii()
