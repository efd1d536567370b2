"""The stranger: the clerk of the next township sees nothing of this one, at no address there is."""

import io
import zipfile
from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.urls import get_resolver, reverse
from django.urls.resolvers import URLPattern, URLResolver
from playwright.sync_api import expect

from minzheng.core import months
from minzheng.domains.assistance.services import (
    care,
    orders,
    plans,
    reserve,
    resources,
    rounds,
    tolerance,
)
from minzheng.domains.planning.models import Inspection, Plan
from minzheng.domains.planning.services import (
    amendments,
    honours,
    inspections,
    measures,
    meetings,
    projects,
    rectification,
    reports,
    surveys,
)
from minzheng.domains.planning.services import campaigns as drives
from minzheng.domains.planning.services import plans as planning
from minzheng.domains.planning.services import standards as norms
from minzheng.domains.planning.services import tasks as work
from minzheng.kernel.accounts.models import Mandate, User
from minzheng.kernel.audit.models import Entry
from minzheng.kernel.benefits.models import Entitlement
from minzheng.kernel.bodies import services as bodies
from minzheng.kernel.campaigns import services as discovery
from minzheng.kernel.cases import services as cases
from minzheng.kernel.cases.models import Case, PublicNotice, Task
from minzheng.kernel.credit import services as credit
from minzheng.kernel.determinations import services as law
from minzheng.kernel.determinations.models import ParameterValue, StandardChange
from minzheng.kernel.documents.models import Document
from minzheng.kernel.documents.services import archives
from minzheng.kernel.exchange.models import Delivery
from minzheng.kernel.indicators import services as indicators
from minzheng.kernel.indicators.models import Observation
from minzheng.kernel.monitoring.models import Finding, Lead
from minzheng.kernel.payments.models import BankFile, PaymentLine, PaymentRun, Recovery
from minzheng.kernel.people.models import Household, Person
from minzheng.kernel.verification import services as verification
from minzheng.kernel.verification.models import Verification
from minzheng.kernel.visits.models import Visit
from minzheng.site.access import is_public

