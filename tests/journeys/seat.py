"""One row of every kind that belongs to the seat, made or found for the stranger who must not see it."""

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

from django.core.files.base import ContentFile
from django.utils.timezone import localtime

from minzheng.core import months
from minzheng.core.resident_id import make
from minzheng.core.working_days import calendar
from minzheng.domains.assistance.services import (
    care,
    orders,
    plans,
    reserve,
    resources,
    rounds,
    tolerance,
)
from minzheng.domains.petitions import services as petitions
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
from minzheng.domains.publicity import services as publicity
from minzheng.kernel.accounts.models import Mandate, User
from minzheng.kernel.audit.models import Entry
from minzheng.kernel.benefits.models import Entitlement
from minzheng.kernel.bodies import services as bodies
from minzheng.kernel.campaigns import services as discovery
from minzheng.kernel.cases import services as cases
from minzheng.kernel.cases.models import Case, PublicNotice, Task
from minzheng.kernel.citizens import services as citizens
from minzheng.kernel.citizens.models import Citizen, Delegation
from minzheng.kernel.citizens.tests.signing import citizen_of
from minzheng.kernel.credit import services as credit
from minzheng.kernel.determinations import services as law
from minzheng.kernel.determinations.models import ParameterValue, StandardChange
from minzheng.kernel.documents.models import Document
from minzheng.kernel.documents.services import archives
from minzheng.kernel.exchange.models import Delivery
from minzheng.kernel.indicators import services as indicators
from minzheng.kernel.indicators.models import Observation
from minzheng.kernel.monitoring.models import Finding, Lead
from minzheng.kernel.offline.tests.apart import written
from minzheng.kernel.payments.models import BankFile, PaymentLine, PaymentRun, Recovery
from minzheng.kernel.people.models import Person
from minzheng.kernel.verification import services as verification
from minzheng.kernel.verification.models import Verification
from minzheng.kernel.visits import services as visits
from minzheng.kernel.visits.models import Visit, VisitDuty
from minzheng.site import declaring

SEAT = "会师镇"
HERE = {"division__parent__name": SEAT}
DIBAO_ASKED = "assistance.dibao.application"


def rows_of_the_seat() -> dict[str, Any]:
    """Return one row of the seat of every kind, by what an address calls it."""
    case = Case.objects.filter(**HERE, state="accepted").first()
    lin = Mandate.objects.get(user__username="lin")
    chen = Mandate.objects.get(user__username="chen")
    return {
        **made(case, lin=lin, chen=chen),
        **sent(case, lin=lin),
        **filed(chen),
        **found(case),
        "case": case,
        "household": case.household,
        "person": case.household.head,
        "task": Task.objects.filter(done_at=None, role="clerk", division=lin.division).first(),
    }


def made(case: Case, *, lin: Mandate, chen: Mandate) -> dict[str, Any]:
    """Return what the rooms make of a case of the seat."""
    over = Case.objects.filter(**HERE, workflow=DIBAO_ASKED, closed_at__isnull=False).first()
    return {
        **relief_of(case, lin=lin, chen=chen),
        **helped(case, lin=lin, chen=chen),
        **discovered(case, lin=lin, chen=chen),
        **registered(case, lin=lin, chen=chen),
        **evaluated(chen, case.opened_at),
        **figured(case, lin=lin, chen=chen),
        **spoken(case, lin=lin),
        **served(case, lin=lin),
        **apart(case, lin=lin),
        **told_the_public(case, lin=lin),
        **planned(case, chen=chen),
        **tracked(case, chen=chen),
        **rated(over, lin=lin),
        "delegation": entrusted(case),
        "declared": named(case),
        "recovery": claimed(chen, case.opened_at),
        "standard": drafted(chen, case.opened_at),
    }


def found(case: Case) -> dict[str, Any]:
    """Return what the county raised for the seat."""
    finding = Finding.objects.filter(lead__isnull=False, **HERE).exclude(evidence=[]).first()
    run = PaymentRun.objects.order_by("pk").first()
    report = Verification.objects.filter(**HERE).first()
    return {
        "payment_line": PaymentLine.objects.filter(**HERE).first(),
        "document": Document.objects.filter(subject_key="cases.case", **HERE).first(),
        "visit": Visit.objects.filter(**HERE).first(),
        "notice": PublicNotice.objects.filter(**HERE).first(),
        "lead": Lead.objects.filter(state="open", **HERE).first(),
        "finding": finding,
        "delivery": Delivery.objects.get(pk=finding.evidence[0]["delivery"]),
        "line": finding.evidence[0]["line"],
        "run": run,
        "file": BankFile.objects.filter(run=run).first(),
        "user": User.objects.get(username="lin"),
        "parameter": ParameterValue.objects.first(),
        "verification": report,
        "query": report.partner_queries.first(),
        "entry": Entry.objects.filter(division_code=case.division_id).first(),
    }


def filed(chen: Mandate) -> dict[str, Any]:
    """Return the archive of a case of the seat that is over."""
    closed = Case.objects.filter(**HERE, closed_at__isnull=False).first()
    archive = archives.file_case(
        closed, category="社会救助", title="低保申请", division=closed.division_id,
        formed_on=closed.closed_at.date(), by=chen, at=closed.closed_at,
    )  # fmt: skip
    return {"archive": archive}


