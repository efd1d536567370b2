"""Who has a certificate and what he draws, and whom a screening of disabled persons visits (DI-10)."""

from collections.abc import Collection
from datetime import date
from typing import Any

import polars as pl

from minzheng.facts.tables import DISABILITY_KINDS
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.benefits import queries as benefits
from minzheng.kernel.benefits.declarations import benefit
from minzheng.kernel.benefits.models import Entitlement
from minzheng.kernel.campaigns.declarations import Listed, Question, target
from minzheng.kernel.determinations import queries as determinations
from minzheng.kernel.determinations.choices import OUTCOMES
from minzheng.kernel.divisions import queries as divisions
from minzheng.kernel.people.models import Membership, Person
from minzheng.kernel.verification.queries import latest_month

LIVING, NURSING = "disability.living", "disability.nursing"
CERTIFICATE = ("disability_kind", "disability_grade", "certificate_until")
GRADES = {1: "一级", 2: "二级", 3: "三级", 4: "四级"}
LABELS = {LIVING: "生活补贴测算", NURSING: "护理补贴测算"}


def certified(viewer: Mandate, on: date) -> list[dict[str, Any]]:
    """Return person, kind, grade and expiry of the certificates in the viewer's divisions."""
    codes = divisions.subtree(viewer.division_id).values_list("code", flat=True)
    return certificates(list(codes), latest_month(on))


def certificates(codes: Collection[str], month: str) -> list[dict[str, Any]]:
    """Return person, kind, grade and expiry of the certificates in some divisions, as of a month."""
    path = determinations.facts_path(month, "persons")
    if not path.is_file():
        return []
    facts = pl.scan_parquet(path)
    present = facts.collect_schema().names()
    names = [pl.col(name) if name in present else pl.lit(None).alias(name) for name in CERTIFICATE]
    graded = pl.col("disability_grade").is_between(1, 4) & pl.col("division").is_in(list(codes))
    return facts.filter(graded).select("person", *names).collect().to_dicts()


def allowances(viewer: Mandate, on: date) -> dict[int, list[str]]:
    """Return which of the two subsidies each person draws on a day."""
    rows = benefits.entitlements(viewer).filter(
        benefits.in_force(on), benefit__in=(LIVING, NURSING), person__isnull=False
    )
    found: dict[int, list[str]] = {}
    for person, key in rows.values_list("person", "benefit"):
        found.setdefault(person, []).append(benefit(key).label)
    return found


@target(
    "disability.unsubsidised",
    "持证未享受补贴的残疾人",
    questions=(
        Question("certificate", "残疾人证是否有效", ("有效", "已过期", "遗失")),
        Question("care", "是否有人照料", ("有人照料", "照料不足", "无人照料")),
        Question("aids", "已适配的辅助器具", fact="disability_aids", help="没有的不填"),
        Question(
            "services", "正在接受的康复、托养服务", fact="disability_services", help="没有的不填"
        ),
    ),
    workflows=(f"{LIVING}.application", f"{NURSING}.application"),
)
def unsubsidised(codes: list[str], on: date) -> list[Listed]:
    """Everybody with a certificate who draws neither subsidy, with what the register and the law say of him."""
    month = latest_month(on)
    told = {line["person"]: line for line in certificates(codes, month)}
    held = Entitlement.objects.filter(
        benefits.in_force(on), benefit__in=(LIVING, NURSING), person__in=told
    )
    without = told.keys() - set(held.values_list("person", flat=True))
    said = {key: _outcomes(key, month, without) for key in LABELS}
    rows = Person.objects.filter(pk__in=without, died_on=None, merged_into=None)
    members = Membership.objects.in_force(on).filter(person__in=rows)
    homes = {
        person: (household, division)
        for person, household, division in members.values_list(
            "person", "household", "household__division"
        )
    }
    return [
        Listed(home, row.pk, division, _known(told[row.pk], row.pk, said))
        for row in rows.order_by("division__path", "pk")
        for home, division in [homes.get(row.pk, (None, row.division_id))]
    ]


def _outcomes(policy: str, month: str, persons: Collection[int]) -> dict[int, str]:
    """Return what the law said of persons in a month, in Chinese."""
    answers = determinations.results(policy, month)
    if answers is None:
        return {}
    found = answers.filter(pl.col("person").is_in(list(persons))).select("person", "outcome")
    return {
        person: OUTCOMES.get(outcome, outcome) for person, outcome in found.collect().iter_rows()
    }


def _known(line: dict[str, Any], person: int, said: dict[str, dict[int, str]]) -> dict[str, str]:
    """Return what is known of one person before anybody knocks at the door."""
    until = line["certificate_until"]
    return {
        "残疾类别": DISABILITY_KINDS.get(line["disability_kind"] or "", ""),
        "等级": GRADES[line["disability_grade"]],
        "残疾人证有效期": until.isoformat() if until else "",
        **{label: said[key].get(person, "") for key, label in LABELS.items()},
    }
