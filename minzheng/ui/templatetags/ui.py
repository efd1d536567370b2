"""The tag library ``{% load ui %}``: the components every page is built from, and how values look."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from django import template
from django.forms import (
    BoundField,
    CheckboxInput,
    CheckboxSelectMultiple,
    FileInput,
    RadioSelect,
    Select,
    Textarea,
)
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from minzheng.ui import formats
from minzheng.ui.charts import Figure
from minzheng.ui.columns import TONES, Badge, worded_text
from minzheng.ui.tables import Listing

register = template.Library()

TONE_ICONS = {
    "good": "circle-check",
    "due": "clock",
    "danger": "alert-triangle",
    "info": "info-circle",
}
MESSAGE_TONES = {
    "success": "good",
    "warning": "due",
    "error": "danger",
    "info": "info",
    "debug": "quiet",
}
STEP_STATES = {
    "done": "已完成",
    "current": "进行中",
    "next": "未开始",
    "late": "已超期",
    "skipped": "未经过",
}
OUTCOMES = {
    "eligible": Badge("符合条件", "good"),
    "not_eligible": Badge("不符合条件", "danger"),
    "undetermined": Badge("资料不全，尚不能认定", "due"),
}
MARKS = {
    True: ("✓", "good", "成立"),
    False: ("✗", "danger", "不成立"),
    None: ("?", "due", "尚不清楚"),
}


# -- how values look ----------------------------------------------------------------------------

register.filter("yuan", formats.yuan)
register.filter("number", formats.number)
register.filter("percent", formats.percent)
register.filter("day", formats.day)
register.filter("moment", formats.moment)
register.filter("masked", formats.masked)
register.filter("worded", worded_text)


@register.filter("tone")
def known_tone(value: str) -> str:
    """Only a known tone may become part of a class name."""
    return value if value in TONES else "quiet"


@register.simple_tag
@lru_cache(maxsize=1024)
def icon(name: str, label: str = "") -> SafeString:
    """One icon of the sprite; without a label it is decoration and hidden from screen readers."""
    address = f"{static('ui/vendor/tabler-icons.svg')}#{name}"
    if label:
        return format_html(
            '<svg class="ui-icon" role="img" aria-label="{}"><use href="{}"/></svg>', label, address
        )
    return format_html('<svg class="ui-icon" aria-hidden="true"><use href="{}"/></svg>', address)


@register.simple_tag
def badge(label: Any, tone: str = "") -> SafeString:
    """A status: ``{% badge case.state tone="due" %}``; takes a Badge, a pair, an enum member or text."""
    if isinstance(label, tuple):
        word, colour = str(label[0]), tone or (str(label[1]) if len(label) > 1 else "quiet")
    else:
        word, colour = worded_text(label), tone or getattr(label, "tone", "quiet")
    colour = colour if colour in TONES else "quiet"
    return format_html('<span class="ui-badge ui-tone-{}">{}</span>', colour, word)


# -- the page -----------------------------------------------------------------------------------


@register.simple_tag(takes_context=True)
def repeat_block(context: template.Context, name: str) -> str:
    """Render a block of the page a second time, so that one title serves the tab and the heading."""
    blocks = context.render_context.get(BLOCK_CONTEXT_KEY)
    block = blocks.get_block(name) if blocks else None
    return block.nodelist.render(context) if block else str(context.get(name, ""))


@register.inclusion_tag("ui/page_header.html")
def page_header(title: Any, subtitle: Any = "", back: str = "", status: Any = "") -> dict[str, Any]:
    """The head of a page or of a part of it: where back, the title, one line below, a status badge."""
    return {"title": title, "subtitle": subtitle, "back": back, "status": status}


@register.inclusion_tag("ui/action.html", takes_context=True)
def action(
    context: template.Context, label: str, url: str, method: str = "get", **options: Any
) -> dict[str, Any]:
    """A button that leads on: ``{% action "受理" url method="post" primary=True icon="check" %}``.

    ``primary`` marks the one loudest action of the page, ``danger`` one that hurts, ``confirm`` asks first.
    """
    return {
        "label": label,
        "url": url,
        "method": method,
        "csrf_token": context.get("csrf_token"),
        **options,
    }


@register.inclusion_tag("ui/messages.html", takes_context=True)
def messages_list(context: template.Context) -> dict[str, Any]:
    """What Django's messages have to say, by tone."""
    found = context.get("messages") or ()
    lines = [
        {"text": str(line), "tone": MESSAGE_TONES.get(line.level_tag, "info")} for line in found
    ]
    return {
        "lines": [{**line, "icon": TONE_ICONS.get(line["tone"], "info-circle")} for line in lines]
    }


