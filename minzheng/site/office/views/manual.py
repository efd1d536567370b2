"""The manual of the law, one page per policy, and the consultation that answers with its words."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.timezone import localdate

from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.determinations import declarations
from minzheng.kernel.determinations import queries as determinations
from minzheng.kernel.divisions import queries as divisions
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.documents import queries as documents
from minzheng.kernel.documents.models import PolicyDocument
from minzheng.kernel.domain import domains
from minzheng.policy import ParameterRow, ParameterStore, Policy
from minzheng.policy.manual import category_shown, drawing_of, manual_of, value_shown
from minzheng.policy.passages import DOCUMENT, PARAMETER, RULE, Library, Passage, passages_of
from minzheng.site import prose
from minzheng.site.middleware import StaffRequest

from ..doors import acting

# Pixels of the drawing: a box, and the room between columns and rows.
WIDE, HIGH, ACROSS, DOWN = 186, 26, 216, 34


def manual(request: StaffRequest) -> HttpResponse:
    """List the policies of every room: each leads to its page."""
    acting(request)
    shelves = [
        {
            "label": domain.label,
            "policies": [
                {
                    "label": policy.label,
                    "basis": policy.basis,
                    "url": reverse("office:manual_policy", args=[policy.key]),
                    "rules": len(policy.rules),
                    "parameters": len(policy.parameters),
                }
                for policy in domain.policies
            ],
        }
        for domain in domains()
        if domain.policies
    ]
    return render(request, "office/manual/manual.html", {"shelves": shelves})


def manual_policy(request: StaffRequest, key: str) -> HttpResponse:
    """Show one law: what it is, its rules in Chinese, the values at this place, its graph, its cases."""
    viewer = acting(request)
    if key not in declarations.policies():
        raise Http404
    policy, today = declarations.policy_of(key), localdate(request.at)
    lineage = divisions.lineage(viewer.division_id)
    store = determinations.parameter_store(policy)
    told = manual_of(policy)
    named = _names(_divisions_of(store, policy))
    context = {
        "title": policy.label,
        "policy": policy,
        "back": reverse("office:manual"),
        "prose": prose.html(told.prose),
        "rules": [
            {
                "entry": rule,
                "wordings": [
                    {"wording": w, "place": named.get(w.division or "", w.division or "")}
                    for w in reversed(rule.wordings)
                ],
            }
            for rule in told.rules
        ],
        "parameters": _values(policy, store, viewer, named),
        "place": viewer.division.name,
        "today": today,
        "drawing": _drawn(policy, tuple(lineage), request),
        "cases": told.cases,
        "facts": told.facts,
    }
    return render(request, "office/manual/policy.html", context)


def _divisions_of(store: ParameterStore, policy: Policy) -> set[str]:
    here = {row.division for row in store.rows}
    return here | {v.division for r in policy.rules.values() for v in r.versions if v.division}


def _names(codes: set[str]) -> dict[str, str]:
    return dict(Division.objects.filter(code__in=codes).values_list("code", "name"))


def _values(
    policy: Policy, store: ParameterStore, viewer: Mandate, named: Mapping[str, str]
) -> list[dict[str, Any]]:
    """Every parameter with the values the viewer may see: his own places' and those above."""
    own = set(determinations.parameter_values(viewer).values_list("division_id", flat=True))
    rows: dict[str, list[ParameterRow]] = {}
    for row in store.rows:
        if row.division in own:
            rows.setdefault(f"{row.policy}.{row.name}", []).append(row)
    return [
        {
            "parameter": parameter,
            "rows": [
                {
                    "place": named.get(row.division, row.division),
                    "since": row.since,
                    "until": row.until,
                    "category": category_shown(parameter, row),
                    "value": value_shown(parameter, row),
                    "document": "，".join(part for part in (row.document, row.source) if part),
                }
                for row in sorted(
                    rows.get(f"{parameter.policy}.{parameter.name}", []),
                    key=lambda r: (r.division, r.category, -r.since.toordinal()),
                )
            ],
        }
        for parameter in policy.parameters.values()
    ]


def _drawn(policy: Policy, lineage: tuple[str, ...], request: StaffRequest) -> dict[str, Any]:
    """Give the decision graph in pixels."""
    laid = drawing_of(policy, lineage, localdate(request.at))
    boxes = [
        {
            "label": label if len(label) <= LETTERS else f"{label[: LETTERS - 1]}…",
            "title": label,
            "anchor": anchor,
            "kind": kind,
            "x": column * ACROSS + 4,
            "y": row * DOWN + 4,
            "middle": row * DOWN + 4 + HIGH // 2 + 4,
        }
        for label, anchor, kind, column, row in laid.boxes
    ]
    return {
        "boxes": boxes,
        "lines": [_curve(boxes[a], boxes[b]) for a, b in laid.lines],
        "width": laid.columns * ACROSS,
        "height": laid.rows * DOWN + 8,
        "wide": WIDE,
        "high": HIGH,
    }


