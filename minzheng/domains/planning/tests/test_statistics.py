"""Statistical forms: approval, values, checks, two signatures, the frozen snapshot, the sum by area."""

from datetime import date
from decimal import Decimal

import pytest

from minzheng.domains.planning.declarations.forms import form_of, forms
from minzheng.domains.planning.models import StatisticsSnapshot
from minzheng.domains.planning.queries import statistics as queries
from minzheng.domains.planning.services import statistics as services
from minzheng.domains.planning.services.guards import PlanningError
from minzheng.kernel.determinations.services import seed_parameters
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.documents.tests.county import OTHER_TOWN, TOWN, moment
from minzheng.kernel.indicators.models import Observation

AT = moment(11, 4)
COUNTY, MONTH, QUARTER = "620422", "2026-10", "2026-Q3"
ELDERLY = {"01": "5", "02": "2", "03": "3", "04": "120", "05": "60", "06": "80"}


def observe(indicator, value, division=COUNTY, period=MONTH, category=""):
    return Observation.objects.create(
        indicator=f"assistance.{indicator}", division_id=division, period=period, numerator=value,
        dimension="residence" if category else "", category=category, computed_at=AT,
    )  # fmt: skip


@pytest.fixture
def approve(staff):
    """Return a function that registers a form's approval by two people."""
    seed_parameters()

    def made(form, valid_to=date(2027, 12, 31)):
        row = services.enter_approval(
            form, COUNTY, table_number="会民统1表", maker="会宁县民政局", approval_number="会统制〔2026〕1号",
            valid_from=date(2025, 1, 1), valid_to=valid_to, by=staff["chen"], at=AT,
        )  # fmt: skip
        return services.decide_approval(row, agreed=True, by=staff["reviewer"], at=AT)

    return made


@pytest.fixture
def opened(staff):
    """Return a function that opens a form for a place."""

    def made(form, period, who="chen", place=COUNTY):
        division = Division.objects.get(code=place)
        return services.open_return(form, division, period, by=staff[who], at=AT)

    return made


def typed(report, values, by):
    given = {code: (Decimal(value), "设施台账", "") for code, value in values.items()}
    services.enter_values(report, given, by=by, at=AT)


@pytest.fixture
def signed(opened, staff):
    """Return a function that fills and signs the quarter of the elderly for a place."""

    def made(who, head, place, values=ELDERLY, period=QUARTER):
        row = opened("elderly.quarter", period, who, place)
        typed(row, values, staff[who])
        services.finish(row, by=staff[who], at=AT)
        return row, services.sign(row, by=staff[head], at=AT)

    return made


def test_declared_forms_are_whole():
    assert {"relief.month", "elderly.quarter", "county.year"} <= {form.key for form in forms()}
    assert form_of("relief.month").line("07").rounded(Decimal("1234567.00")) == Decimal("123.5")


@pytest.mark.parametrize("valid_to", [None, date(2026, 9, 30)])
def test_form_without_valid_approval_is_refused(approve, opened, valid_to):
    if valid_to:
        approve("relief.month", valid_to)
    else:
        seed_parameters()
    with pytest.raises(PlanningError, match="有效期内"):
        opened("relief.month", MONTH)


def test_unfinished_period_is_refused(approve, opened):
    approve("relief.month")
    with pytest.raises(PlanningError, match="还没有结束"):
        opened("relief.month", "2026-11")


def test_lines_come_from_indicators_and_unknown_stays_unknown(approve, opened, staff):
    approve("relief.month")
    row = observe("dibao.households", 40)
    observe("dibao.households", 30, category="rural")
    observe("dibao.monthly_amount", 1_234_567_00)
    report = opened("relief.month", MONTH)
    values = queries.values(report)
    assert (values["01"], values["02"], values["03"]) == (40, 0, 30)
    assert (values["07"], values["08"]) == (Decimal("123.5"), None)
    assert report.cells.get(line="01").observation == row
    with pytest.raises(PlanningError, match="没有数据"):
        services.finish(report, by=staff["chen"], at=AT)


def test_checks_within_a_form_and_against_last_period_must_be_met_or_explained(signed, opened, approve, staff):  # fmt: skip
    approve("elderly.quarter")
    signed("chen", "bureau", COUNTY, {**ELDERLY, "04": "100"}, "2026-Q2")
    report = opened("elderly.quarter", QUARTER)
    typed(report, {**ELDERLY, "01": "6", "04": "131"}, staff["chen"])
    found = [(p.kind, p.line) for p in queries.problems(report)]
    assert found == [("error", "01"), ("swing", "04")]
    typed(report, ELDERLY, staff["chen"])
    assert queries.problems(report) == []
    services.enter_values(report, {"04": (Decimal(131), "台账", "")}, by=staff["chen"], at=AT)
    with pytest.raises(PlanningError, match="超过 ±30%"):
        services.finish(report, by=staff["chen"], at=AT)
    given = {"04": (Decimal(131), "台账", "新建养老院投用")}
    services.enter_values(report, given, by=staff["chen"], at=AT)
    assert services.finish(report, by=staff["chen"], at=AT).state == "filled"