@register.inclusion_tag("ui/notice.html")
def notice(text: Any, tone: str = "info", title: Any = "") -> dict[str, Any]:
    """A lasting remark inside a page."""
    return {"text": text, "tone": tone, "title": title, "icon": TONE_ICONS.get(tone, "info-circle")}


@register.inclusion_tag("ui/empty.html")
def empty(title: Any, hint: Any = "", url: str = "", label: str = "") -> dict[str, Any]:
    """Nothing here: say so, say what it is good for, offer a way on."""
    return {"title": title, "hint": hint, "url": url, "label": label}


# -- data ---------------------------------------------------------------------------------------


@register.inclusion_tag("ui/_table.html")
def table(bound: Listing) -> dict[str, Any]:
    """A list inside a page: ``{% table listing %}``, from ``tables.listing(request, table)``."""
    return {"table": bound}


@register.inclusion_tag("ui/definitions.html")
def definitions(items: Iterable[Any], columns: int = 2) -> dict[str, Any]:
    """Facts as label and value: pairs, or dicts {label, value, note, href, tone}."""
    shaped = [
        item if isinstance(item, Mapping) else {"label": item[0], "value": item[1]}
        for item in items
    ]
    return {
        "items": [{**item, "value": worded_text(item.get("value"))} for item in shaped],
        "columns": columns,
    }


@register.inclusion_tag("ui/steps.html")
def steps(items: Iterable[Mapping[str, Any]], label: str = "办理步骤") -> dict[str, Any]:
    """The step bar: dicts {label, state, done_on, due_on, note}; state is one of STEP_STATES."""
    shaped = []
    for position, item in enumerate(items, start=1):
        state = item.get("state") or ("done" if item.get("done_on") else "next")
        shaped.append(
            {**item, "state": state, "state_label": STEP_STATES[state], "position": position}
        )
    return {"items": shaped, "label": label}


@register.inclusion_tag("ui/timeline.html")
def timeline(items: Iterable[Mapping[str, Any]], nothing: str = "还没有记录。") -> dict[str, Any]:
    """What happened, newest as given: dicts {at, title, detail, who, icon, tone, href}."""
    return {"items": list(items), "nothing": nothing}


