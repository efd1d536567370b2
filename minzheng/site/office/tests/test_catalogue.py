"""The catalogue says of every matter what the law, the place and the declarations say; windows take in for others."""

import io
from datetime import date

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from minzheng.core import clock
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.cases.declarations import StepRefused, workflow
from minzheng.kernel.cases.models import Case
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.people.models import Household
from minzheng.site import catalogue, filing
from minzheng.site.office.tests.county import county, desk, raised

__all__ = ["county", "desk", "raised"]
DIBAO = "assistance.dibao.application"


@pytest.fixture
def home(county) -> Household:
    """Return a family of the seat that never asked for anything."""
    rows = Household.objects.filter(division__parent__name="会师镇", cases=None, entitlements=None)
    return rows.filter(head__died_on=None, head__id_status="valid").select_related("head")[0]


@pytest.mark.requirement("PO-09")
def test_catalogue_leaves_the_screen_whole(desk):
    answer = desk("lin").get(reverse("office:service_matters"), {"export": "xlsx"})
    sheet = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    head = next(row for row in rows if "法律依据" in row)
    for word in ("条件", "材料", "时限", "层级", "通办范围", "网办深度"):
        assert word in head, word
    line = next(row for row in rows if row[0] == "最低生活保障申请")
    told = dict(zip(head, line, strict=True))
    assert "社会救助法" in told["法律依据"] and "人均收入低于" in told["条件"]
    assert (told["时限"], told["通办范围"], told["网办深度"]) == (
        "30 个工作日",
        "全省通办",
        "全程网办",
    )
    offered = {flow.label for flow in catalogue.offered()}
    assert offered <= {row[0] for row in rows}


@pytest.mark.requirement("PO-08")
def test_dropped_proofs_and_shortened_steps_are_listed_and_no_matter_asks_for_them(desk):
    lin = desk("lin")
    shown = lin.get(reverse("office:dropped_proofs")).content.decode()
    for words in ("银行存款证明", "残疾人证", "社会救助法第六十二条"):
        assert words in shown, words
    assert "核对报告直接复用" in lin.get(reverse("office:shortened_steps")).content.decode()
    for flow in catalogue.offered():
        asked = set(catalogue.papers_of(flow))
        assert not asked & {one.paper for one in catalogue.dropped(flow)}, flow.key


def test_matter_prints_with_its_limits(desk):
    shown = desk("lin").get(reverse("office:service_matter", args=[DIBAO])).content.decode()
    assert "低保57号第二十二条" in shown and "不动产权证或无房证明" in shown
    assert desk("lin").get(reverse("office:service_matter", args=["nothing"])).status_code == 404


def told(home: Household, **changes: str) -> dict[str, str]:
    """Return what the window of another town types."""
    head = home.head
    assert head is not None
    said = {
        "workflow": DIBAO,
        "name": head.name,
        "id_number": str(head.id_number),
        "reason": "illness",
    }
    return said | changes


@pytest.mark.requirement("SA-16")
def test_window_of_another_town_takes_in_and_sees_no_file(home, desk):
    zhao = desk("zhao")
    zhao.post(reverse("office:anywhere"), told(home))
    answer = zhao.get(reverse("office:anywhere"))
    case = Case.objects.get(household=home)
    assert case.number in answer.content.decode() and case.state == "draft"
    assert home.head.name not in answer.content.decode()
    assert zhao.get(reverse("office:case", args=[case.pk])).status_code == 404
    assert desk("lin").get(reverse("office:case", args=[case.pk])).status_code == 200
    assert case.data["origin"] == Mandate.objects.get(user__username="zhao").division.name
    assert case.applied_on == date(2026, 11, 16)


def test_name_and_number_must_both_fit(home, desk):
    for wrong in ({"name": "别的人"}, {"id_number": "629901199001010000"}):
        answer = desk("zhao").post(reverse("office:anywhere"), told(home, **wrong))
        assert "请核对身份证" in answer.content.decode()
    assert not Case.objects.filter(household=home).exists()


@pytest.mark.requirement("PO-01")
def test_any_window_of_the_province_takes_in_and_none_beyond(home, county):
    province = Division.objects.get(code="620000")
    prefecture = Division.objects.create(
        code="621200", name="邻州", level=2, path=f"{province.path}621200/", parent=province
    )
    zhao = Mandate.objects.get(user__username="zhao")
    zhao.division = prefecture
    zhao.save()
    head = home.head
    assert head is not None
    said = {
        "name": head.name,
        "id_number": str(head.id_number),
        "told": {},
        "by": zhao,
        "at": clock.now(),
    }
    case = filing.accept_anywhere(workflow(DIBAO), **said)
    assert (case.division_id, case.data["origin"]) == (home.division_id, "邻州")
    abroad = Division.objects.create(
        code="610000", name="邻省", level=1, path="610000/", parent_id="000000"
    )
    zhao.division = abroad
    zhao.save()
    with pytest.raises(StepRefused, match="不属于您的辖区"):
        filing.accept_anywhere(workflow("assistance.rigid.application"), **said)
