"""Modules switched on and off: the nearest place decides, a room governs its services."""

from datetime import date

import pytest

from minzheng.kernel.accounts import queries, services
from minzheng.kernel.accounts.models import User
from minzheng.kernel.accounts.tests.conftest import AT
from minzheng.kernel.audit.models import Entry
from minzheng.kernel.divisions.models import Division

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 16)
ROOM, SERVICE = "elderly", "elderly.old_age.application"


@pytest.fixture
def liu(county):
    user = User.objects.create_user("liu", display_name="刘")
    return services.grant_mandate(user, "bureau_head", county, by=None, at=AT)


@pytest.fixture
def switch(liu, county):
    """Return a function that switches a module from today on."""

    def act(module, is_on, division=county, since=DAY, **more):
        return services.switch_module(
            module, division, is_on=is_on, since=since, document="县民发〔2026〕8号", by=liu, at=AT, **more
        )  # fmt: skip

    return act


def test_module_works_where_nobody_switched_it(county):
    assert queries.is_on(SERVICE, county.code, DAY)
    assert queries.areas_on(SERVICE, county.code, DAY) == [county.code]
    assert queries.off_divisions(ROOM, DAY) == set()


def test_pilot_township_works_in_a_county_that_is_off(switch, county, town, liu, clerk):
    switch(ROOM, is_on=False)
    assert queries.modules_off(liu, DAY) == {ROOM}
    switch(ROOM, is_on=True, division=town, is_pilot=True)
    village = Division.objects.filter(parent=town)[0]
    assert [queries.is_on(SERVICE, code, DAY) for code in (village.code, county.code)] == [True, False]  # fmt: skip
    assert queries.areas_on(SERVICE, county.code, DAY) == [town.code]
    assert queries.modules_off(liu, DAY) == queries.modules_off(clerk, DAY) == set()
    assert {town.code, village.code}.isdisjoint(queries.off_divisions(ROOM, DAY))


def test_service_may_be_off_in_a_room_that_works(switch, county, town):
    switch(SERVICE, is_on=False, division=town)
    assert queries.is_on(ROOM, town.code, DAY)
    assert not queries.is_on(SERVICE, town.code, DAY)
    areas = queries.areas_on(SERVICE, county.code, DAY)
    assert town.code not in areas
    assert len(areas) == Division.objects.filter(parent=county).count() - 1


def test_switch_counts_from_its_day_and_ends_the_former(switch, county):
    switch(ROOM, is_on=False)
    row = switch(ROOM, is_on=True, since=date(2027, 1, 1))
    assert not queries.is_on(ROOM, county.code, date(2026, 12, 31))
    assert queries.is_on(ROOM, county.code, date(2027, 1, 1))
    assert Entry.objects.filter(verb="accounts.module.switched", subject_id=str(row.pk)).exists()


@pytest.mark.parametrize(
    ("module", "more"),
    [("nothing", {}), (ROOM, {"is_pilot": True}), (ROOM, {"since": date(2026, 11, 1)})],
)
def test_unsound_switch_is_refused(switch, module, more):
    switch(ROOM, is_on=False)
    with pytest.raises(services.SwitchRefused):
        switch(module, is_on=False, **more)


def test_clerk_switches_nothing(clerk, town):
    with pytest.raises(services.SwitchRefused):
        services.switch_module(ROOM, town, is_on=False, since=DAY, document="文", by=clerk, at=AT)