@register.inclusion_tag("ui/tiles.html")
def tiles(items: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Figures: dicts {label, value, unit, note, href, tone}; the value is text or a number."""
    return {"items": [{**item, "value": _figure(item.get("value"))} for item in items]}


@register.inclusion_tag("ui/progress.html")
def progress(items: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Stages with how far they are: dicts {label, state, done, total, note, at, href}."""
    shaped = []
    for item in items:
        state = item.get("state") or "next"
        shaped.append(
            {
                **item,
                "state": state,
                "state_label": item.get("state_label") or STEP_STATES.get(state, ""),
            }
        )
    return {"items": shaped}


@register.inclusion_tag("ui/chart.html")
def chart(figure: Figure, height: str = "") -> dict[str, Any]:
    """A chart with its table beneath; ``height`` is "short" or "tall"."""
    return {"figure": figure, "height": height or figure.height}


@register.inclusion_tag("ui/explanation.html")
def explanation(tree: Mapping[str, Any], title: str = "") -> dict[str, Any]:
    """The derived argument of a rule result with ✓ ✗ and ?: ``{label, outcome, amount, missing, nodes}``.

    A node is ``{name, label, basis, kind, value, display, met, children, source, margin, note}``;
    ``citizen`` (head, reasons, fulfilled, lacking, next) is the same for the person concerned.
    """
    outcome = str(tree.get("outcome"))
    return {
        "title": title or tree.get("label", ""),
        "outcome": OUTCOMES.get(outcome, OUTCOMES["undetermined"]),
        "amount": tree.get("amount") if outcome == "eligible" else None,
        "nodes": _arguments(tree.get("nodes"), 0),
        "missing": list(tree.get("missing") or ()),
        "citizen": tree.get("citizen"),
    }


def _arguments(nodes: Iterable[Mapping[str, Any]] | None, depth: int) -> list[dict[str, Any]]:
    # A switch that stands open says nothing; a closed one explains why something does not count.
    return [
        _argument(node, depth)
        for node in nodes or ()
        if not (node.get("kind") == "parameter" and node.get("met") is True)
    ]


def _argument(node: Mapping[str, Any], depth: int) -> dict[str, Any]:
    """One node of an explanation with its mark, its worded value and its unfolding decided."""
    judged = node.get("kind") == "condition"
    mark, colour, said = MARKS[node.get("met")] if judged else ("", "", "")
    value, margin = node.get("value"), node.get("margin")
    display = node.get("display") or worded_text(value)
    return {
        **node,
        "mark": mark,
        "tone": colour,
        "said": said,
        "display": "" if judged else display,
        "margin": margin.get("text", "") if isinstance(margin, Mapping) else margin or "",
        "is_unknown": not judged and value is None,
        # What stands needs one line; what fails or is unknown, and the sum itself, show their figures.
        "is_open": depth == 1 or (depth == 0 and not (judged and node.get("met") is True)),
        "children": _arguments(node.get("children"), depth + 1),
    }


def _figure(value: Any) -> str:
    return (
        formats.number(value)
        if isinstance(value, int | float) and not isinstance(value, bool)
        else worded_text(value)
    )


# -- forms --------------------------------------------------------------------------------------


@register.inclusion_tag("ui/field.html")
def field(bound: BoundField, hint: str = "", wide: bool = False) -> dict[str, Any]:
    """One form field: label, whether required, control, help and error, tied together for readers."""
    widget = bound.field.widget
    is_group = isinstance(widget, RadioSelect | CheckboxSelectMultiple)
    attrs: dict[str, str | bool] = {
        "class": f"{widget.attrs.get('class', '')} {_control_class(widget)}".strip()
    }
    described = [f"{bound.auto_id}_help"] if bound.help_text or hint else []
    if bound.errors:
        described.append(f"{bound.auto_id}_error")
        attrs |= {"aria-invalid": "true", "class": f"{attrs['class']} is-invalid"}
    if described:
        attrs["aria-describedby"] = " ".join(described)
    return {
        "field": bound,
        "control": bound.as_widget(attrs=attrs),
        "help": bound.help_text or hint,
        "wide": wide or isinstance(widget, Textarea),
        "is_group": is_group,
        "is_check": isinstance(widget, CheckboxInput),
    }


@register.inclusion_tag("ui/form_fields.html")
def form_fields(form: Any) -> dict[str, Any]:
    """All fields of a form in order, its own errors first."""
    return {"form": form}


def _control_class(widget: Any) -> str:
    if isinstance(widget, RadioSelect | CheckboxSelectMultiple):
        return ""  # the class would land on the frame around the choices
    if isinstance(widget, CheckboxInput):
        return "form-check-input"
    if isinstance(widget, Select):
        return "form-select"
    return "form-control ui-file" if isinstance(widget, FileInput) else "form-control"