SEAT = "会师镇"
SHUT = {403, 404}
# The law is public: everybody who signed in reads the manual and asks the guide.
OPEN_TO_ALL_STAFF = {"home", "sign_out", "switch_mandate", "navigator", "manual", "manual_policy", "consult"}  # fmt: skip
# Pages about one row of the seat: shut for the stranger, whatever he sends.
OURS = {
    "plan_import", "plan_import_make", "plan_import_attach", "plan_import_report", "plan_import_act", "proposal_act",
    "score_sheet", "score_sheet_act", "statistics_return", "statistics_return_act", "statistics_return_book",
    "statistics_return_compare", "scheme_new", "form_approval_act",
    "verification", "partner_query", "partner_query_again", "case_progress", "case_reuse", "case_area",
    "area_request", "area_request_act",
    "certificate", "certificate_revoke", "person_certificates",
    "person", "person_benefits", "person_act", "person_findings", "person_reveal", "household", "household_reveal", "household_change", "intake_form",
    "visit_new", "case", "case_take", "case_sign", "case_check", "case_ask", "case_answer",
    "case_doubt", "case_settle", "case_paper", "case_complain", "case_object", "home_take",
    "document", "visit", "notice", "notice_check", "lead", "lead_take", "lead_measure",
    "lead_case", "lead_step", "line", "finding", "archive", "archive_transfer", "archive_appraise",
    "archive_destroy", "archive_paper", "delivery", "delivery_line", "delivery_rows",
    "rejects_workbook", "settle_reject", "user", "user_unlock", "user_reset", "user_password",
    "mandate_grant", "mandate_revoke", "audit_entry", "referral", "referral_receive",
    "referral_answer", "referral_tell", "referral_new", "recheck",
    "scenario", "scenario_units", "scenario_unit", "scenario_run", "scenario_withdraw", "scenario_draft",
    "scenario_compare", "scenario_book", "relief_fund", "relief_fund_act", "care", "care_act", "admission", "admission_act",
    "report", "report_answer", "report_errand", "errand", "campaign_line", "campaign_case", "follow_up", "person_life",
    "support_new", "case_plan", "case_plan_act", "plan_item", "plan_item_act",
    "household_help", "household_help_act", "help_resource", "help_resource_act", "help_order", "help_order_act",
    "credit_record", "credit_record_act", "case_credit_check", "error_report", "error_report_act", "referral_remind",
    "match", "match_decide", "merge", "merge_undo", "recovery", "recovery_act",
    "person_money", "person_money_paper", "household_money", "household_money_paper", "money_line",
    "purchase", "purchase_act", "settlement", "settlement_act", "appraisal", "appraisal_act", "appraisal_new",
    "subsidy_rule", "subsidy_rule_act", "subsidy_rule_new", "project", "project_act", "goods_one",
    "rectification", "rectification_act", "checked_thing", "checked_thing_act", "inspection", "inspection_act",
    "mechanism", "mechanism_act", "meeting", "meeting_act", "dispatch_press",
    "evaluation_report", "evaluation_report_paper", "evaluation_report_write", "evaluation_report_versions",
    "evaluation_report_figure", "evaluation_report_compare", "evaluation_reader_act", "evaluation_report_act",
    "planning_task", "planning_task_act", "planning_project", "planning_project_act",
    "facility", "facility_act", "norm_check", "honour", "honour_act", "survey_unit", "survey_contact",
    "reported_value", "reported_value_act",
}  # fmt: skip
# Pages about the county as a whole: what a township clerk may see there never shows the seat's people.
COUNTYS = {
    "plan", "plan_ledger", "plan_tasks", "plan_projects", "plan_years", "plan_alignment", "plan_amendments", "plan_chapters",
    "plan_facts", "plan_act", "plan_amendment", "plan_amendment_act", "planning_target", "planning_target_act",
    "scheme", "scheme_act", "form_approval",
    "sharing_set", "sharing_partner", "sharing_register", "sharing_import", "sharing_entry_new", "sharing_entry",
    "sharing_entry_save", "sharing_entry_move", "sharing_entry_withdraw", "sharing_entry_match", "subscription",
    "subscription_decide", "subscription_withdraw", "subscription_push", "subscription_pull", "batch", "batch_send",
    "batch_receipts", "batch_file",
    "cycle_progress", "cycle_start", "answers", "known", "known_persons", "figure", "run",
    "run_cause", "run_elsewhere", "run_again", "run_exceptions", "run_back", "bank_file",
    "bank_companion", "bank_answer", "bank_return", "run_act", "data_set", "parameter", "parameter_release", "parameter_withdraw",
    "standard", "standard_plan", "standard_people", "standard_release", "standard_withdraw",
    "policy", "policy_validity", "policy_text", "manual_policy", "roster", "insurance", "warning_rule",
    "money_sample", "money_sample_close", "money_item", "money_finding", "money_finding_act", "money_release",
    "money_release_act",
    "book_posting", "book_posting_act", "book_transfer", "book_transfer_act",
    "link_proposal", "link_decide",
    "relief_round", "relief_round_act", "campaign", "campaign_fill", "campaign_close", "campaign_report",
    "special_campaign", "special_campaign_act", "special_campaign_template",
    "measure", "measure_act", "norm", "norm_act", "pilot", "pilot_act", "survey", "survey_act",
    "indicator_report", "indicator_release", "indicator_release_act",
}  # fmt: skip


def patterns(found: list[Any]) -> Iterator[URLPattern]:
    """Yield every address of the house."""
    for one in found:
        if isinstance(one, URLResolver):
            yield from patterns(one.url_patterns)
        else:
            yield one


def office() -> list[URLPattern]:
    """Return every address that asks for a mandate."""
    found = patterns(get_resolver().url_patterns)
    return [one for one in found if not is_public(one.callback)]


