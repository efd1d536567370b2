"""What happens in a life opens work where rooms declared it, once, and only where they work."""

from datetime import date

import pytest

from minzheng.kernel.accounts import services as accounts
from minzheng.kernel.campaigns import queries, services
from minzheng.kernel.campaigns.declarations import Chain, declare_chains
from minzheng.kernel.campaigns.models import FollowUp, LifeEvent
from minzheng.kernel.campaigns.services import CampaignError
from minzheng.kernel.cases import queries as cases
from minzheng.kernel.documents.tests.county import moment
from minzheng.kernel.people import services as people

AT = moment(11, 16)


def die(family, network):
    return people.record_death(family.head, died_on=date(2026, 11, 10), by=network["lin"], at=AT)


def test_death_puts_a_task_with_a_limit_on_the_list_of_the_role(chain, network, family):
    die(family, network)
    row = FollowUp.objects.get(chain="test.death")
    tasks = {t.subject_id: t for t in cases.open_tasks(network["lin"]) if t.subject_key == "campaigns.followup"}  # fmt: skip
    assert (row.due_on, tasks[row.pk].due_on) == (date(2026, 11, 19), date(2026, 11, 19))
    assert row.title == "张秀英死亡：重新核算家庭待遇"
    (event,) = queries.life_of(network["lin"], family.head)
    assert event.household == family
    assert not queries.follow_ups(network["zhao"]).exists()


def test_same_event_again_opens_nothing(chain, network, family):
    die(family, network)
    services.record_life_event(
        family.head, kind="died", happened_on=date(2026, 11, 10), by=network["lin"], at=AT
    )
    assert FollowUp.objects.filter(chain="test.death").count() == LifeEvent.objects.count() == 1


def test_room_that_is_off_opens_nothing(chain, network, family, county):
    accounts.switch_module(
        "assistance", county, is_on=False, since=date(2026, 11, 1), document="文", by=network["bureau"], at=AT
    )  # fmt: skip
    die(family, network)
    assert not FollowUp.objects.filter(chain="test.death").exists()


def test_follow_up_is_done_in_words_by_its_role(chain, network, family):
    die(family, network)
    row = FollowUp.objects.get(chain="test.death")
    for who, note in (("head", "办了"), ("zhao", "办了"), ("lin", " ")):
        with pytest.raises(CampaignError):
            services.finish_follow_up(row, note=note, by=network[who], at=AT)
    services.finish_follow_up(row, note="已重新核算", by=network["lin"], at=AT)
    assert row.pk not in {t.subject_id for t in cases.open_tasks(network["lin"])}


def test_coming_of_age_is_seen_in_its_month_only_once(network, register):
    child = register(("甲", date(1980, 1, 1), "head"), ("乙", date(2008, 11, 10), "child"))
    assert services.come_of_age("2026-11", by=network["chen"], at=AT) == 1
    assert services.come_of_age("2026-11", by=network["chen"], at=AT) == 1
    event = LifeEvent.objects.get()
    assert (event.kind, event.happened_on, event.household) == ("came_of_age", date(2026, 11, 10), child)  # fmt: skip


def test_future_and_unknown_events_are_refused(network, family):
    for kind, day in (("died", date(2026, 12, 1)), ("nothing", date(2026, 11, 1))):
        with pytest.raises(CampaignError):
            services.record_life_event(family.head, kind=kind, happened_on=day, by=network["lin"], at=AT)  # fmt: skip


def test_chain_of_an_unknown_event_is_refused_at_the_start():
    with pytest.raises(LookupError):
        declare_chains(Chain("t", "birthday", "assistance", "", "clerk", lambda *_: True, "", ""))
