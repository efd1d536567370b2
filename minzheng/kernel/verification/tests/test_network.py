"""Requests between areas over the network: sent once, answered once, theirs taken in once."""

import pytest

from minzheng.kernel.sharing import services as sharing
from minzheng.kernel.verification import queries, services
from minzheng.kernel.verification.models import AreaRequest
from minzheng.kernel.verification.tests.conftest import AT
from minzheng.kernel.verification.tests.test_sharing import PNG, report, scan
from minzheng.kernel.verification.tests.test_verification import deliveries, person
from world.partners.areas import Area

__all__ = ["report", "scan"]
SECRET = "MINZHENG_SHARE_NETWORK"


@pytest.fixture
def other(monkeypatch, staff, county):
    """Return the other county, connected."""
    monkeypatch.setenv(SECRET, "geheim")
    server = Area("610000", b"geheim").start()
    sharing.connect(
        "check_network", division=county, mode="http", address=server.address, secret_name=SECRET,
        encoding="utf-8-sig", by=staff["chen"], at=AT,
    )  # fmt: skip
    yield server
    server.shutdown()
    server.server_close()


def carry(staff):
    return services.send_areas(by=staff["chen"], at=AT, pause=lambda _seconds: None)


@pytest.mark.requirement("HD-03")
def test_request_goes_out_with_its_letter_once_and_its_answer_comes_back(
    report, family, staff, scan, other
):
    head = person(family, "head")
    queries.standing_authorisations(family, AT.date()).filter(person=head).update(document=scan)
    row = services.ask_area(
        report, head, area_code="610000", area_name="陕西省某县民政局", by=staff["chen"], at=AT
    )
    other.is_down = True
    assert carry(staff).failed == 1
    row.refresh_from_db()
    assert (row.sent_at, row.problem) == (None, "对方返回 503：系统维护中")
    other.is_down = False
    assert carry(staff).sent == 1
    assert carry(staff) == services.network.AreasSent()
    (document,) = other.requests.values()
    assert (document["id_no"], document["reference"]) == (head.id_number, row.reference)
    other.answers[head.id_number] = [("某县不动产登记中心", "住房 1 套")]
    assert carry(staff).settled == 1
    row.refresh_from_db()
    assert (row.state, row.problem, other.sendings) == ("answered", "", 1)
    assert [line["summary"] for line in row.answer] == ["住房 1 套"]
    assert len(row.digest) == 64


def told(family, **changes):
    spouse = person(family, "spouse")
    return {
        "area_name": "陕西省某县民政局", "reference": "协查1号", "name": spouse.name,
        "id_no": spouse.id_number, "purpose": "低保", "signed_on": "2026-10-01",
        "letter_valid_to": "2026-12-01", "letter_name": "letter.png", **changes,
    }  # fmt: skip


def test_other_area_asks_over_the_network_and_is_told_once_a_person_answered(
    deliver, family, staff, other, county, settings, live_server
):
    deliver(**deliveries(family))
    settings.ALLOWED_HOSTS = ["*"]
    here = f"{live_server.url}/open"
    for _twice in range(2):
        assert other.ask(here, county.pk, told(family), PNG)["state"] == "waiting"
    row = AreaRequest.objects.get()
    assert (row.area_code, row.letter.content_type) == ("610000", "image/png")
    assert other.fetch(here, county.pk, "协查1号") == {"state": "waiting", "reason": ""}
    services.answer_request(row, letter_seen=True, by=staff["chen"], at=AT)
    answer = other.fetch(here, county.pk, "协查1号")
    assert "存款" in "".join(line["source"] for line in answer["lines"])
    with pytest.raises(Exception, match="422：授权书"):
        other.ask(here, county.pk, told(family, reference="2号", signed_on="昨天"), PNG)
    other.secret = b"another"
    with pytest.raises(Exception, match="401"):
        other.fetch(here, county.pk, "协查1号")
