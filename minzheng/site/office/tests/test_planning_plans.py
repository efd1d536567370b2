"""Pages of plans: what is promised and where it stands, changed by two, broken down into tasks, built."""

from datetime import date
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from minzheng.core import clock
from minzheng.domains.planning import services
from minzheng.domains.planning.models import Amendment, Plan, Project, Task
from minzheng.domains.planning.reading import plan_file
from minzheng.domains.planning.services import plans
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.indicators.models import Observation

from .sheets import rows_of
from .test_help import PHOTO, text

COUNTY = "620422"
FILE = Path(services.__file__).parent.parent / "plans" / "huining.yaml"


def mandate(username: str) -> Mandate:
    return Mandate.objects.get(user__username=username, valid_to=None)


@pytest.fixture
def seat(county) -> str:
    return Division.objects.get(name="会师镇", level=4).pk


@pytest.fixture
def plan(county) -> Plan:
    content = plan_file.read(FILE.read_bytes()).content | {
        "id": "proof",
        "period": {"from": date(2026, 1, 1), "to": date(2030, 12, 31)},
    }
    for row in (*content["indicators"], *content["targets"]):
        row["due"] = date(2030, 12, 31)
    return plans.enter(content, division=COUNTY, by=mandate("chen"), at=clock.now())


def test_plan_shows_each_target_with_its_lamp_and_the_figure_opens(plan, desk):
    beds = plan.targets.get(key="nursing_bed_share")
    Observation.objects.create(
        indicator=beds.indicator, division_id=COUNTY, period="2026-06", numerator=6000, denominator=10000,
        computed_at=clock.now(), origin="reported",
    )  # fmt: skip
    page = text(desk("chen"), f"/plans/{plan.pk}/")
    assert "规划期内还没有数据" in text(desk("chen"), f"/planning/targets/{plan.targets.get(key='social_worker_total').pk}/")  # fmt: skip
    address = f"/{beds.indicator}/?month=2026-06&amp;division={COUNTY}"
    assert address in page
    (line,) = rows_of(desk("chen").get(f"/plans/{plan.pk}/?export=xlsx&q=护理型床位"), "指标")
    assert (line["目标"], line["现值"], line["完成程度"]) == ("不低于55%", "60%", "100.0%")
    assert "60%" in text(desk("chen"), f"/planning/targets/{beds.pk}/")


@pytest.mark.parametrize(
    "tab", ["", "ledger/", "tasks/", "projects/", "years/", "alignment/", "amendments/", "chapters/", "facts/"]
)  # fmt: skip
def test_every_tab_opens_for_county_and_township(plan, desk, tab):
    for who in ("chen", "wei", "lin"):
        assert plan.title in text(desk(who), f"/plans/{plan.pk}/{tab}")


def test_change_is_asked_by_one_and_approved_by_another(plan, desk):
    beds = plan.targets.get(key="nursing_bed_share")
    page = f"/planning/targets/{beds.pk}/"
    typed = {
        "value": "50",
        "comparator": ">=",
        "due_on": "2030-12-31",
        "kind": "binding",
        "method": beds.method,
    }
    refused = desk("chen").post(f"{page}amend/", {**typed, "reason": ""}).content.decode()
    assert 'value="50"' in refused
    desk("chen").post(f"{page}amend/", {**typed, "reason": "中期评估后调整"})
    row = Amendment.objects.get()
    assert (row.before, row.after) == ({"value": "55"}, {"value": "50"})
    assert desk("chen").post(f"/plan-amendments/{row.pk}/approve/").status_code == 403
    assert "55 → 50" in text(desk("wei"), f"/plan-amendments/{row.pk}/")
    desk("wei").post(f"/plan-amendments/{row.pk}/approve/")
    assert "中期评估后调整" in text(desk("lin"), f"/plans/{plan.pk}/amendments/")
    beds.refresh_from_db()
    assert beds.value == 50


def test_task_goes_down_to_the_township_and_comes_back_done(plan, desk, seat):
    lin = mandate("lin")
    desk("chen").post("/planning/tasks/new/", {
        "title": "互助照护试点", "division": COUNTY, "unit": "养老股", "due_on": "2026-12-20", "plan": plan.pk,
        "is_practical": "on",
    })  # fmt: skip
    whole = Task.objects.get(title="互助照护试点")
    desk("chen").post(f"/planning/tasks/{whole.pk}/part/", {
        "title": "会师镇改造40户", "division": seat, "unit": "会师镇", "owner": lin.pk, "due_on": "2026-12-10",
    })  # fmt: skip
    part = Task.objects.get(title="会师镇改造40户")
    assert "会师镇改造40户" in text(desk("lin"), "/planning/tasks/?mine=1")
    assert "会师镇改造40户" not in text(desk("zhao"), "/planning/tasks/")
    page = f"/planning/tasks/{part.pk}/"
    assert desk("zhao").get(page).status_code == 404
    assert desk("zhao").post(f"{page}progress/").status_code == 404
    told = {"on": "2026-11-16", "percent": "100", "text": "全部完成"}
    proof = SimpleUploadedFile("验收.jpg", PHOTO, content_type="image/jpeg")
    desk("lin").post(f"{page}progress/", {**told, "upload": proof})
    part.refresh_from_db()
    assert part.state == "done"
    (line,) = rows_of(
        desk("chen").get("/planning/tasks/?export=xlsx&practical=1&q=互助照护试点"), "任务"
    )
    assert (line["进度"], line["责任单位"]) == ("100%", "养老股")


def test_project_moves_on_and_its_doubts_show(plan, desk):
    row = Project.objects.get(name="新塬镇中心敬老院建设项目")
    assert "与建筑面积" in text(desk("lin"), f"/planning/projects/{row.pk}/")
    page = f"/planning/projects/{row.pk}/"
    chen = desk("chen")
    chen.post(f"{page}stone/", {"title": "开工", "due_on": "2026-10-01"})
    assert "开工”逾期" in text(chen, "/planning/projects/?late=1")
    chen.post(f"{page}reach/", {"milestone": row.milestones.get().pk, "done_on": "2026-11-01"})
    chen.post(f"{page}photo/", {"upload": SimpleUploadedFile("工地.jpg", PHOTO, content_type="image/jpeg"), "taken_on": "2026-11-01"})  # fmt: skip
    chen.post(f"{page}land/", {"land_plan_year": "2026", "document": "县自然资函〔2026〕3号"})
    shown = text(desk("wei"), page)
    assert "1个节点全部完成" in shown
    assert "县自然资函〔2026〕3号" in shown
    assert row.photos.count() == 1
    assert desk("lin").post(f"{page}land/", {"land_plan_year": "2026"}).status_code == 404