def relief_of(case: Case, *, lin: Mandate, chen: Mandate) -> dict[str, Any]:
    """Return a reserve fund, a measure, a wish for a home and a round that concern the seat."""
    at, on = case.opened_at, case.opened_at.date()
    plan = plans.assess_needs(case, needs=["care"], note="独居", by=lin, at=at)
    return {
        "fund": reserve.open_fund(lin.division, by=chen, at=at),
        "item": plans.add_item(
            plan, form="service", need="care", what="助浴", who="社工站", due_on=on, by=lin, at=at
        ),
        "admission": care.choose_mode(case.household.head, "centralised", chosen_by="本人", by=lin, at=at),
        "round": rounds.open_round(
            title="受灾救助", kind="disaster", division=chen.division, document="县发〔2026〕1号", per_head=100,
            month="2026-11", by=chen, at=at,
        ),
    }  # fmt: skip


@pytest.fixture
def rows(county) -> dict[str, Any]:
    """Return one row of the seat of every kind, by what an address calls it."""
    here = {"division__parent__name": SEAT}
    case = Case.objects.filter(**here, state="accepted").first()
    paper = Document.objects.filter(subject_key="cases.case", **here).first()
    closed = Case.objects.filter(**here, closed_at__isnull=False).first()
    lin = Mandate.objects.get(user__username="lin")
    chen = Mandate.objects.get(user__username="chen")
    archive = archives.file_case(
        closed, category="社会救助", title="低保申请", division=closed.division_id,
        formed_on=closed.closed_at.date(), by=chen, at=closed.closed_at,
    )  # fmt: skip
    run = PaymentRun.objects.order_by("pk").first()
    report = Verification.objects.filter(**here).first()
    finding = Finding.objects.filter(lead__isnull=False, **here).exclude(evidence=[]).first()
    return {
        **relief_of(case, lin=lin, chen=chen),
        **helped(case, lin=lin, chen=chen),
        **discovered(case, lin=lin, chen=chen),
        **registered(case, lin=lin, chen=chen),
        **evaluated(chen, case.opened_at),
        **figured(case, lin=lin, chen=chen),
        **planned(case, chen=chen),
        **tracked(case, chen=chen),
        "case": case,
        "household": case.household,
        "payment_line": PaymentLine.objects.filter(**here).first(),
        "person": case.household.head,
        "document": paper,
        "recovery": claimed(chen, case.opened_at),
        "visit": Visit.objects.filter(**here).first(),
        "notice": PublicNotice.objects.filter(**here).first(),
        "lead": Lead.objects.filter(state="open", **here).first(),
        "finding": finding,
        "archive": archive,
        "delivery": Delivery.objects.get(pk=finding.evidence[0]["delivery"]),
        "line": finding.evidence[0]["line"],
        "run": run,
        "file": BankFile.objects.filter(run=run).first(),
        "user": User.objects.get(username="lin"),
        "parameter": ParameterValue.objects.first(),
        "standard": drafted(chen, case.opened_at),
        "verification": report,
        "query": report.partner_queries.first(),
        "area": verification.receive_request(
            area_code="610000",
            area_name="外县民政局",
            reference="协查1号",
            name=case.household.head.name,
            id_number=case.household.head.id_number,
            purpose="低保",
            signed_on=date(2026, 11, 1),
            letter_valid_to=date(2027, 1, 1),
            letter=paper,
            division=case.division,
            by=lin,
            at=case.opened_at,
        ),
        "referral": cases.refer(
            case.household,
            matter="医疗救助",
            department="县医保局",
            text="住院",
            by=lin,
            at=case.opened_at,
        ),
        "task": Task.objects.filter(done_at=None, role="clerk", division=lin.division).first(),
        "entry": Entry.objects.filter(division_code=case.division_id).first(),
    }


