"""The register of policy documents: sound numbers, validity, full text, found by who needs it."""

from datetime import date

import pytest

from minzheng.kernel.documents import queries, services
from minzheng.kernel.documents.tests.county import OTHER_TOWN, moment

AT = moment(11, 2)


def enter(staff, **changes):
    """Enter one document as the county officer."""
    fields = {
        "index_number": "013930390/2022-00114",
        "theme_class": "民政、扶贫、救灾",
        "issuer": "会宁县人民政府办公室",
        "document_number": "会政办发〔2022〕114号",
        "title": "关于提高城乡低保标准的通知",
        "dated_on": date(2022, 8, 1),
        "issued_on": date(2022, 8, 3),
        "division_id": "620422",
        **changes,
    }
    return services.register_policy_document(by=staff["chen"], at=AT, **fields)


@pytest.mark.requirement("KC-13")
def test_register_holds_number_dates_state_and_full_text(staff):
    text = services.keep(
        b"%PDF-1.7",
        "114.pdf",
        content_type="application/pdf",
        kind="policy_text",
        title="全文",
        division="620422",
        by=staff["chen"],
        at=AT,
    )
    enter(staff, full_text=text)
    row = queries.policy_documents(staff["lin"], text="〔2022〕114").get()
    assert (row.get_validity_state_display(), row.valid_from) == ("有效", date(2022, 8, 3))
    assert (row.index_number, row.full_text) == ("013930390/2022-00114", text)


@pytest.mark.parametrize(
    ("number", "sound"),
    [
        ("克民发〔2026〕5号", True),
        ("𬭚民发〔2026〕5号", True),
        ("会政办发〔2022〕114号", True),
        ("克民发[2026]05号", False),
        ("克民发〔2026〕第5号", False),
        ("克民发第〔2026〕5号", False),
        ("克民发〔2026〕５号", False),
    ],
)
def test_example_12_document_numbers(number, sound):
    assert (services.document_number_problem(number) == "") is sound


def test_unsound_number_and_dates_are_refused(staff):
    with pytest.raises(ValueError, match="不规范"):
        enter(staff, document_number="会政办发[2022]114号")
    with pytest.raises(ValueError, match="发布日期不得早于成文日期"):
        enter(staff, issued_on=date(2022, 7, 1))


@pytest.mark.requirement("KC-13")
def test_repealed_document_is_in_force_until_its_day(staff):
    old = enter(staff)
    new = enter(staff, index_number="2", document_number="会政办发〔2026〕9号", title="新标准")
    services.change_validity(
        old, "repealed", on=date(2026, 7, 1), replaced_by=new, by=staff["chen"], at=AT
    )
    found = {
        day: [row.pk for row in queries.policy_documents(staff["chen"], in_force_on=day)]
        for day in (date(2026, 6, 30), date(2026, 7, 1))
    }
    assert old.pk in found[date(2026, 6, 30)]
    assert old.pk not in found[date(2026, 7, 1)]
    assert old.replaced_by == new


def test_town_reads_what_binds_it_and_not_its_neighbour(staff):
    of_county, of_neighbour = (
        enter(staff),
        enter(staff, index_number="3", document_number="", division_id=OTHER_TOWN),
    )
    assert list(queries.policy_documents(staff["lin"])) == [of_county]
    assert of_neighbour in queries.policy_documents(staff["chen"])
