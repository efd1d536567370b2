"""A change of standards: one paper, two people, the law between them, nothing taken twice."""

from datetime import date

import pytest

from minzheng.kernel.determinations import checks, declarations, queries, services
from minzheng.kernel.determinations.models import ParameterValue, StandardChange
from minzheng.kernel.determinations.services import NewValue, ParameterError
from minzheng.kernel.determinations.tests.fixtures import AT, KEY
from minzheng.policy.legality import FLAG, Comparison, FigureMissing, LegalityCheck

SINCE = date(2026, 12, 1)
STANDARD = f"{KEY}.small_standard"


def value(text: str = "410", **changes: object) -> NewValue:
    """Return the rural standard of the county from December."""
    wanted = {
        "policy": KEY, "name": "small_standard", "division": "620422", "since": SINCE, "value": text, "category": "rural",
    }  # fmt: skip
    return NewValue(**{**wanted, **changes})


@pytest.fixture
def propose(small, staff):
    def make(*rows: NewValue, by: str = "chen", **paper: str) -> StandardChange:
        told = {"title": "提标", "document": "会政发〔2026〕9号", "source": "县政府会议", **paper}
        return services.propose_change(
            told.pop("title"), told.pop("document"), told.pop("source"), rows or (value(),),
            by=staff[by], at=AT, **told,
        )  # fmt: skip

    return make


@pytest.fixture
def rule(small):
    """Return a function that declares a check of the small standard: a floor in fen, or nobody knows."""
    made = []

    def declare(floor: int | None, severity: str = "block") -> None:
        def compare(figures):
            if floor is None:
                raise FigureMissing("上年度人均消费支出")
            return Comparison(figures.value(STANDARD), floor, "补助标准", "下限", "元/人·月")

        check = LegalityCheck(
            "test.floor",
            "补助标准不低于下限",
            "测试办法",
            (STANDARD,),
            compare,
            ("rural",),
            severity,
        )
        declarations.declare_checks(check)
        made.append(check.key)

    yield declare
    for key in made:
        declarations._checks.remove(key)


def in_force(on: date = SINCE) -> str:
    return queries.value_in_force(KEY, "small_standard", "620422100001", on, "rural").value


@pytest.mark.requirement("KC-12")
def test_all_values_of_a_paper_count_from_their_day_once_another_released_them(propose, staff):
    change = propose(value(), value("450", category="urban"))
    assert in_force() == "400.50"
    with pytest.raises(ParameterError, match="岗位"):
        services.release_change(change, by=staff["chen"], at=AT)
    services.release_change(change, by=staff["reviewer"], at=AT)
    assert (in_force(date(2026, 11, 30)), in_force()) == ("400.50", "410")
    assert set(change.values.values_list("state", flat=True)) == {"released"}


@pytest.mark.parametrize("typed", ["６９０", "690元", "690 元/人·月", " 690.00", "￥690", "690"])
def test_number_is_read_as_it_is_meant(propose, typed):
    (row,) = propose(value(typed)).values.all()
    assert row.value in {"690", "690.00"}


@pytest.mark.parametrize(
    ("typed", "words"), [("690%", "不是数值"), ("六百九", "不是数值"), ("-5", "负数")]
)
def test_number_that_is_none_is_refused_and_nothing_is_kept(propose, typed, words):
    with pytest.raises(ParameterError, match=words):
        propose(value(), value(typed, category="urban"))
    assert not StandardChange.objects.exists()


def test_draft_sent_twice_is_one_and_another_draft_of_the_same_value_is_told_of_it(propose):
    assert propose().pk == propose().pk
    with pytest.raises(ParameterError, match="已在标准调整“提标”中待复核"):
        propose(value("420"), title="再提标")


def test_county_registers_what_the_prefecture_sets_but_sets_it_not(propose, staff, small):
    declared = small.parameters["small_standard"]
    small.parameters["small_standard"] = type(declared)(
        KEY,
        "small_standard",
        "补助标准",
        "元/人·月",
        list(type(declared.set_by))[2],
        "测试办法",
        by="residence",
    )
    try:
        own = propose()
        with pytest.raises(ParameterError, match="须由市级以上制定"):
            services.release_change(own, by=staff["reviewer"], at=AT)
        services.withdraw_change(own, by=staff["chen"], at=AT)
        nameless = propose(document="", issued_by="prefecture")
        with pytest.raises(ParameterError, match="须填写文号"):
            services.release_change(nameless, by=staff["reviewer"], at=AT)
        services.withdraw_change(nameless, by=staff["chen"], at=AT)
        services.release_change(propose(issued_by="prefecture"), by=staff["reviewer"], at=AT)
    finally:
        small.parameters["small_standard"] = declared
    assert in_force() == "410"


