"""What people did with the month: they paid it, worked some leads, and took cases through."""

import datetime
from collections.abc import Callable, Sequence
from typing import Any

from minzheng.core import clock, months
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.benefits.models import Entitlement
from minzheng.kernel.monitoring.models import Lead
from minzheng.kernel.payments import files as bank_files
from minzheng.kernel.payments import services as payments
from minzheng.kernel.payments.banks.stand_in import StandInBank
from minzheng.kernel.payments.choices import RunKind, RunState
from minzheng.kernel.payments.models import PaymentLine, PaymentRun
from minzheng.kernel.people.models import Household, Person
from world import applications, leads, places, staff
from world.allowances import TEKUN
from world.taking_over import DIBAO

Moment = Callable[..., datetime.datetime]
FAILURES = 3


def play(moment: Moment, *, month: str, stories: Sequence[dict[str, Any]]) -> str:
    """Let the staff act through the services; return what happened in one line."""
    people = staff.mandates()
    office = applications.Office(people, moment)
    paid, failed = pay(people, moment, month=months.shift_month(month, 1))
    made = applications.play(office, families(stories))
    applications.look_after(office, supported())
    worked = leads.play(office, stories)
    return f"发放 {paid} 笔、银行退回 {failed} 笔；{len(made)} 件申请、{worked} 条线索有人办理"


def families(stories: Sequence[dict[str, Any]]) -> dict[str, list[Household]]:
    """Return the seat's families who ask: poor ones with a lead, others, and the one at the line."""
    told = {story["key"]: story["household"] for story in stories}
    seat = Household.objects.filter(
        division__parent__name=places.SEAT, is_demo=True, valid_to__isnull=True
    ).select_related("division", "head")
    found = Lead.objects.filter(kind="missed", household__in=seat).values("household")
    poor = seat.filter(pk__in=found).exclude(number=told["couple_never_applied"])
    receiving = Entitlement.objects.filter(benefit__in=(DIBAO, TEKUN)).values("household")
    plain = seat.exclude(pk__in=receiving).exclude(pk__in=found).exclude(number__in=told.values())
    return {
        "poor": list(poor.order_by("number")[:4]),
        "others": list(plain.order_by("number")[:4]),
        "hardship": list(plain.order_by("number")[4:6]),
        "refused": list(seat.filter(number=told["exactly_at_the_line"])),
    }


def supported() -> list[Person]:
    """Return supported persons of the county whose care is looked after this month."""
    rows = Entitlement.objects.filter(benefit=TEKUN, person__isnull=False, valid_to=None)
    return [row.person for row in rows.select_related("person").order_by("pk")[:3] if row.person]


def pay_former(people: dict[str, Mandate], *, month: str) -> int:
    """Pay the month before the demo's first one, so that there is something to compare with.

    Every account was good then; the run is closed. Returns how many lines were paid.
    """
    county = people["chen"].division
    day = datetime.datetime.combine(months.first_day(month), datetime.time(9), clock.SHANGHAI)
    run = payments.build_run(DIBAO, month, division=county, by=people["chen"], at=day)
    steps = [day + datetime.timedelta(days=n) for n in (7, 8, 9)]
    payments.submit(run, by=people["chen"], at=steps[0])
    payments.approve(run, by=people["wei"], at=steps[1])
    for file in payments.send(run, by=people["sun"], at=steps[1]):
        content, form = bank_files.content(file), bank_files.form_of(file)
        bank = StandInBank({item.account: item.name for item in form.read_items(content)})
        name = f"{file.file_name}.ret"
        payments.read_return(
            file, file_name=name, content=bank.answer(content, form), by=people["sun"], at=steps[2]
        )
    run.refresh_from_db()
    payments.close(run, by=people["sun"], at=steps[2])
    return run.lines.filter(state="paid").count()


def pay(people: dict[str, Mandate], moment: Moment, *, month: str) -> tuple[int, int]:
    """Submit, approve and send the month's run, and read the bank's answer back."""
    run = PaymentRun.objects.get(benefit=DIBAO, month=month, kind=RunKind.REGULAR.value)
    if run.state == RunState.DRAFT.value:
        payments.submit(run, by=people["chen"], at=moment(4, 10))
        payments.approve(run, by=people["wei"], at=moment(5, 9))
        payments.send(run, by=people["sun"], at=moment(5, 15))
    bank = _bank(run)
    for file in run.files.all():
        answer = bank.answer(bank_files.content(file), bank_files.form_of(file))
        payments.read_return(
            file, file_name=f"{file.file_name}.ret", content=answer, by=people["sun"],
            at=moment(6, 11),
        )  # fmt: skip
    lines = run.lines.values_list("state", flat=True)
    return sum(s == "paid" for s in lines), sum(s == "failed" for s in lines)


def _bank(run: PaymentRun) -> StandInBank:
    """Return the bank with its own books: one account closed, one frozen, one in another name."""
    lines: list[PaymentLine] = list(run.lines.filter(state="sent").order_by("id"))
    holders = {line.account or "": line.payee_name for line in lines}
    troubled = [line.account or "" for line in lines[7 :: max(1, len(lines) // FAILURES)]][
        :FAILURES
    ]
    for account in troubled[2:3]:
        holders[account] = "另一户名"
    return StandInBank(holders, frozenset(troubled[:1]), frozenset(troubled[1:2]))