def sent(case: Case, *, lin: Mandate) -> dict[str, Any]:
    """Return what another county asks the seat, and what the seat asks another office."""
    letter = Document.objects.filter(subject_key="cases.case", **HERE).first()
    head, lins = case.household.head, {"by": lin, "at": case.opened_at}
    return {
        "area": verification.receive_request(
            area_code="610000", area_name="外县民政局", reference="协查1号", name=head.name,
            id_number=head.id_number, purpose="低保", signed_on=date(2026, 11, 1), letter_valid_to=date(2027, 1, 1),
            letter=letter, division=case.division, **lins,
        ),
        "referral": cases.refer(
            case.household, matter="医疗救助", department="县医保局", text="住院", **lins
        ),
    }  # fmt: skip


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


def entrusted(case: Case) -> Delegation:
    """Return a letter about the head of a family of the seat, handed in by somebody from elsewhere."""
    elsewhere = Person.objects.exclude(division__parent=case.division.parent)
    agent = elsewhere.filter(birth_on__lt=date(2000, 1, 1), died_on=None, id_status="valid").first()
    head = case.household.head
    return citizens.ask_delegation(
        citizen_of(agent, at=case.opened_at), name=head.name, id_number=head.id_number, kind="kin",
        letter=ContentFile(b"%PDF-1.4\n%%EOF", "letter.pdf"), at=case.opened_at,
    )  # fmt: skip


def named(case: Case) -> Task:
    """Return the task to compare somebody of the seat whom a newcomer to it named as his family."""
    home = declaring.declare_family(
        newcomer(case), [declaring.Declared(case.household.head.name, case.household.head.id_number, "parent")],
        division=case.division, address="三组7号", at=case.opened_at,
    )  # fmt: skip
    return declaring.waiting(home).get()


def newcomer(case: Case) -> Citizen:
    """Return a citizen whom no register knows."""
    return citizens.recognise(
        issuer="https://identity.test", subject="newcomer", name="新来人",
        id_number=make("629901", date(1985, 5, 5), 77), at=case.opened_at,
    )  # fmt: skip


def rated(case: Case, *, lin: Mandate) -> dict[str, Any]:
    """Return a bad rating of a matter of the seat, and a time booked at its window."""
    at = case.closed_at
    code = cases.invite(case, by=lin, at=at).code
    call = cases.rate_by_code(code, level=1, at=at, words=case.household.head.name).call
    day = calendar().next_working_day(at.date() + timedelta(days=1))
    booked = cases.book(
        case.workflow, case.household, division=lin.division, on=day, slot="09:00", by=lin, at=at
    )
    return {"rating": call, "appointment": booked}


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
        "drive": discovery.record_drive(
            title="低保新标准", channel="fair", division=lin.division, place="集市", held_on=on, by=lin, at=at
        ),
    }  # fmt: skip


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


def spoken(case: Case, *, lin: Mandate) -> dict[str, Any]:
    """Return a cry for help of the seat, and what a conference on it asked for."""
    at, on, lins = case.opened_at, case.opened_at.date(), {"by": lin, "at": case.opened_at}
    voice = petitions.receive(
        kind="help", matter="assistance.urgent", channel="counter", division=case.division, household=case.household,
        text="断粮两天", **lins,
    )  # fmt: skip
    asked = [petitions.Asked("clerk", lin.division, "送粮上门", on)]
    held = petitions.hold_consultation(
        voice, held_at=at, participants=["民政", "村委会"], decision="先送粮", asked=asked, **lins
    )
    return {"petition": voice, "asked_duty": held.duties.get()}


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


def served(case: Case, *, lin: Mandate) -> dict[str, Any]:
    """Return a duty, a doubted visit, a carer with a letter and a task, and a village post of the seat."""
    home, on, lins = case.household, case.opened_at.date(), {"by": lin, "at": case.opened_at}
    visits.assign([("elderly.difficulty", home.pk, None)], lin, **lins)
    hired = {"division": lin.division, "valid_from": on, **lins}
    worker = visits.enter_worker(name="周社工", kind="social_worker", body="社工站", **hired)
    carer = visits.enter_worker(name="吴护理", kind="carer", **hired)
    doubted = visits.record_visit(
        home,
        kind="care",
        purpose="探访",
        visited_at=localtime(case.opened_at).replace(hour=2),
        **lins,
    )
    return {
        "duty": VisitDuty.objects.get(household=home),
        "late_village": SimpleNamespace(pk=int(case.division_id)),
        "doubted": doubted,
        "worker": worker,
        "charge": visits.charge_carer(carer, home.head, duties="照看", signed_on=on, **lins),
        "work": visits.give_task(worker, home, kind="needs", text="上门", due_on=on, **lins),
        "assistant": visits.appoint(
            case.division, name="杨协理", post="assistant", duties="走访", valid_from=on, **lins
        ),
    }


def apart(case: Case, *, lin: Mandate) -> dict[str, Any]:
    """Return a phone of the seat, and what it wrote differently from another."""
    conflict = written(case.household, lin, case.opened_at)
    return {
        "device": conflict.record.versions.get(is_head=True, counter=0).device,
        "conflict": conflict,
    }


def told_the_public(case: Case, *, lin: Mandate) -> dict[str, Any]:
    """Return a text and an online account of the seat."""
    lins = {"by": lin, "at": case.opened_at}
    return {
        "article": publicity.write(
            lin.division, unit="会师镇民政办", kind="news", theme_class="社会救助", title="冬季走访", summary="",
            body="近日走访。", keywords="", policy=None, until_on=None, **lins,
        ),
        "online": publicity.register_account(
            lin.division, name="会师民政", kind="wechat", identifier="hsmz", unit="民政办", owner="林晓燕",
            opened_on=case.opened_at.date(), filing_number="", **lins,
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