def test_check_between_tables_compares_the_quarter_with_its_last_month(approve, opened):
    approve("relief.month")
    approve("relief.quarter")
    observe("dibao.households", 40, period="2026-09")
    month = opened("relief.month", "2026-09")
    quarter = opened("relief.quarter", QUARTER)
    assert queries.values(quarter)["01"] == 40
    texts = [p.text for p in queries.problems(quarter) if p.kind == "error" and p.line == "01"]
    assert texts == []
    month.cells.filter(line="01").update(value=39)
    texts = [p.text for p in queries.problems(quarter) if p.kind == "error" and p.line == "01"]
    assert texts == ["季末低保户数应等于当季最后一个月的月报：40 与 39。"]


@pytest.mark.requirement("PL-18")
def test_form_is_signed_by_two_frozen_and_opened_again_with_a_reason(approve, signed, staff):
    approve("elderly.quarter")
    chen, bureau = staff["chen"], staff["bureau"]
    report, first = signed("chen", "bureau", COUNTY)
    assert report.due_on == date(2026, 10, 15)
    content, digest = first.content, first.digest
    services.send(report, by=chen, at=AT)
    with pytest.raises(PlanningError, match="不能再改"):
        typed(report, ELDERLY, chen)
    with pytest.raises(PlanningError, match="填写完整"):
        services.reopen(report, reason=" ", by=bureau, at=AT)
    services.reopen(report, reason="漏统一家养老院", by=bureau, at=AT)
    typed(report, {**ELDERLY, "01": "6", "02": "3"}, chen)
    services.finish(report, by=chen, at=AT)
    second = services.sign(report, by=bureau, at=AT)
    kept = StatisticsSnapshot.objects.get(pk=first.pk)
    assert (kept.content, kept.digest, kept.reason) == (content, digest, "漏统一家养老院")
    assert queries.is_intact(kept)
    kept.content = kept.content.replace('"5"', '"7"')
    assert not queries.is_intact(kept)
    kept.refresh_from_db()
    changed = [(c.line, c.before, c.after) for c in queries.compared(kept, second) if c.is_changed]
    assert changed == [("01", "5", "6"), ("02", "2", "3")]


def test_filler_never_signs_and_only_the_head_of_the_place_does(approve, opened, staff):
    approve("elderly.quarter")
    report = opened("elderly.quarter", QUARTER, "lin", TOWN)
    typed(report, ELDERLY, staff["lin"])
    services.finish(report, by=staff["lin"], at=AT)
    for who in ("lin", "wang", "bureau"):
        with pytest.raises(PlanningError):
            services.sign(report, by=staff[who], at=AT)
    assert services.sign(report, by=staff["head"], at=AT).revision == 1


@pytest.mark.requirement("PL-18")
def test_area_adds_what_may_be_added_and_never_people(approve, opened, signed, staff):
    approve("relief.month")
    approve("elderly.quarter")
    for place, count in ((COUNTY, 9), (TOWN, 5), (OTHER_TOWN, 5)):
        observe("dibao.households", count, place)
    for who, place in (("chen", COUNTY), ("lin", TOWN), ("zhao", OTHER_TOWN)):
        opened("relief.month", MONTH, who, place)
    county = Division.objects.get(code=COUNTY)
    _places, lines = queries.summary(staff["chen"], form_of("relief.month"), county, MONTH)
    assert (lines[0].own, lines[0].below, lines[0].total) == (9, {TOWN: 5, OTHER_TOWN: 5}, None)
    signed("lin", "head", TOWN)
    report = opened("elderly.quarter", QUARTER)
    with pytest.raises(PlanningError, match="还没有全部签署"):
        services.add_up(report, by=staff["chen"], at=AT)
    other = opened("elderly.quarter", QUARTER, "zhao", OTHER_TOWN)
    typed(other, {**ELDERLY, "04": "130"}, staff["zhao"])
    other.state = "sent"
    other.save()
    assert services.add_up(report, by=staff["chen"], at=AT) == len(ELDERLY)
    assert queries.values(report)["04"] == 250


def test_stranger_and_the_county_do_not_fill_a_townships_form(approve, opened, staff):
    approve("elderly.quarter")
    report = opened("elderly.quarter", QUARTER, "lin", TOWN)
    for who in ("zhao", "chen"):
        with pytest.raises(PlanningError):
            typed(report, ELDERLY, staff[who])
    assert not queries.returns(staff["zhao"]).exists()
    assert queries.due_on(form_of("elderly.quarter"), report.division, QUARTER) == date(2026, 10, 5)
    assert queries.due_on(form_of("county.year"), report.division, "2026") == date(2027, 2, 28)