def helped(case: Case, *, lin: Mandate, chen: Mandate) -> dict[str, Any]:
    """Return a resource, an order, a credit record and an error report that concern the seat."""
    at, on, lins = case.opened_at, case.opened_at.date(), {"by": lin, "at": case.opened_at}
    errors = {"happened_on": on, "found_on": on, "corrected_on": on, "correction": "已改正"}
    return {
        "resource": resources.add_resource(
            name="轮椅", giver="charity", provider="某基金会", form="goods", need="care", unit="辆", total=2,
            valid_from=on, **lins,
        ),
        "help_order": orders.raise_order(
            case.household, need="care", form="goods", text="轮椅一辆", quantity=1, source="visit", **lins
        ),
        "credit": credit.enter_record(
            field="assistance", kind="penalty", person=case.household.head, fact="瞒报收入", paper="会民罚1号",
            valid_from=on, months_long=12, by=chen, at=at,
        ),
        "error": tolerance.report_error(case=case, what="漏填一项", cause="疏忽", **errors, **lins),
    }  # fmt: skip


def discovered(case: Case, *, lin: Mandate, chen: Mandate) -> dict[str, Any]:
    """Return a report with an errand, a screening with a line, and a follow-up that concern the seat."""
    at, on = case.opened_at, case.opened_at.date()
    report = discovery.report_need(
        division=case.division, household=case.household, text="独居无人照料", by=lin, at=at
    )
    campaign = discovery.plan_campaign(
        title="冬季摸排", basis="县民发〔2026〕12号", division=chen.division, target="campaigns.households",
        starts_on=on, ends_on=on, by=chen, at=at,
    )  # fmt: skip
    discovery.fill_lists(campaign, by=chen, at=at)
    event = discovery.record_life_event(
        case.household.head, kind="grade_changed", happened_on=on, by=lin, at=at
    )
    return {
        "report": report,
        "errand": discovery.send_errand(report, lin, "请上门看看", by=chen, at=at),
        "campaign": campaign,
        "line_of": campaign.lines.get(household=case.household),
        "follow_up": event.follow_ups.first(),
    }


def registered(case: Case, *, lin: Mandate, chen: Mandate) -> dict[str, Any]:
    """Return a facility, an honour and a drawn unit of the seat, and what the county keeps beside them."""
    on, lins, chens = case.opened_at.date(), {"by": lin, "at": case.opened_at}, {"by": chen, "at": case.opened_at}  # fmt: skip
    honour = honours.enter_honour(
        lin.division, kind="unit", holder="民政办", title="先进集体", level="county", giver="县政府", document_number="会政发1号",
        given_on=on, evidence=ContentFile(b"%PDF-1.7\n%%EOF", "证书.pdf"), **lins,
    )  # fmt: skip
    survey = surveys.design_survey(
        title="满意度调查",
        purpose="评估",
        population="elders",
        size=60,
        seed=1,
        starts_on=on,
        ends_on=on,
        **chens,
    )
    surveys.add_question(survey, kind="words", text="意见", **chens)
    surveys.draw_sample(survey, **chens)
    return {
        "facility": bodies.register_facility(
            lin.division, name="会师敬老院", kind="elderly_home", level="town", ownership="public", state="open",
            since=on, **lins,
        ),
        "honour": honour,
        "norm": norms.list_norm(
            number="GB 38600-2019", title="服务安全基本规范", kind="mandatory", valid_from=on,
            facility_types=["elderly_home"], items=["消防"], **chens,
        ),
        "pilot": norms.start_pilot(
            title="标准化试点", level="county", unit="敬老院", document_number="文1", starts_on=on, ends_on=on, norms=[], **chens
        ),
        "measure": measures.plan_measure(None, title="办法", due_on=on, ordered_by="文2", **chens),
        "survey": survey,
        "survey_unit": survey.units.filter(division__parent=lin.division).first(),
    }  # fmt: skip


