"""The pages of recoveries: each hand sees its own next step, and the stranger nothing."""

import pytest
from django.urls import reverse

from minzheng.core import months
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.payments.choices import RecoveryOrigin
from minzheng.kernel.payments.models import PaymentLine, Recovery
from minzheng.kernel.payments.services import recovery

SEAT = "会师镇"


@pytest.fixture
def overpaid(county) -> Recovery:
    """Return what one paid line of the seat paid too much, just found."""
    line = (
        PaymentLine.objects.filter(
            division__parent__name=SEAT, state="paid", kind="regular", entitlement__valid_to=None
        )
        .order_by("-month", "pk")
        .first()
    )
    chen = Mandate.objects.get(user__username="chen")
    row = recovery.find(
        line.entitlement, origin=RecoveryOrigin.HAND, since=months.first_day(line.month), due=0,
        reason="收入增加未报告", by=chen, at=line.run.sent_at,
    )  # fmt: skip
    assert row is not None
    return row


def act(client, row, name, **told):
    return client.post(reverse("office:recovery_act", args=[row.pk, name]), told)


def page(client, row) -> str:
    return client.get(reverse("office:recovery", args=[row.pk])).content.decode()


def test_hands_take_a_recovery_from_found_to_booked(desk, overpaid):
    chen, wei, sun, lin = desk("chen"), desk("wei"), desk("sun"), desk("lin")
    assert "propose_cause" in page(chen, overpaid)
    assert "propose_cause" not in page(wei, overpaid)
    missing = act(chen, overpaid, "propose", cause="unreported", heard="", hold_from="")
    assert "须听取当事人意见" in missing.content.decode()
    act(
        chen,
        overpaid,
        "propose",
        cause="unreported",
        heard="没有意见",
        hold_from=str(overpaid.lines.first().line.entitlement_id),
    )
    act(wei, overpaid, "decide", agree="yes", words="同意")
    overpaid.refresh_from_db()
    assert overpaid.state == "decided"
    told = page(chen, overpaid)
    assert "追缴决定书" in told
    assert "扣回计划" in told
    act(lin, overpaid, "deliver", on="2026-11-16", how="直接送达")
    act(sun, overpaid, "repay", amount="1.00", how="bank", voucher="收1", on="2026-11-16")
    assert "1.00 收1" in page(sun, overpaid)


def test_list_filters_sorts_and_leaves_as_a_workbook(desk, overpaid):
    chen, address = desk("chen"), reverse("office:recoveries")
    assert str(overpaid.debtor) in chen.get(address).content.decode()
    assert str(overpaid.debtor) not in chen.get(f"{address}?state=waived").content.decode()
    assert chen.get(f"{address}?export=xlsx&sort=-amount").getvalue()[:2] == b"PK"
    assert str(overpaid.debtor) not in desk("zhao").get(address).content.decode()


def test_family_file_shows_it_and_a_clerk_puts_down_what_was_found(desk, overpaid):
    lin, home = desk("lin"), overpaid.household
    file = lin.get(reverse("office:household", args=[home.pk])).content.decode()
    assert reverse("office:recovery", args=[overpaid.pk]) in file
    new, line = reverse("office:recoveries_new"), overpaid.lines.first().line
    overpaid.lines.all().delete()
    overpaid.delete()
    assert lin.post(new, {"number": home.number}).headers["Location"].endswith(f"={home.pk}")
    told = {
        "entitlement": line.entitlement_id,
        "since": line.month,
        "due": "0",
        "reason": "走访发现",
    }
    lin.post(f"{new}?household={home.pk}", told)
    assert Recovery.objects.get(household=home).amount == line.amount
    assert desk("zhao").get(f"{new}?household={home.pk}").status_code == 404


def test_stranger_finds_no_recovery_of_the_seat(desk, overpaid):
    zhao = desk("zhao")
    assert zhao.get(reverse("office:recovery", args=[overpaid.pk])).status_code == 404
    assert act(zhao, overpaid, "deliver", on="2026-11-16", how="直接送达").status_code == 404
