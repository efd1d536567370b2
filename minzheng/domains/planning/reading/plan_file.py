"""Plan files in YAML (schema ``minzheng.plan/1``): plain values, and the line of every one of them."""

from typing import Any

import yaml
from django.utils.translation import gettext as _

from .checks import check
from .faults import FAULT, Finding, Path, Reading

MAX_BYTES = 1_000_000
MAX_DEPTH = 12
_PLAIN = {"map", "seq", "str", "int", "float", "bool", "null", "timestamp"}


class _Refused(Exception):
    """The text is no plan file; holds the finding."""

    def __init__(self, line: int, what: str, advice: str) -> None:
        super().__init__(what)
        self.finding = Finding(FAULT, _("第 %(line)d 行") % {"line": line}, what, advice)


def read(raw: bytes) -> Reading:
    """Return the content of a plan file with every fault and warning, each with its line.

    Anchors and aliases are refused (a few lines could swell to gigabytes), and so are files of more
    than a million bytes, other encodings than UTF-8 and a key written twice.
    """
    try:
        content, lines = _plain(raw)
    except _Refused as refused:
        return Reading({}, [refused.finding])
    return check(content, lambda path: _place(lines, path))


def _place(lines: dict[Path, int], path: Path) -> str:
    """Name the line of a value, or of the nearest thing that holds it."""
    while path and path not in lines:
        path = path[:-1]
    return _("第 %(line)d 行") % {"line": lines.get(path, 1)}


def _plain(raw: bytes) -> tuple[dict[str, Any], dict[Path, int]]:
    if not raw.strip():
        raise _Refused(1, _("文件是空的"), _("请选择规划数据文件"))
    if len(raw) > MAX_BYTES:
        raise _Refused(1, _("文件超过 1 MB"), _("规划数据文件只含文字和数字，请检查是否选错"))
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        line = raw[: wrong.start].count(b"\n") + 1
        raise _Refused(line, _("不是 UTF-8 编码"), _("请另存为 UTF-8 后重试")) from wrong
    try:
        node = _compose(text)
        lines: dict[Path, int] = {}
        content = _value(node, (), lines)
    except yaml.YAMLError as wrong:
        mark = getattr(wrong, "problem_mark", None) or getattr(wrong, "context_mark", None)
        line = mark.line + 1 if mark else 1
        raise _Refused(
            line, _("YAML 格式有误"), _("请检查缩进、引号、括号和冒号后的空格")
        ) from wrong
    if not isinstance(content, dict):
        raise _Refused(1, _("文件不是“名称: 值”的形式"), _("请按规划数据格式说明编写"))
    return content, lines


def _compose(text: str) -> yaml.Node:
    """Return the tree of the text after making sure that nothing in it refers to anything else."""
    depth = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise _Refused(line, _("用了锚点或引用（& 或 *）"), _("请把内容直接写出来"))
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MAX_DEPTH:
                raise _Refused(line, _("层次太深"), _("规划数据最多用四层"))
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
    node = yaml.compose(text, Loader=yaml.SafeLoader)
    if node is None:
        raise _Refused(1, _("文件是空的"), _("请选择规划数据文件"))
    return node


def _value(node: yaml.Node, path: Path, lines: dict[Path, int]) -> Any:
    line = node.start_mark.line + 1
    lines[path] = line
    if node.tag.removeprefix("tag:yaml.org,2002:") not in _PLAIN:
        raise _Refused(line, _("用了程序标记“%(tag)s”") % {"tag": node.tag}, _("请删去"))
    if isinstance(node, yaml.MappingNode):
        found: dict[str, Any] = {}
        for key_node, value_node in node.value:
            # A key is always text: 是 or on must not turn into True.
            key = str(key_node.value)
            if key in found:
                at = key_node.start_mark.line + 1
                raise _Refused(at, _("“%(key)s”写了两次") % {"key": key}, _("请保留一个"))
            found[key] = _value(value_node, (*path, key), lines)
            lines[*path, key] = key_node.start_mark.line + 1
        return found
    if isinstance(node, yaml.SequenceNode):
        return [_value(one, (*path, number), lines) for number, one in enumerate(node.value)]
    try:
        return yaml.SafeLoader("").construct_object(node, deep=True)
    except (ValueError, yaml.YAMLError):
        # 2025-13-31 stays the text it is: the checks name it beside all the other faults.
        return node.value
