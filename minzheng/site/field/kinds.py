"""What workers write on their phones, and which room receives each kind of record."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django.utils.dateparse import parse_datetime

from minzheng.core.forms import (
    CHOICE,
    LONG,
    MONEY,
    PHONE,
    PHOTO,
    SIGNATURE,
    TEXT,
    YES_NO,
    Form,
    Item,
)
from minzheng.facts import COLUMNS
from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.campaigns import services as campaigns
from minzheng.kernel.campaigns.models import NeedReport
from minzheng.kernel.monitoring.services.leads import LeadError
from minzheng.kernel.offline.declarations import Kind, Submission, declare_kind
from minzheng.kernel.visits import choices, queries
from minzheng.kernel.visits import services as visits
from minzheng.kernel.visits.declarations import visit_form, visit_rules
from minzheng.kernel.visits.models import Visit
from minzheng.kernel.visits.services import TakenPhoto, VisitRefused

# The same figures the office may enter after a survey, asked of each member.
FOUND = (
    "wages", "business_income", "farm_income", "property_income", "support_received",
    "support_paid", "surveyed_income",
)  # fmt: skip
HOUSING = tuple(
    (word, word) for word in ("砖混楼房", "砖木结构", "土木结构", "租住", "危旧房", "其他")
)
SAFE = (("good", "没有问题"), ("mended", "有问题，已当场处理"), ("open", "有问题，需要处理"))

GENERAL = visit_form(
    "field.visit", "走访", Item("seen", "家中情况", LONG, is_required=True, most=500)
)
SURVEY = Form(
    "field.survey",
    "入户调查",
    (
        Item("housing", "住房", CHOICE, options=HOUSING, is_required=True),
        Item("seen", "看到的情况", LONG, help="家电、车辆、劳动力、邻居反映等", most=1000),
        Item("conclusion", "调查结论", LONG, is_required=True, most=1000),
        Item("is_emergency", "是否紧急情况（可一人调查）", YES_NO),
        Item("photos", "住房照片", PHOTO, is_required=True, most=9),
        Item("signature", "申请人或家属签名", SIGNATURE, most=1),
    ),
)
# Asked of each member of the household, under the key "@<person>.<item>".
MEMBER = Form(
    "field.member",
    "成员收入",
    tuple(Item(key, f"{COLUMNS[key].label}（元/月）", MONEY, fact=key) for key in FOUND),
)
CHECK = Form(
    "field.check",
    "居家安全检查",
    (
        Item("electricity", "用电安全", CHOICE, options=SAFE, is_required=True),
        Item("fire", "用火与燃气", CHOICE, options=SAFE, is_required=True),
        Item("heating", "取暖与通风（防煤烟中毒）", CHOICE, options=SAFE, is_required=True),
        Item("house", "房屋", CHOICE, options=SAFE, is_required=True),
        Item("walking", "防滑防跌", CHOICE, options=SAFE),
        Item("note", "说明", LONG, most=500),
        Item("photos", "照片", PHOTO, most=5),
    ),
)
NEED = Form(
    "field.need",
    "上报线索",
    (
        Item("text", "什么情况", LONG, is_required=True, most=500),
        Item("photos", "照片", PHOTO, most=3),
        Item("place", "在哪里", TEXT, help="村、社、门牌或路边的地点", most=100),
        Item("urgent", "是否紧急", YES_NO),
        Item("told_by", "谁反映的", TEXT, most=60),
        Item("phone", "联系电话", PHONE),
    ),
)
OWN = {form.key: form for form in (GENERAL, SURVEY, MEMBER, CHECK, NEED)}


def forms() -> list[Form]:
    """Return every form a phone may need."""
    return [*OWN.values(), *queries.forms()]


def _visit_form(key: str) -> Form | None:
    found = {form.key: form for form in queries.forms()}
    return GENERAL if key in {"", GENERAL.key} else found.get(key)


def receive_visit(said: Submission) -> Visit:
    """Keep a visit under the rule it answers, or a visit nobody planned."""
    rule = next(iter(visit_rules(said.rule)), None) if said.rule else None
    if said.rule and rule is None:
        raise VisitRefused("没有这条走访规则，请更新后再填")
    return _record(
        said,
        kind=rule.kind if rule else choices.CARE,
        purpose=rule.label if rule else GENERAL.label,
        rule=said.rule,
        # The room cleans what its own rule asks; of the house's own form it takes what is clean.
        form_answers=said.said if rule else said.answers,
    )


def receive_survey(said: Submission) -> Visit:
    """Keep a survey of a household with what its members earn."""
    seen = {"住房": said.answers.get("housing"), "家中情况": said.answers.get("seen")}
    return _record(
        said,
        kind=choices.SURVEY,
        purpose=SURVEY.label,
        second_visitor=_second(said),
        is_emergency=bool(said.answers.get("is_emergency")),
        findings={label: text for label, text in seen.items() if text},
        conclusion=said.answers["conclusion"],
        facts=list(_facts(said.said)),
    )


def receive_check(said: Submission) -> Visit:
    """Keep a safety check of a home."""
    words = dict(SAFE)
    findings = {
        item.label: words.get(said.answers[item.key], said.answers[item.key])
        for item in CHECK.items
        if item.key in said.answers and item.kind in {CHOICE, LONG}
    }
    return _record(said, kind=choices.CARE, purpose=CHECK.label, findings=findings)


def receive_need(said: Submission) -> NeedReport:
    """Report somebody in need."""
    answers = said.answers
    return campaigns.report_need(
        division=said.division,
        text=answers["text"],
        household=said.household,
        person=said.person,
        place=answers.get("place", ""),
        told_by=answers.get("told_by", ""),
        phone=answers.get("phone", ""),
        urgent=bool(answers.get("urgent")),
        receipt_id=said.receipt,
        by=said.by,
        at=said.at,
    )


def _record(said: Submission, **told: Any) -> Visit:
    """Record the visit of a submission: when and where it was, its photographs, under its receipt."""
    if said.household is None:
        raise VisitRefused("请先选择走访的家庭")
    moment = _moment(said.said.get("_visited_at")) or said.began_at
    where = said.said.get("_place")
    return visits.record_visit(
        said.household,
        person=said.person,
        case=said.case,
        # A phone whose clock runs ahead has still been there.
        visited_at=min(moment, said.at),
        photos=[
            TakenPhoto(one.document, _moment(one.meta.get("takenAt")), *_position(one.meta))
            for one in said.files
            if one.field == "photos"
        ],
        receipt_id=said.receipt,
        written_at=min(said.began_at, said.at),
        by=said.by,
        at=said.at,
        **_place(where if isinstance(where, Mapping) else {}),
        **told,
    )


def _place(where: Mapping[str, Any]) -> dict[str, Any]:
    latitude, longitude = _position(where)
    accuracy = where.get("accuracy")
    return {
        "latitude": latitude,
        "longitude": longitude,
        "accuracy": float(accuracy) if isinstance(accuracy, int | float) else None,
    }


def _position(where: Mapping[str, Any]) -> tuple[float | None, float | None]:
    found = (where.get("latitude"), where.get("longitude"))
    if not all(isinstance(one, int | float) for one in found):
        return None, None
    return float(found[0]), float(found[1])  # type: ignore[arg-type]


def _moment(said: Any) -> datetime | None:
    try:
        found = parse_datetime(str(said)) if said else None
    except ValueError:
        return None
    return found if found is not None and found.tzinfo is not None else None


def _second(said: Submission) -> Mandate | None:
    """Return the second investigator the worker named: of the home's place, or of the worker's own."""
    number = str(said.said.get("_second") or "")
    if not number.isdigit():
        return None
    rows = Mandate.objects.in_force(accounts.day_of(said.at)).filter(pk=number)
    found = rows.select_related("user", "division").first()
    if found is None or not (
        accounts.covers(found, said.division.code) or accounts.covers(said.by, found.division_id)
    ):
        raise VisitRefused("另一名调查人员不在岗或不负责这个地方，请重新选择")
    return found


def _facts(said: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield what members earn; VisitRefused names a figure that cannot be read."""
    items = {item.key: item for item in MEMBER.items}
    for name, value in said.items():
        person, _dot, key = name.removeprefix("@").partition(".")
        if not name.startswith("@") or key not in items or not person.isdigit():
            continue
        try:
            amount = items[key].cleaned(value)
        except ValueError as wrong:
            raise VisitRefused(str(wrong)) from wrong
        if amount is not None:
            yield {"column": key, "value": amount, "person": int(person)}


RECORD = "visits.record"
declare_kind(Kind("visit", "走访", _visit_form, receive_visit, RECORD))
declare_kind(Kind("survey", "入户调查", lambda _key: SURVEY, receive_survey, RECORD))
declare_kind(Kind("check", "安全检查", lambda _key: CHECK, receive_check, RECORD))
declare_kind(
    Kind("need", "上报线索", lambda _key: NEED, receive_need, RECORD, (ValueError, LeadError))
)
