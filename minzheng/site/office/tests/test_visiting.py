"""Plans, coverage, doubtful visits, villages and those who serve at home, at the office's desks."""

import pytest
from django.urls import reverse

from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.people.models import Person
from minzheng.kernel.visits import queries
from minzheng.kernel.visits.models import (
    Assistant,
    CareActivity,
    CareCharge,
    ServiceWorker,
    Visit,
    VisitDuty,
    WorkTask,
)
from world import staff
from world import visits as demo

from .county import TODAY

LISTS = (
    "visit_plan", "visit_coverage", "visit_coverage_lines", "visits", "suspicious_visits", "visit_gaps",
    "care_activities", "service_workers", "care_charges", "work_tasks", "assistants",
)  # fmt: skip


def url(name, *args):
    return reverse(f"office:{name}", args=args)


@pytest.fixture
def lin(county) -> Mandate:
    return Mandate.objects.select_related("division").get(user__username="lin")


@pytest.fixture
def line(lin):
    """Return somebody of the seat on the monthly list of elders."""
    return queries.plan_lines(lin, TODAY, "elderly.difficulty")[0]


def recorded(client, line, **said):
    page = url("visit_planned", line.household, line.rule.key) + f"?person={line.person}"
    told = {"visited_at": "2026-11-15T10:00", "health": "well", "money": "enough", "family": "weekly",
            "follow_up": "no", "receipt": "r-1", **said}  # fmt: skip
    return client.post(page, told)


@pytest.mark.parametrize("name", LISTS)
def test_every_list_opens_for_the_township_and_as_a_workbook(desk, name):
    assert desk("lin").get(url(name)).status_code == 200
    book = desk("lin").get(url(name) + "?export=xlsx")
    assert book.status_code == 200
    book.close()


def test_visit_is_written_down_with_the_rules_form_and_leaves_the_list(desk, lin, line):
    page = url("visit_planned", line.household, line.rule.key) + f"?person={line.person}"
    assert "身体状况" in desk("lin").get(page).content.decode()
    missing = recorded(desk("lin"), line, health="")
    assert "请填写“身体状况”" in missing.content.decode()
    assert recorded(desk("lin"), line).status_code == 303
    made = Visit.objects.get(receipt_id="r-1")
    assert (made.rule, made.person_id, made.answers["health"]) == (
        line.rule.key,
        line.person,
        "well",
    )
    keys = [one.key for one in queries.plan_for(lin, TODAY, line.rule.key)]
    assert line.key not in keys
    assert "良好" in desk("lin").get(url("visit", made.pk)).content.decode()


def test_stranger_writes_nothing_down_and_sees_no_line(desk, line):
    assert recorded(desk("zhao"), line).status_code == 404
    zhao = Mandate.objects.get(user__username="zhao")
    assert line.key not in [one.key for one in queries.plan_lines(zhao, TODAY)]


def test_township_gives_a_village_to_a_worker(desk, lin, line):
    told = {"division": line.division, "rule": line.rule.key, "worker": lin.pk}
    assert desk("lin").post(url("visit_assign"), told).status_code == 303
    assert VisitDuty.objects.get(household=line.household, person=line.person).worker == lin
    assert "没有待分派" in desk("lin").post(url("visit_assign"), told).content.decode()


def test_figures_of_coverage_open_their_rows(desk, line):
    recorded(desk("lin"), line)
    page = url("visit_coverage_lines") + f"?month=2026-11&rule={line.rule.key}&state=full"
    text = desk("lin").get(page).content.decode()
    assert "已完成" in text
    assert url("person", line.person) in text
    assert "走访人" in desk("chen").get(url("visit_coverage")).content.decode()


def test_doubtful_visit_is_judged_by_somebody_else(desk, lin, line):
    recorded(desk("lin"), line, visited_at="2026-11-15T23:30")
    made = Visit.objects.get(receipt_id="r-1")
    assert made.standing == "suspicious"
    page, act = url("suspicious_visit", made.pk), url("suspicious_visit_act", made.pk, "judge")
    assert "23:30" in desk("lin").get(page).content.decode()
    told = {"verdict": "rejected", "reason": "当晚不在村里"}
    assert "走访人不能核验自己的走访" in desk("lin").post(act, told).content.decode()
    assert desk("zhao").get(page).status_code == 404
    assert desk("su").post(act, told).status_code == 303
    made.refresh_from_db()
    assert made.standing == "rejected"


