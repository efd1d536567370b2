"""The stranger: the clerk of the next township sees nothing of this one, at no address there is."""

import io
import zipfile
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import get_resolver, reverse
from django.urls.resolvers import URLPattern, URLResolver
from playwright.sync_api import expect

from minzheng.kernel.accounts.models import User
from minzheng.kernel.cases.models import Case
from minzheng.kernel.people.models import Household, Person
from minzheng.site.access import is_public

from .seat import DIBAO_ASKED, SEAT, rows_of_the_seat

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
    "reported_value", "reported_value_act", "petition", "petition_act", "petition_who", "petition_duty", "petition_duty_act",
    "rating_call", "rating_called", "rating_answered", "rating_code",
    "appointment", "appointment_arrive", "appointment_cancel", "drive", "code_sheet", "contact_card",
    "delegation", "delegation_act", "declared", "declared_act", "article", "article_act", "online_account", "online_account_act",
    "visit_duty", "visit_late_village", "visit_planned", "suspicious_visit", "suspicious_visit_act", "service_worker",
    "device", "device_act", "field_conflict", "field_conflict_act", "service_worker_act", "care_charge", "care_charge_act", "work_task", "work_task_act", "assistant", "assistant_act",
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
    "policy", "policy_validity", "policy_text", "manual_policy", "policy_card", "service_matter", "roster", "insurance", "warning_rule",
    "money_sample", "money_sample_close", "money_item", "money_finding", "money_finding_act", "money_release",
    "money_release_act",
    "book_posting", "book_posting_act", "book_transfer", "book_transfer_act",
    "link_proposal", "link_decide",
    "relief_round", "relief_round_act", "campaign", "campaign_fill", "campaign_close", "campaign_report",
    "special_campaign", "special_campaign_act", "special_campaign_template",
    "measure", "measure_act", "norm", "norm_act", "pilot", "pilot_act", "survey", "survey_act",
    "indicator_report", "indicator_release", "indicator_release_act", "api_key", "api_key_revoke",
}  # fmt: skip


def patterns(found: list[Any]) -> Iterator[URLPattern]:
    """Yield every address of the house."""
    for one in found:
        if isinstance(one, URLResolver):
            yield from patterns(one.url_patterns)
        else:
            yield one


def office() -> list[URLPattern]:
    """Return every address of the office that asks for a mandate; the other faces keep their own strangers out."""
    found = patterns(get_resolver("minzheng.site.office.urls").url_patterns)
    return [one for one in found if not is_public(one.callback)]


@pytest.fixture
def rows(county) -> dict[str, Any]:
    """Return one row of the seat of every kind, by what an address calls it."""
    return rows_of_the_seat()


def arguments(name: str, pattern: URLPattern, rows: dict[str, Any]) -> dict[str, Any]:
    """Return the arguments of an address, pointing at rows of the seat."""
    kinds = {
        "home_take": "case", "rating_code": "case", "intake_form": "household", "visit_new": "household", "line": "delivery",
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
        "visit_duty": "duty", "visit_late_village": "late_village", "visit_planned": "household",
        "suspicious_visit": "doubted", "suspicious_visit_act": "doubted", "service_worker": "worker",
        "service_worker_act": "worker", "care_charge": "charge", "care_charge_act": "charge", "work_task": "work",
        "work_task_act": "work", "petition_duty": "asked_duty",
        "field_conflict": "conflict", "field_conflict_act": "conflict", "petition_duty_act": "asked_duty",
    }  # fmt: skip
    kind = kinds.get(name) or name.split("_", maxsplit=1)[0]
    values: dict[str, Any] = {
        "step": "accept", "query": 1, "objection": 1, "number": rows["line"], "line": rows["line"],
        "month": "2026-10", "policy": "assistance.dibao", "key": "hr.wages", "cause": "new", "act": "submit",
        "kind": "accepted", "paper": rows["document"].pk, "mandate": rows["user"].mandates.first().pk,
        "table": "elders", "unit": rows["household"].pk, "file": getattr(rows["file"], "pk", 1), "sequence": rows["entry"].sequence,
        "keep": rows["person"].pk, "drop": rows["person"].pk, "facility": rows["facility"].pk,
        "rule": "elderly.difficulty", "section": "advice", "figure": rows["report_figure"], "other": 1, "reader": 1,
        "code": rows["case"].division_id,
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
    if name == "service_matter":
        values["key"] = DIBAO_ASKED
    if name in {"manual_policy", "policy_card"}:
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