LETTERS = 14


def _curve(source: Mapping[str, Any], target: Mapping[str, Any]) -> str:
    """A line from the box that is asked for to the one that asks."""
    x1, y1 = source["x"], source["y"] + HIGH // 2
    x2, y2 = target["x"] + WIDE, target["y"] + HIGH // 2
    bend = (ACROSS - WIDE) // 2 + 8
    return f"M{x1} {y1}C{x1 - bend} {y1} {x2 + bend} {y2} {x2} {y2}"


# -- consultation ----------------------------------------------------------------------------


@cache
def library() -> Library:
    """Everything the registered policies say, cut into passages."""
    return Library([p for policy in declarations.policies().values() for p in passages_of(manual_of(policy))])  # fmt: skip


def consult(request: StaffRequest) -> HttpResponse:
    """Answer a question with the clauses, the values in force here and their documents; never more."""
    viewer = acting(request)
    question = request.GET.get("q", "").strip()[:200]
    answers: Sequence[dict[str, Any]] = ()
    if question:
        registered = {str(d.pk): d for d in documents.policy_documents(viewer)}
        papers = [_paper(d) for d in registered.values()]
        found = library().search(question, also=papers)
        answers = [_answer(passage, viewer, request, registered) for passage in found]
    context = {"question": question, "answers": answers, "place": viewer.division.name}
    return render(request, "office/manual/consult.html", context)


def _paper(row: PolicyDocument) -> Passage:
    text = f"{row.document_number} {row.theme_class} {row.index_number}"
    return Passage(DOCUMENT, "", str(row.pk), row.title, text, row.issuer)


def _answer(
    passage: Passage,
    viewer: Mandate,
    request: StaffRequest,
    registered: Mapping[str, PolicyDocument],
) -> dict[str, Any]:
    """One cited answer: whose words, which clause, what holds here, in which document."""
    if passage.kind == DOCUMENT:
        row = registered[passage.name]
        return {
            "title": row.title,
            "source": row.issuer,
            "basis": row.document_number,
            "url": reverse("office:policy", args=[row.pk]),
            "text": row.get_validity_state_display(),
        }
    policy = declarations.policy_of(passage.policy)
    page = reverse("office:manual_policy", args=[policy.key])
    told: dict[str, Any] = {"source": policy.label, "basis": passage.basis, "text": passage.text}
    if passage.kind == RULE:
        return told | {
            "title": policy.rules[passage.name].label,
            "url": f"{page}#rule-{passage.name}",
        }
    if passage.kind == PARAMETER:
        figures = _in_force(policy, passage.name, viewer, request, registered)
        title = policy.parameters[passage.name].label
        return told | {
            "title": title,
            "text": "",
            "figures": figures,
            "url": f"{page}#value-{passage.name}",
        }
    return told | {"title": policy.label, "text": prose.inline(passage.text), "url": page}


def _in_force(
    policy: Policy,
    name: str,
    viewer: Mandate,
    request: StaffRequest,
    registered: Mapping[str, PolicyDocument],
) -> list[dict[str, Any]]:
    """The values of a parameter that hold at the viewer's place today, each with its document."""
    parameter, today = policy.parameters[name], localdate(request.at)
    store = determinations.parameter_store(policy)
    lineage = divisions.lineage(viewer.division_id)
    categories = sorted({row.category for row in store.rows if row.name == name}) or [""]
    found: list[dict[str, Any]] = []
    for category in categories:
        _value, row = store.value(policy, name, lineage, today, category or None)
        if row is None or row in [one["row"] for one in found]:
            continue
        paper = next(
            (
                d
                for d in registered.values()
                if d.document_number and d.document_number in row.document
            ),
            None,
        )
        found.append(
            {
                "row": row,
                "category": category_shown(parameter, row),
                "value": value_shown(parameter, row),
                "since": row.since,
                "place": _names({row.division}).get(row.division, row.division),
                "document": "，".join(part for part in (row.document, row.source) if part),
                "url": reverse("office:policy", args=[paper.pk]) if paper else "",
            }
        )
    return found


urlpatterns: list[URLPattern] = [
    path("manual/", manual, name="manual"),
    path("manual/<str:key>/", manual_policy, name="manual_policy"),
    path("consult/", consult, name="consult"),
]