def test_carer_is_entered_charged_and_assessed_on_its_pages(desk, lin, line):
    client = desk("lin")
    worker = {
        "name": "吴秀兰",
        "kind": "carer",
        "division": lin.division_id,
        "valid_from": "2026-11-01",
    }
    assert client.post(url("service_worker_new"), worker).status_code == 303
    row = ServiceWorker.objects.get(name="吴秀兰")
    number = Person.objects.get(pk=line.person).id_number
    told = {"id_number": number, "duties": "每日照看", "signed_on": "2026-11-02"}
    assert client.post(url("service_worker_act", row.pk, "charge"), told).status_code == 303
    charge = CareCharge.objects.get(worker=row)
    scores = {
        f"score_{key}": 90 for key in ("clean", "hygiene", "meals", "health", "safety", "attitude")
    }
    said = {**scores, "score_safety": 40, "assessed_on": "2026-11-10"}
    act = url("care_charge_act", charge.pk, "assess")
    assert "请写明整改要求" in client.post(act, said).content.decode()
    assert client.post(act, {**said, "remarks": "炉子须装烟道"}).status_code == 303
    assert "待整改" in client.get(url("care_charge", charge.pk)).content.decode()
    assert (
        client.post(url("care_charge_act", charge.pk, "mend"), {"on": "2026-11-12"}).status_code
        == 303
    )
    assert desk("zhao").get(url("care_charge", charge.pk)).status_code == 404


def test_social_worker_is_given_a_task_and_reports_back(desk, lin, line):
    client = desk("lin")
    told = {"name": "周社工", "kind": "social_worker", "body": "阳光社工", "division": lin.division_id, "valid_from": "2026-11-01"}  # fmt: skip
    client.post(url("service_worker_new"), told)
    row = ServiceWorker.objects.get(name="周社工")
    number = Person.objects.get(pk=line.person).id_number
    order = {"id_number": number, "kind": "needs", "text": "上门了解需求", "due_on": "2026-11-30"}
    assert client.post(url("service_worker_act", row.pk, "task"), order).status_code == 303
    task = WorkTask.objects.get(worker=row)
    done = {"done_on": "2026-11-16", "result": "需要助餐", "needs": ["care"]}
    assert client.post(url("work_task_act", task.pk, "complete"), done).status_code == 303
    assert "照料护理" in client.get(url("work_task", task.pk)).content.decode()
    assert desk("zhao").get(url("work_task", task.pk)).status_code == 404


def test_village_post_and_activity_are_entered(desk, lin, line):
    client = desk("lin")
    told = {"division": line.division, "name": "杨树林", "post": "assistant", "duties": "走访发现", "valid_from": "2026-01-01", "pay": "500"}  # fmt: skip
    assert client.post(url("assistant_new"), told).status_code == 303
    row = Assistant.objects.get(name="杨树林")
    assert row.pay == 50000
    train = {"title": "政策培训", "held_on": "2026-05-01", "hours": "8", "is_passed": "on"}
    assert client.post(url("assistant_act", row.pk, "train"), train).status_code == 303
    assert "8 学时" in client.get(url("assistant", row.pk)).content.decode()
    held = {"division": line.division, "title": "周末课堂", "held_on": "2026-11-01", "organiser": "村委会", "children": "8", "volunteers": "2"}  # fmt: skip
    assert client.post(url("care_activity_new"), held).status_code == 303
    assert CareActivity.objects.get().division_id == line.division


def test_demo_visits_leave_some_late_one_in_doubt_and_posts_filled(county):
    told = demo.fill(staff.mandates(), county.moment, TODAY)
    assert "次走访" in told
    assert Visit.objects.filter(standing="suspicious", by__user__username="yang").exists()
    assert Assistant.objects.count() == 12
    assert VisitDuty.objects.filter(chased_at__isnull=False).exists()