def test_unlawful_standard_is_not_released_and_says_by_which_figures(propose, rule, staff):
    rule(41_001)
    with pytest.raises(ParameterError, match=r"410 元/人·月，低于下限 410.01 元/人·月"):
        services.release_change(propose(), by=staff["reviewer"], at=AT, reason="照发")
    assert in_force() == "400.50"


@pytest.mark.parametrize("floor", [41_001, None])
def test_flag_and_unknown_ask_for_a_reason_that_is_kept(propose, rule, staff, floor):
    rule(floor, FLAG)
    change = propose()
    with pytest.raises(ParameterError, match="请写明发布理由"):
        services.release_change(change, by=staff["reviewer"], at=AT)
    released = services.release_change(change, by=staff["reviewer"], at=AT, reason="按市级文件")
    assert released.reason == "按市级文件"


def test_place_makes_a_remark_binding(propose, rule, staff, county):
    rule(41_001, FLAG)
    ParameterValue.objects.create(
        policy="legality", name="test.floor", division=county, since=date(2020, 1, 1), value="block",
        source="县规定", state="released",
    )  # fmt: skip
    with pytest.raises(ParameterError, match="不能发布"):
        services.release_change(propose(), by=staff["reviewer"], at=AT, reason="照发")


def test_withdrawn_draft_is_kept_and_its_place_is_free(propose, staff):
    change = propose()
    with pytest.raises(ParameterError, match="拟稿人"):
        services.withdraw_change(change, by=staff["reviewer"], at=AT)
    services.withdraw_change(change, by=staff["chen"], at=AT)
    assert propose(value("420"), title="再提标").state == "draft"
    assert StandardChange.objects.filter(state="withdrawn").count() == 1


def test_single_value_is_a_change_of_its_own(small, staff, county):
    row = services.enter_value(
        policy=KEY, name="small_standard", division=county, since=SINCE, value="410", category="rural",
        source="会议", by=staff["chen"], at=AT,
    )  # fmt: skip
    row = services.release_value(row, by=staff["reviewer"], at=AT)
    assert (row.change.state, row.change.made_by) == ("released", staff["chen"])


@pytest.mark.requirement("SA-90")
def test_years_of_a_standard_give_its_mean_growth(small, county):
    for since, text in (
        (date(2016, 3, 1), "346"),
        (date(2018, 1, 1), "500"),
        (date(2020, 1, 1), "623"),
    ):
        ParameterValue.objects.create(
            policy=KEY, name="small_standard", division=county, since=since, value=text, category="urban",
            source="规划", state="released",
        )  # fmt: skip
    course = next(c for c in checks.courses("620422", date(2020, 6, 30)) if c.category == "urban")
    assert course.years == {2016: 34_600, 2017: 34_600, 2018: 50_000, 2019: 50_000, 2020: 62_300}
    assert (course.span, round(course.mean_growth, 4)) == (4, 0.1584)
    short = checks.courses("620422", date(2020, 6, 30), first=2018, last=2020)
    assert round(next(c for c in short if c.category == "urban").mean_growth, 4) == 0.1162


@pytest.mark.requirement("SA-44")
def test_natural_growth_goes_up_to_the_whole_yuan_or_says_what_is_missing(small, rule):
    check = LegalityCheck(
        "test.grow", "增长", "测试办法", (STANDARD,), lambda _figures: None, ("rural",), FLAG,
        lambda figures: figures.value("statistics.consumption_growth"),
    )  # fmt: skip
    declarations.declare_checks(check)
    try:
        (unknown,) = [g for g in checks.natural_growth("620422", SINCE) if g.policy == KEY]
        assert (unknown.proposed, unknown.missing) == (None, "上年度居民人均消费支出增速")
        ParameterValue.objects.create(
            policy="statistics", name="consumption_growth", division_id="620422", since=date(2026, 1, 1), value="4.5",
            unit="%", source="统计公报", state="released",
        )  # fmt: skip
        (grown,) = [g for g in checks.natural_growth("620422", SINCE) if g.policy == KEY]
    finally:
        declarations._checks.remove("test.grow")
    assert (grown.percent, grown.proposed) == (450, 41_900)  # 400.50 × 1.045 = 418.5225