def tracked(case: Case, *, chen: Mandate) -> dict[str, Any]:
    """Return an item of the seat's ledger, a campaign with a thing to check there, an inspection, a meeting."""
    on, chens = case.opened_at.date(), {"by": chen, "at": case.opened_at}
    town = case.division.parent
    assert town is not None
    item = rectification.register(
        town.code,
        source="audit",
        paper="审计报告",
        issue="会师镇公示不足",
        unit=town.name,
        due_on=on,
        **chens,
    )
    drive = drives.start(
        chen.division_id, title="整治", scope="公墓", basis="文3", starts_on=on, ends_on=on, **chens
    )
    drives.list_things(drive, [drives.Listed("会师镇墓地", town.code)], **chens)
    quarter = months.period_of(on, months.QUARTER)
    inspections.plan_quarter(chen.division_id, quarter, **chens)
    meeting = meetings.hold_meeting(
        chen.division_id, kind="weekly", convener="bureau", title="周例会", held_on=on, place="局", chair="刘", **chens
    )  # fmt: skip
    return {
        "rectification": item,
        "special": drive,
        "checked": drive.objects_listed.get(),
        "inspection": Inspection.objects.get(division=town, quarter=quarter),
        "meeting": meeting,
        "mechanism": meetings.found_mechanism(
            chen.division_id, title="机制", kind="coordination", basis="文4", duty="协调", since=on, **chens
        ),
        "dispatch": meetings.assign(meeting, title="交办", unit="科", due_on=on, **chens),
    }  # fmt: skip


def figured(case: Case, *, lin: Mandate, chen: Mandate) -> dict[str, Any]:
    """Return a figure the seat reported and what the county is about to publish."""
    at = case.opened_at
    indicators.define(
        "own.lamps", "路灯数", unit="盏", definition="年末路灯数。", basis="规划", by=chen, at=at
    )
    month = Observation.objects.filter(division=chen.division_id, is_suppressed=False).first()
    assert month is not None
    return {
        "reported": indicators.report("own.lamps", lin.division_id, "2025", value=12, source="会师镇年报", by=lin, at=at),
        "indicator_release": indicators.release_draft(
            chen.division_id, month.period, indicators=[month.indicator], by=chen, at=at
        ),
    }  # fmt: skip


def planned(case: Case, *, chen: Mandate) -> dict[str, Any]:
    """Return the county's plan with a target and a change, and a task and a project of the seat."""
    chens = {"by": chen, "at": case.opened_at}
    town = case.division.parent
    assert town is not None
    plan = Plan.objects.filter(division=chen.division_id).first()
    assert plan is not None
    return {
        "plan": plan,
        "target": plan.targets.first(),
        "amendment": amendments.amend(plan, {"title": "调整后的规划"}, reason="更名", **chens),
        "seat_task": work.assign("会师镇的任务", division=town.code, unit=town.name, **chens),
        "seat_project": projects.enter_project("会师镇敬老院", division=town.code, **chens),
    }


def promised(by: Mandate, at: Any) -> Plan:
    """Return a plan of the county with one target."""
    content = {
        "schema": "minzheng.plan/1", "id": "promised", "source": "试",
        "document": {"title_zh": "民政事业规划", "type": "five_year_plan"},
        "period": {"from": date(2026, 1, 1), "to": date(2030, 12, 31)},
        "area": {"name_zh": "会宁县", "code": by.division_id},
        "indicators": [
            {"seq": 1, "key": "promised_beds", "name_zh": "护理型床位占比", "unit": "percent", "comparator": ">=",
             "target": 73, "kind": "约束性", "due": date(2030, 12, 31)}
        ],
    }  # fmt: skip
    return planning.enter(content, division=by.division_id, by=by, at=at)


def evaluated(by: Mandate, at: Any) -> dict[str, Any]:
    """Return an evaluation report of the county with a figure of it."""
    plan = promised(by, at)
    report = reports.draft(plan, "midterm", on=at.date(), by=by, at=at)
    return {"evaluation": report, "report_figure": report.figures.first().pk}


