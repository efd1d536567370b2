"""The pages about phones in the field and about what two of them wrote differently."""

import pytest

from minzheng.core import clock
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.offline.models import FieldVersion
from minzheng.kernel.offline.tests.apart import written
from minzheng.kernel.people.models import Household
from minzheng.site.office.tests.county import county, desk, raised

__all__ = ["county", "desk", "raised"]


@pytest.fixture
def conflict(county):
    """Let a worker's two phones write the same field apart."""
    by = Mandate.objects.get(user__username="lin", valid_to=None)
    home = Household.objects.filter(division__path__startswith=by.division.path).first()
    return written(home, by, clock.now())


def test_both_values_are_shown_and_one_is_chosen(desk, conflict):
    lin = desk("lin")
    listed = lin.get("/field-conflicts/").content.decode()
    assert "家中情况" in listed
    page = lin.get(f"/field-conflicts/{conflict.pk}/").content.decode()
    assert "屋顶漏雨" in page and "屋顶完好" in page
    chosen = FieldVersion.objects.get(record=conflict.record, counter=1)
    reply = lin.post(f"/field-conflicts/{conflict.pk}/choose/", {"version": str(chosen.pk)})
    assert reply.status_code == 303
    head = FieldVersion.objects.get(record=conflict.record, is_head=True)
    assert head.said == "屋顶完好" and FieldVersion.objects.count() == 3
    # Nothing is left to choose.
    again = lin.post(f"/field-conflicts/{conflict.pk}/choose/", {"version": str(chosen.pk)})
    assert again.status_code == 404


def test_the_next_township_sees_neither(desk, conflict):
    zhao = desk("zhao")
    assert zhao.get(f"/field-conflicts/{conflict.pk}/").status_code == 404
    assert "家中情况" not in zhao.get("/field-conflicts/").content.decode()
    device = FieldVersion.objects.filter(record=conflict.record).first().device
    assert zhao.get(f"/devices/{device.pk}/").status_code == 404


def test_a_phone_is_listed_and_emptied_with_a_reason(desk, conflict):
    device = FieldVersion.objects.filter(record=conflict.record).first().device
    lin = desk("lin")
    assert str(device.pk) in lin.get("/devices/").content.decode()
    refused = lin.post(f"/devices/{device.pk}/wipe/", {"reason": ""})
    assert refused.status_code == 200
    assert lin.post(f"/devices/{device.pk}/wipe/", {"reason": "遗失"}).status_code == 303
    assert "等待清除" in lin.get(f"/devices/{device.pk}/").content.decode()
