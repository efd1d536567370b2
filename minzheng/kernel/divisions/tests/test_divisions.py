"""The real tree of Huining, its two code systems, and its dated changes."""

from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
from django.db import IntegrityError, transaction

from minzheng.kernel.audit.models import Entry
from minzheng.kernel.audit.services import Actor
from minzheng.kernel.divisions import queries, services
from minzheng.kernel.divisions.choices import STATE_CODE, CodeSystem
from minzheng.kernel.divisions.models import Division, DivisionChange, DivisionCode

AT = datetime(2026, 11, 16, 2, tzinfo=UTC)
ON = date(2026, 7, 1)
PAPER = "甘政函〔2026〕1号"

pytestmark = pytest.mark.django_db


@pytest.fixture
def county() -> Division:
    return services.load_county("620422")


@pytest.fixture
def by(county: Division) -> Actor:
    # Mandates live upstairs; the audit asks no more of an actor than this.
    return SimpleNamespace(
        user_id=1, division_id=county.code, key=f"officer@{county.code}", label="陈 · 县级经办人"
    )


def _division(code: str) -> Division:
    return Division.objects.get(code=code)


@pytest.mark.requirement("KC-10")
def test_tree_of_the_county_is_whole(county: Division) -> None:
    levels = [queries.subtree(county.code).filter(level=level).count() for level in (3, 4, 5)]
    assert levels == [1, 28, 322]
    assert queries.lineage("620422106200") == [
        "620422106200",
        "620422106",
        "620422",
        "620400",
        "620000",
        STATE_CODE,
    ]
    assert queries.full_name("620422106200") == "会宁县柴家门镇鸡儿咀村"


def test_loading_again_changes_nothing(county: Division) -> None:
    before = (Division.objects.count(), DivisionCode.objects.count())
    services.load_county("620422")
    assert (Division.objects.count(), DivisionCode.objects.count()) == before


def test_county_without_a_list_is_refused() -> None:
    with pytest.raises(ValueError, match="名录"):
        services.load_county("620421")


@pytest.mark.requirement("KC-10")
def test_one_number_names_two_towns_in_two_systems(county: Division) -> None:
    ours = queries.by_official_code("620422106", at=ON)
    theirs = queries.by_official_code("620422106", system=CodeSystem.NBS2023, at=ON)
    assert (ours.name, theirs.name) == ("柴家门镇", "侯家川镇")


def test_county_is_found_by_its_code_of_1980(county: Division) -> None:
    assert queries.by_official_code("622423", at=date(1980, 5, 1)) == county
    assert queries.by_official_code("622423", at=date(1985, 1, 1)) is None


def test_village_lies_in_its_town_by_the_official_code(county: Division) -> None:
    village = _division("620422106200")
    assert village.parent.name == "柴家门镇"
    assert village.codes.get(system="nbs2023").code == "620422107200"


def test_rows_are_scoped_by_subtree(county: Division) -> None:
    rows = DivisionCode.objects.filter(system="nbs2023")
    town = queries.within(rows, "620422106")
    assert {row.division_id[:9] for row in town} == {"620422106"}
    assert queries.within(rows, STATE_CODE).count() == rows.count()
    assert queries.within(rows, "999999").count() == 0


def test_lineages_hold_every_division(county: Division) -> None:
    every = queries.lineages()
    assert len(every) == Division.objects.count()
    assert every["620422"] == ("620422", "620400", "620000", STATE_CODE)
    assert every[STATE_CODE] == (STATE_CODE,)


@pytest.mark.requirement("KC-10")
def test_renamed_division_keeps_its_former_name_with_dates(by: Actor) -> None:
    services.rename(_division("620422106"), "柴家门街道", on=ON, document=PAPER, by=by, at=AT)
    town = _division("620422106")
    assert town.name == "柴家门街道"
    assert queries.name_at(town, date(2026, 6, 30)) == "柴家门镇"
    assert queries.name_at(town, ON) == "柴家门街道"
    assert Entry.objects.filter(verb="divisions.renamed", subject_id="620422106").count() == 1


def test_change_needs_its_document(by: Actor) -> None:
    with pytest.raises(ValueError, match="批准文号"):
        services.rename(_division("620422106"), "新镇", on=ON, document=" ", by=by, at=AT)


@pytest.mark.requirement("KC-10")
def test_merged_division_leads_to_its_successor(by: Actor) -> None:
    source, into = _division("620422107"), _division("620422106")
    villages = source.children.count()
    services.merge([source], into=into, on=ON, document=PAPER, by=by, at=AT)
    assert queries.successor("620422107", ON) == "620422106"
    assert queries.successor("620422107", date(2026, 6, 30)) == "620422107"
    assert _division("620422107").valid_to == ON
    assert queries.children("620422107", ON).count() == 0
    assert queries.subtree("620422106").filter(code__startswith="620422107").count() == villages
    assert DivisionChange.objects.get().kind == "merge"


def test_village_of_a_merged_town_has_its_former_lineage_before(by: Actor) -> None:
    village = _division("620422107").children.first()
    services.merge(
        [_division("620422107")], into=_division("620422106"), on=ON, document=PAPER, by=by, at=AT
    )
    assert queries.lineage(village.code)[1] == "620422106"
    assert queries.lineage(village.code, ON)[1] == "620422106"
    assert queries.lineage(village.code, date(2026, 6, 30))[1] == "620422107"
    assert queries.lineages(date(2026, 6, 30))[village.code][1] == "620422107"


def test_transferred_twice_every_day_has_its_own_lineage(by: Actor) -> None:
    code = "620422106200"
    later = date(2026, 9, 1)
    for town, day in (("620422107", ON), ("620422108", later)):
        services.transfer(_division(code), to=_division(town), on=day, document=PAPER, by=by, at=AT)
    parents = [
        queries.lineage(code, day)[1] for day in (date(2026, 6, 30), ON, date(2026, 8, 31), later)
    ]
    assert parents == ["620422106", "620422107", "620422107", "620422108"]


def test_transfer_below_itself_or_to_its_own_level_is_refused(by: Actor) -> None:
    with pytest.raises(ValueError, match="层级"):
        services.transfer(
            _division("620422106"),
            to=_division("620422107"),
            on=ON,
            document=PAPER,
            by=by,
            at=AT,
        )


def test_transfer_may_bring_a_new_official_code(by: Actor) -> None:
    services.transfer(
        _division("620422106200"),
        to=_division("620422107"),
        on=ON,
        document=PAPER,
        by=by,
        at=AT,
        official_code="620422107299",
    )
    assert queries.by_official_code("620422107299", at=ON).code == "620422106200"
    assert queries.by_official_code("620422107299", at=date(2026, 6, 30)) is None


def test_dissolved_division_cannot_change_again(by: Actor) -> None:
    source = _division("620422107")
    services.merge([source], into=_division("620422106"), on=ON, document=PAPER, by=by, at=AT)
    with pytest.raises(ValueError, match="撤销"):
        services.rename(source, "新名", on=date(2026, 8, 1), document=PAPER, by=by, at=AT)


def test_database_refuses_an_empty_period(county: Division) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Division.objects.filter(code="620422106").update(valid_to=date(1900, 1, 1))