def claimed(by: Mandate, at: Any) -> Recovery:
    """Return an overpayment of a family of the seat."""
    held = Entitlement.objects.filter(division__parent__name=SEAT).first()
    return Recovery.objects.create(
        origin="hand", benefit=held.benefit, holder=held.holder, household=held.household, debtor=held.payee,
        division=held.division, since=held.valid_from, amount=held.amount, reason="试", found_at=at, found_by=by,
    )  # fmt: skip


def drafted(by: Mandate, at: Any) -> StandardChange:
    """Return a draft that would raise what the seat's families receive."""
    row = law.NewValue("assistance.dibao", "standard", "620422", date(2026, 9, 1), "430", "rural")
    return law.propose_change("提标", "会政发〔2026〕9号", "通知", [row], by=by, at=at)


def arguments(name: str, pattern: URLPattern, rows: dict[str, Any]) -> dict[str, Any]:
    """Return the arguments of an address, pointing at rows of the seat."""
    kinds = {
        "home_take": "case", "intake_form": "household", "visit_new": "household", "line": "delivery",
        "rejects_workbook": "delivery", "settle_reject": "delivery", "bank_file": "run",
        "bank_return": "run", "bank_companion": "run", "bank_answer": "run", "mandate_grant": "user", "mandate_revoke": "user",
        "relief_fund": "fund", "relief_fund_act": "fund", "care": "person", "care_act": "person", "plan_item": "item",
        "plan_item_act": "item", "support_new": "household", "relief_round": "round", "relief_round_act": "round",
        "partner_query": "query", "partner_query_again": "query", "area_request": "area", "area_request_act": "area",
        "referral_new": "household", "recheck": "task", "campaign_line": "line_of", "campaign_case": "line_of",
        "follow_up": "follow_up", "person_life": "person", "help_resource": "resource", "help_resource_act": "resource",
        "help_order": "help_order", "help_order_act": "help_order", "money_line": "payment_line",
        "survey_unit": "survey_unit", "survey_contact": "survey_unit",
        "planning_task": "seat_task", "planning_task_act": "seat_task", "planning_project": "seat_project",
        "planning_project_act": "seat_project", "planning_target": "target", "planning_target_act": "target",
        "plan_amendment": "amendment", "plan_amendment_act": "amendment",
        "indicator_release": "indicator_release", "indicator_release_act": "indicator_release",
    }  # fmt: skip
    kind = kinds.get(name) or name.split("_", maxsplit=1)[0]
    values: dict[str, Any] = {
        "step": "accept", "query": 1, "objection": 1, "number": rows["line"], "line": rows["line"],
        "month": "2026-10", "policy": "assistance.dibao", "key": "hr.wages", "cause": "new", "act": "submit",
        "kind": "accepted", "paper": rows["document"].pk, "mandate": rows["user"].mandates.first().pk,
        "table": "elders", "unit": rows["household"].pk, "file": getattr(rows["file"], "pk", 1), "sequence": rows["entry"].sequence,
        "keep": rows["person"].pk, "drop": rows["person"].pk, "facility": rows["facility"].pk,
        "section": "advice", "figure": rows["report_figure"], "other": 1, "reader": 1,
    }  # fmt: skip
    if name.startswith("sharing_"):
        values |= {"key": "hr" if name == "sharing_partner" else "places.names", "other": 1}
    if name == "figure":
        values["key"] = "assistance.dibao.households"
    if name == "warning_rule":
        values["key"] = "missed"
    if name == "person_act":
        values["act"] = "life"
    if name in {"roster", "insurance"}:
        values["key"] = "elderly.accident"
    if name == "manual_policy":
        values["key"] = "assistance.dibao"
    asked = pattern.pattern.converters
    if "pk" in asked:
        values["pk"] = getattr(rows.get(kind), "pk", 1)
    return {key: values[key] for key in asked}


