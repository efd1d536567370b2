"""Parameter values: seeded, entered, released by another, the nearest and latest in force."""

from contextlib import nullcontext
from datetime import date

import pytest

from minzheng.core.reading import reading
from minzheng.kernel.determinations import queries, services
from minzheng.kernel.determinations.models import ParameterValue
from minzheng.kernel.determinations.services import ParameterError
from minzheng.kernel.determinations.tests.fixtures import AT, KEY, MONTH


def enter(staff, county, **changes):
    """Enter 410 yuan from November as the county officer."""
    wanted = {
        "policy": KEY, "name": "small_standard", "division": county, "since": date(2026, 11, 1), "value": "410",
        "category": "rural", "source": "县政府会议", "document": "会政发〔2026〕9号", "by": staff["chen"], "at": AT,
    }  # fmt: skip
    return services.enter_value(**{**wanted, **changes})


def test_seed_adds_once_and_leaves_divisions_that_are_not_loaded(small):
    rows = ParameterValue.objects.filter(policy=KEY)
    assert set(rows.values_list("division_id", "value")) == {
        ("000000", "300"),
        ("620422", "400.50"),
    }
    assert services.seed_parameters() == 0


@pytest.fixture(params=[nullcontext, reading], ids=["anew", "while reading"])
def asked(request):
    """Ask anew each time, or as a page does that is being read."""
    with request.param():
        yield


def test_value_in_force_is_the_nearest_then_the_latest(small, asked):
    def value(on):
        return queries.value_in_force(KEY, "small_standard", "620422100001", on, "rural").value

    assert value(date(2023, 12, 31)) == "300"
    assert value(date(2024, 1, 1)) == "400.50"
    assert (
        queries.value_in_force(KEY, "small_standard", "620422100001", date(2019, 12, 31), "rural")
        is None
    )
    assert (
        queries.value_in_force(KEY, "small_standard", "620422100001", date(2024, 1, 1), "urban")
        is None
    )


def test_page_that_is_read_asks_once_for_all_values_of_an_owner(small, django_assert_num_queries):
    on = date(2024, 1, 1)
    with reading():
        queries.divisions.lineage("620422100001")
        with django_assert_num_queries(1):
            for category in ("rural", "urban", "rural"):
                queries.value_in_force(KEY, "small_standard", "620422100001", on, category)


@pytest.mark.requirement("KC-12")
def test_value_counts_only_after_another_person_released_it(small, staff, county):
    row = enter(staff, county)
    on = date(2026, 11, 5)
    assert queries.value_in_force(KEY, "small_standard", county.code, on, "rural").value == "400.50"
    with pytest.raises(ParameterError, match="不能发布"):
        services.release_value(row, by=staff["chen"], at=AT)
    services.release_value(row, by=staff["reviewer"], at=AT)
    found = queries.value_in_force(KEY, "small_standard", county.code, on, "rural")
    assert (found.value, found.document, found.checked_by) == (
        "410",
        "会政发〔2026〕9号",
        staff["reviewer"],
    )
    with pytest.raises(ParameterError, match="待复核"):
        services.release_value(row, by=staff["reviewer"], at=AT)


def test_nobody_releases_what_he_entered_in_another_role(small, staff, county):
    row = enter(staff, county)
    other_hat = staff["bureau"]
    other_hat.user = staff["chen"].user
    other_hat.save()
    with pytest.raises(ParameterError, match="另一人"):
        services.release_value(row, by=other_hat, at=AT)


def test_correction_of_the_same_day_withdraws_the_former_value(small, staff, county):
    first = services.release_value(enter(staff, county), by=staff["reviewer"], at=AT)
    second = services.release_value(enter(staff, county, value="411"), by=staff["reviewer"], at=AT)
    first.refresh_from_db()
    assert (first.state, second.state) == ("withdrawn", "released")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"value": "四百"}, "不是数值"),
        ({"value": "-1"}, "不能为负数"),
        ({"value": "1.234"}, "两位小数"),
        ({"name": "standrd"}, "没有名为"),
        ({"source": " "}, "依据"),
    ],
)
def test_value_that_does_not_fit_is_refused_in_words(small, staff, county, changes, message):
    with pytest.raises(ParameterError, match=message):
        enter(staff, county, **changes)


def test_clerk_enters_no_value_and_the_county_none_above_itself(small, staff, county):
    with pytest.raises(ParameterError, match="岗位"):
        enter(staff, county, by=staff["lin"])
    with pytest.raises(ParameterError, match="辖区"):
        enter(staff, county, division=county.parent)


def test_viewer_sees_values_of_his_place_and_above_only(small, staff, county):
    enter(staff, county)
    seen = queries.parameter_values(staff["zhao"], KEY).values_list("division_id", flat=True)
    assert set(seen) == {"000000", "620422"}


@pytest.mark.requirement("KC-12")
def test_recorded_determination_keeps_its_value_after_a_change(
    small, staff, county, family, known_pensions
):
    made = services.determine(KEY, family, month=MONTH, at=AT, by=staff["lin"])
    services.release_value(
        enter(staff, county, since=date(2026, 10, 1)), by=staff["reviewer"], at=AT
    )
    anew = services.determine(KEY, family, month=MONTH, at=AT, by=staff["lin"])
    assert (made.amount, anew.amount) == (3 * 40050, 3 * 41000)
    (used,) = [row for row in made.snapshot["parameters"] if row["name"] == "small_standard"]
    assert (used["value"], used["document"], used["since"]) == (
        "400.50",
        "测发〔2024〕2号",
        "2024-01-01",
    )
    assert services.replay(made) == {
        "outcome": "eligible",
        "amount": 120150,
        "conditions": {"small_enough": True},
        "same": True,
    }
