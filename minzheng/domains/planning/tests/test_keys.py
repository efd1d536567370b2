"""Every figure the requirements name is declared, and every name of the shipped plans has its line."""

import csv
from pathlib import Path

import pytest
import yaml

from minzheng.domains.planning.services import content
from minzheng.kernel.indicators.declarations import registry

ROOM = Path(__file__).resolve().parents[1]
LIST = ROOM.parents[1] / "site" / "requirements" / "requirements.csv"
PLANS = sorted((ROOM / "plans").glob("*.yaml"))

# Where each INDICATOR row of the requirements is declared; SW-35 and ST-21 are one figure.
ROWS = {
    "SA-80": "assistance.dibao.standard_growth",
    "SA-81": "assistance.dibao.rural_urban_ratio",
    "SA-82": "assistance.dibao.consumption_share",
    "SA-83": "assistance.tekun.basic_urban assistance.tekun.basic_rural",
    "SA-84": "assistance.tekun.care_full_scattered assistance.tekun.care_half_scattered assistance.tekun.care_self_scattered "
    "assistance.tekun.care_full_centralised assistance.tekun.care_half_centralised assistance.tekun.care_self_centralised",
    "SA-85": "assistance.tekun.central_rate",
    "SA-86": "assistance.services.share",
    "SA-87": "assistance.workers.policy_awareness",
    "SA-88": "assistance.safety_net.persons assistance.safety_net.growth",
    "CH-58": "children.stations.township_coverage",
    "CH-59": "children.facilities.coverage",
    "CH-60": "children.platform.coverage",
    "CH-61": "children.workers.training_rate",
    "CH-62": "children.institutions.care_worker_share",
    "CH-63": "children.unattended.guarantee_rate",
    "CH-64": "children.supervisors.coverage children.directors.coverage children.staff.trained_coverage",
    "CH-65": "children.directors.training_attendance",
    "EL-79": "elderly.beds.nursing_share",
    "EL-80": "elderly.townships.comprehensive_coverage",
    "EL-81": "elderly.estates.facility_conformity",
    "EL-82": "elderly.visits.monthly_rate",
    "EL-83": "elderly.beds.per_1000",
    "EL-84": "elderly.beds.occupancy",
    "EL-85": "elderly.beds.added",
    "EL-86": "elderly.disabled_care.county_coverage",
    "EL-87": "elderly.homes.adapted elderly.meals.points elderly.homes.family_beds elderly.carers.trained",
    "DI-14": "disability.living.coverage",
    "DI-15": "disability.nursing.coverage",
    "CG-49": "community.governance.centres",
    "CG-54": "community.facilities.area_per_100_households",
    "CG-55": "community.facilities.coverage community.facilities.urban_coverage community.facilities.rural_coverage",
    "CG-56": "community.elections.turnout",
    "CG-57": "community.platform.coverage",
    "CG-58": "community.townships.one_stop_coverage",
    "SO-38": "organisations.staff.fulltime organisations.staff.fulltime_per_10000",
    "SO-39": "organisations.party.work_coverage organisations.party.body_rate",
    "SO-40": "organisations.registered.count organisations.registered.added organisations.registered.growth",
    "SO-41": "organisations.inspection.pass_rate",
    "CY-22": "charity.brands.made",
    "SW-30": "volunteering.social_workers.total",
    "SW-31": "volunteering.stations.facility_coverage",
    "SW-32": "volunteering.social_work.station_coverage volunteering.social_work.needy_coverage",
    "SW-33": "volunteering.volunteers.share",
    "SW-34": "volunteering.social_work.bodies",
    "SW-35": "community.workers.certified_share",
    "LO-11": "charity.lottery.outlets",
    "PN-32": "places.signs.rate",
    "MA-28": "marriage.cross_province.rate",
    "MA-29": "marriage.offices.counselling_share",
    "MA-30": "marriage.offices.grade_3a_share",
    "FU-22": "funeral.burial.county_coverage",
    "FU-23": "funeral.burial.eco_rate",
    "FU-24": "funeral.cremation.rate",
    "FU-25": "funeral.facilities.county_coverage",
    "FU-26": "funeral.cemeteries.coverage funeral.fleets.coverage",
    "VR-16": "rescue.returns.escort_rate",
    "MH-08": "disability.mental.institution_coverage",
    "ST-21": "community.workers.certified_share",
    "ST-22": "community.workers.per_10000",
}
# Computed from rows and parameters from the start, never typed.
COMPUTED = [
    "SA-80",
    "SA-81",
    "SA-82",
    "SA-83",
    "SA-84",
    "SA-85",
    "SA-86",
    "SA-88",
    "CH-63",
    "DI-14",
    "DI-15",
    "EL-82",
    "ST-22",
]


def lines() -> list[dict[str, str]]:
    with (ROOM / "keys.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_indicator_row_is_declared():
    with LIST.open(encoding="utf-8", newline="") as file:
        asked = {row[0] for row in csv.reader(file) if row[1] == "INDICATOR"}
    assert ROWS.keys() == asked
    named = {key for keys in ROWS.values() for key in keys.split()}
    assert {key for key in named if key not in registry} == set()


def test_what_our_rows_tell_is_counted_and_nothing_of_it_can_be_typed():
    counted = {
        row
        for row, keys in ROWS.items()
        if not any(registry.get(k).is_reported for k in keys.split())
    }
    assert counted == set(COMPUTED)


def test_every_line_names_a_figure_that_is_declared():
    named = {line["indicator"] for line in lines()} - {""}
    assert {key for key in named if key not in registry} == set()
    once = [(line["plan_key"], line["unit"]) for line in lines()]
    assert len(once) == len(set(once))


def test_one_name_means_another_figure_where_its_unit_is_another():
    assert content.meant("social_org_fulltime_staff", "person") == "organisations.staff.fulltime"
    per = content.meant("social_org_fulltime_staff", "person per 10000 persons")
    assert per == "organisations.staff.fulltime_per_10000"
    assert content.meant("marriage_cross_province", "done") == ""


@pytest.mark.parametrize("path", PLANS, ids=lambda path: path.stem)
def test_every_key_of_a_shipped_plan_has_its_line(path):
    plan = yaml.safe_load(path.read_text(encoding="utf-8"))
    keys = {row["key"] for part in ("indicators", "targets") for row in plan[part]}
    assert keys - {line["plan_key"] for line in lines()} == set()