def secrets() -> set[str]:
    """Return what only the seat's own staff may read: numbers of its households and cases, its people's names."""
    homes = Household.objects.filter(division__parent__name=SEAT)
    here = Person.objects.filter(memberships__household__in=homes).values_list("name", flat=True)
    names = Counter(Person.objects.values_list("name", flat=True))
    staff = set(User.objects.values_list("display_name", flat=True))
    unique = {name for name in here if names[name] == 1 and len(name) > 2} - staff
    cases = Case.objects.filter(household__in=homes).values_list("number", flat=True)
    return unique | set(homes.values_list("number", flat=True)) | set(cases)


def words(answer: Any) -> str:
    """Return everything an answer says: a page, or each sheet of a workbook."""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if content[:2] != b"PK":
        return content.decode("utf-8", "replace")
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return "".join(book.read(n).decode("utf-8") for n in book.namelist() if n.endswith(".xml"))


def told(answer: Any, hidden: set[str]) -> set[str]:
    """Return which secrets an answer tells."""
    text = words(answer)
    return {secret for secret in hidden if secret in text}


def test_every_page_asks_for_a_capability():
    """Deny by default: an address nobody thought about is shut."""
    bare = {one.name for one in office() if not getattr(one.callback, "needs", None)}
    assert bare == OPEN_TO_ALL_STAFF


def test_every_address_with_an_argument_is_listed_here():
    named = {one.name for one in office() if one.pattern.converters}
    assert named == OURS | COUNTYS


@pytest.mark.requirement("KC-28")
@pytest.mark.slow
def test_stranger_opens_no_row_of_the_seat(rows, desk):
    zhao, hidden = desk("zhao"), secrets()
    wrong = []
    for one in office():
        if one.name not in OURS:
            continue
        url = reverse(f"office:{one.name}", kwargs=arguments(one.name, one, rows))
        answers = [zhao.get(url), zhao.post(url, {"reason": "看看", "field": "phone"})]
        if not {a.status_code for a in answers} & SHUT or any(a.status_code < 400 for a in answers):
            wrong.append((url, [a.status_code for a in answers]))
        wrong += [(url, said) for a in answers if (said := told(a, hidden))]
    assert wrong == []


@pytest.mark.slow
def test_no_list_no_export_and_no_county_page_tells_the_stranger_of_the_seat(rows, desk):
    zhao, hidden = desk("zhao"), secrets()
    assert len(hidden) > 50
    leaks = {}
    for one in office():
        if one.name in OURS or one.name == "sign_out":
            continue
        url = reverse(f"office:{one.name}", kwargs=arguments(one.name, one, rows))
        for address in (url, f"{url}?export=xlsx", f"{url}?q=张"):
            answer = zhao.get(address)
            assert answer.status_code in {200, 302, 303, 403, 404, 405}, address
            if said := told(answer, hidden):
                leaks[address] = sorted(said)[:3]
    assert leaks == {}


def test_the_seats_own_clerk_opens_what_the_stranger_may_not(rows, desk):
    lin = desk("lin")
    for name in ("person", "household", "case", "lead", "visit", "notice", "document", "finding"):
        one = next(p for p in office() if p.name == name)
        url = reverse(f"office:{name}", kwargs=arguments(name, one, rows))
        assert lin.get(url).status_code == 200, url


@pytest.mark.browser
@pytest.mark.slow
def test_stranger_in_the_browser_reads_only_that_there_is_nothing(window, address):
    case = Case.objects.filter(division__parent__name=SEAT).first()
    zhao = window("zhao")
    zhao.goto(f"{address}/cases/{case.pk}/")
    expect(zhao.locator("body")).not_to_contain_text(case.number)
    zhao.goto(f"{address}/search/?q={case.household.head.name}")
    expect(zhao.locator("#main")).to_contain_text("辖区内没有找到")
    zhao.goto(f"{address}/cases/")
    expect(zhao.locator("#main")).not_to_contain_text(case.household.head.name)
