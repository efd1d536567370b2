"""The catalogue of standards, checks of facilities against it, pilots, honours."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from minzheng.domains.planning.queries import registers
from minzheng.domains.planning.services import honours, standards
from minzheng.domains.planning.services.guards import PlanningError
from minzheng.kernel.bodies import services as bodies
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.documents.tests.county import TOWN, moment

AT = moment(11, 16)
TODAY = AT.date()
ITEMS = ["消防设施完好", "食品留样48小时", "持证上岗"]


@pytest.fixture
def home(staff):
    return bodies.register_facility(
        Division.objects.get(code=TOWN), name="会师敬老院", kind="elderly_home", level="town",
        ownership="public", beds=100, state="open", since=date(2020, 1, 1), by=staff["lin"], at=AT,
    )  # fmt: skip


@pytest.fixture
def norm(staff):
    """Return a function that lists a standard."""

    def make(number="GB 38600-2019", kind="mandatory", **told):
        given = {"valid_from": date(2022, 1, 1), "facility_types": ["elderly_home"], "items": ITEMS}
        return standards.list_norm(
            number=number, title="养老机构服务安全基本规范", kind=kind, **{**given, **told}, by=staff["chen"], at=AT
        )  # fmt: skip

    return make


def check(norm, home, by, **told):
    given = {"on": TODAY, "checker": "林", "failing": []}
    return standards.check_facility(norm, home, **{**given, **told}, by=by, at=AT)


@pytest.mark.requirement("KC-21")
def test_each_facility_stands_beside_each_standard_with_its_last_check(norm, home, staff):
    safety, grade = norm(), norm("GB/T 37276-2018", "recommended")
    norm("MZ/T 032-2012", "trade", facility_types=["canteen"])
    assert [one.check for one in registers.coverage(staff["chen"], TODAY)] == [None, None]
    with pytest.raises(PlanningError, match="整改期限"):
        check(safety, home, staff["lin"], failing=ITEMS[:1])
    late = {"failing": ITEMS[:1], "rectify_by": date(2026, 12, 1)}
    photo = SimpleUploadedFile("check.pdf", b"%PDF-1.7\n%%EOF")
    check(safety, home, staff["lin"], evidence=photo, rectification="整改-1", **late)
    check(grade, home, staff["lin"], **late)
    found = {one.norm.number: one for one in registers.coverage(staff["chen"], TODAY)}
    assert [found[n].check.result for n in ("GB 38600-2019", "GB/T 37276-2018")] == ["failing", "partly"]  # fmt: skip
    assert found["GB 38600-2019"].check.document is not None
    assert found["GB 38600-2019"].check.failing == ITEMS[:1]
    assert not registers.coverage(staff["zhao"], TODAY)
    with pytest.raises(PlanningError, match="岗位或辖区"):
        check(safety, home, staff["zhao"])
    pilot = standards.start_pilot(
        title="养老服务标准化试点", level="province", unit="会师敬老院", document_number="甘民发〔2025〕8号", batch="第二批",
        starts_on=date(2025, 1, 1), ends_on=date(2026, 12, 31), norms=[safety], by=staff["chen"], at=AT,
    )  # fmt: skip
    done = standards.close_pilot(pilot, state="passed", outcome="通过验收", closed_on=TODAY, by=staff["chen"], at=AT)  # fmt: skip
    assert (done.state, [n.number for n in done.norms.all()]) == ("passed", ["GB 38600-2019"])


def test_a_new_standard_ends_the_one_it_replaces(norm, home, staff):
    old = norm()
    norm("GB 38600-2026", valid_from=date(2026, 7, 1), replaces=old)
    old.refresh_from_db()
    assert old.valid_to == date(2026, 7, 1)
    assert [one.norm.number for one in registers.coverage(staff["chen"], TODAY)] == ["GB 38600-2026"]  # fmt: skip
    with pytest.raises(PlanningError, match="应当有效"):
        check(old, home, staff["lin"])


@pytest.mark.requirement("KC-27")
def test_honour_has_its_document_and_is_revoked_in_words(staff):
    told = {
        "kind": "person", "holder": "林静", "title": "全国民政系统先进工作者", "level": "state", "giver": "民政部",
        "document_number": "民发〔2026〕5号", "given_on": date(2026, 3, 1),
        "evidence": SimpleUploadedFile("证书.pdf", b"%PDF-1.7\n%%EOF"), "by": staff["lin"], "at": AT,
    }  # fmt: skip
    town = Division.objects.get(code=TOWN)
    with pytest.raises(PlanningError, match="所在单位"):
        honours.enter_honour(town, **told)
    row = honours.enter_honour(town, unit="会师镇民政办", **told)
    assert row.document.title == "林静 全国民政系统先进工作者"
    with pytest.raises(PlanningError, match="已经登记"):
        honours.enter_honour(town, unit="会师镇民政办", **told)
    assert not registers.honours(staff["zhao"])
    row = honours.revoke_honour(row, revoked_on=TODAY, reason="弄虚作假", by=staff["chen"], at=AT)
    assert list(registers.honours(staff["chen"])) == [row]
