"""What a visit finds becomes a lead of the family, once, whoever went."""

from datetime import date

from minzheng.kernel.accounts.models import Mandate, User
from minzheng.kernel.documents.tests.county import TOWN, moment
from minzheng.kernel.monitoring.models import Lead
from minzheng.kernel.visits import services as visits


def come(household, who, day, follow_up, **said):
    visits.record_visit(
        household, kind="care", purpose="月探访", visited_at=moment(11, day), by=who, at=moment(11, day),
        form_answers={"follow_up": follow_up, **said},
    )  # fmt: skip


def test_visit_opens_one_lead_for_the_family_and_later_ones_are_added_to_it(family, staff, small):
    come(family, staff["worker"], 3, "no", needs=["care"])
    assert not Lead.objects.exists()
    come(family, staff["worker"], 4, "urgent", needs=["safety"], note="炉子漏烟")
    come(family, staff["lin"], 5, "lead", needs=["medical"])
    lead = Lead.objects.get()
    assert (lead.risk, lead.reported_by) == ("high", staff["worker"])
    assert [entry.note for entry in lead.entries.order_by("pk")][-1] == (
        "报乡镇核实帮助：走访发现就医用药（月探访）"
    )


def test_what_an_institution_finds_is_reported_by_the_platform(family, staff, small):
    nurse = Mandate.objects.create(
        user=User.objects.create_user("kang"), role="institution", division_id=TOWN,
        valid_from=date(2020, 1, 1),
    )  # fmt: skip
    come(family, nurse, 4, "lead", needs=["care"])
    assert Lead.objects.get().reported_by.role == "system"
