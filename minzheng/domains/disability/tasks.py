"""What disability welfare does every month by itself: certificates whose grade has changed."""

from datetime import datetime

from django.utils.timezone import localdate

from minzheng.core import months
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.campaigns import services as life
from minzheng.kernel.campaigns.choices import GRADE_CHANGED
from minzheng.kernel.cycle.declarations import monthly
from minzheng.kernel.divisions import queries as divisions
from minzheng.kernel.people.models import Person

from . import queries


@monthly("disability.grades", "残疾等级变化")
def grades(month: str, *, by: Mandate, at: datetime) -> dict[str, int]:
    """Open in every room what a changed grade asks of it: the certificates of two months beside each other."""
    codes = list(divisions.subtree(by.division_id).values_list("code", flat=True))
    before = {
        line["person"]: line["disability_grade"]
        for line in queries.certificates(codes, months.shift_month(month, -1))
    }
    changed = {
        line["person"]: (before[line["person"]], line["disability_grade"])
        for line in queries.certificates(codes, month)
        if before.get(line["person"], line["disability_grade"]) != line["disability_grade"]
    }
    on = min(months.first_day(month), localdate(at))
    for person in Person.objects.filter(pk__in=changed, died_on=None):
        old, new = (queries.GRADES[grade] for grade in changed[person.pk])
        life.record_life_event(
            person, kind=GRADE_CHANGED, happened_on=on, note=f"{old} → {new}", by=by, at=at
        )
    return {"changed": len(changed)}
