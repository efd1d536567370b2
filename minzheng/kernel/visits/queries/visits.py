"""Visits a viewer may see, and whether a case was visited as the law wants."""

from datetime import datetime

from django.db.models import QuerySet

from minzheng.core.forms import Form
from minzheng.core.reading import kept
from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.cases.declarations import condition
from minzheng.kernel.cases.models import Case
from minzheng.kernel.people.models import Household

from .. import choices
from ..declarations import visit_rules
from ..models import HomePlace, Visit


@kept
def visits(viewer: Mandate, household: Household | None = None) -> QuerySet[Visit]:
    """Return the visits in the viewer's division, of one household if named, newest first."""
    rows = accounts.visible(household.visits.all() if household else Visit.objects.all(), viewer)
    rows = rows.select_related("person", "worker", "by__user", "second_visitor__user")
    rows = rows if household else rows.select_related("household__head")
    return rows.order_by("-visited_at", "-pk")


def suspicious(viewer: Mandate) -> QuerySet[Visit]:
    """Return the visits in the viewer's division whose proof raised questions, newest first."""
    return visits(viewer).exclude(standing=choices.SOUND).select_related("review__by__user")


def home_place(household: Household) -> HomePlace | None:
    """Return where a household lives on the map, None while nobody knows."""
    return HomePlace.objects.filter(household=household).first()


def forms() -> list[Form]:
    """Return the form of every declared rule, for the phone; two rules may share one."""
    found = {rule.form.key: rule.form for rule in visit_rules()}
    return [found[key] for key in sorted(found)]


@condition("已入户调查")
def visit_recorded(case: Case, at: datetime) -> tuple[bool, str]:
    """Two investigators surveyed the family for this case, or one in an emergency (低保57号 16)."""
    surveys = case.visits.filter(kind__in=choices.SURVEY_KINDS, visited_at__lte=at)
    if not surveys.exists():
        return False, "尚未记录入户调查"
    done = any(visit.is_emergency or visit.second_visitor_id is not None for visit in surveys)
    return done, "" if done else "入户调查须有两名以上调查人员"


@condition("县级已入户核查")
def county_visited(case: Case, at: datetime) -> tuple[bool, str]:
    """The county visited a case of near kin, with a complaint, or drawn as a sample."""
    reasons = [
        label
        for needed, label in (
            (case.near_kin, "近亲属备案"),
            (case.complained, "有投诉举报"),
            (case.sampled, "列入抽查"),
        )
        if needed
    ]
    if not reasons:
        return True, ""
    done = case.visits.filter(kind=choices.COUNTY_CHECK, visited_at__lte=at).exists()
    return done, "" if done else f"该办件{'、'.join(reasons)}，县级须入户核查后方可确认"
