"""Assessments: the arithmetic of points, self-score to published ranking, the objection, the use of results."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.files.base import ContentFile

from minzheng.domains.planning.declarations import scoring
from minzheng.domains.planning.declarations.scoring import Given, ScoreItem
from minzheng.domains.planning.models import ScoreSheet
from minzheng.domains.planning.queries import assessment as queries
from minzheng.domains.planning.services import assessment as services
from minzheng.domains.planning.services.assessment import Judged
from minzheng.domains.planning.services.guards import PlanningError
from minzheng.kernel.accounts.models import Mandate, User
from minzheng.kernel.documents.tests.county import OTHER_TOWN, TOWN, moment
from minzheng.kernel.indicators.models import Observation

AT, LATER = moment(12, 1), moment(12, 15)
COUNTY, PREFECTURE = "620422", "620400"
RATE = "assistance.services.share"
ITEMS = (
    ScoreItem("服务类救助占比", 40, "指标", "社会救助", scoring.SHARE, RATE, Decimal(20)),
    ScoreItem("党建与监管", 60, "台账", "社会组织"),
    ScoreItem("经验推广", 3, "文件", "加分", scoring.BONUS),
    ScoreItem("通报批评", 10, "文件", "扣分", scoring.DEDUCTION),
    ScoreItem("重大责任事故", 59, "通报", "否决", scoring.VETO),
)


def points(value):
    return int(Decimal(value) * 100)


def given(**told):
    return {number: Given(points(told.get(f"i{number}", 0))) for number in range(1, 6)}


# -- arithmetic ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("actual", "target", "better", "expected"),
    [
        ("468000", "520000", "up", "9.00"),
        ("600000", "520000", "up", "10"),
        ("-1", "5", "up", "0"),
        ("8", "4", "down", "5"),
        ("0", "4", "down", "10"),
        ("1", "3", "up", "3.33"),
    ],
)
def test_share_is_weight_times_actual_over_target_up_to_the_weight(
    actual, target, better, expected
):
    item = ScoreItem("执行率", 10, "", way=scoring.SHARE, target=Decimal(target), better=better)
    assert scoring.points_for(item, Decimal(actual)) == points(expected)


@pytest.mark.parametrize(("actual", "expected"), [("79.99", 0), ("80", 9), ("95", 15)])
def test_interval_gives_the_points_of_the_step_reached(actual, expected):
    steps = ((Decimal(80), Decimal(9)), (Decimal(90), Decimal(15)))
    item = ScoreItem("年检", 15, "", way=scoring.INTERVAL, indicator="x", steps=steps)
    assert scoring.points_for(item, Decimal(actual)) == points(expected)


def test_project_score_of_the_handbook_is_good():
    parts = ("18.5", "17.2", "27.6", "26.1")
    items = [ScoreItem(text, 25, "") for text in ("决策", "过程", "产出", "效益")]
    found = scoring.total(items, {n: Given(points(p)) for n, p in enumerate(parts, 1)}, 0)
    assert (found.total, scoring.grade_of(found.total, scoring.BANDS)) == (8_940, "良")


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({"i1": 40, "i2": 50}, 90),
        ({"i1": 40, "i2": 60, "i3": 3}, 102),
        ({"i1": 40, "i2": 60, "i4": 4}, 96),
        ({"i1": 40, "i2": 60, "i5": 59}, 59),
        ({"i1": 1, "i4": 10}, 0),
    ],
)
def test_bonus_is_capped_deductions_count_and_a_veto_caps_the_sum(told, expected):
    assert scoring.total(ITEMS, given(**told), bonus_cap=2).total == points(expected)


def test_unknown_points_leave_the_sum_unknown_and_an_item_left_out_takes_its_weight():
    unknown = scoring.total(ITEMS, given(i2=45) | {1: Given(None)}, 2)
    assert (unknown.total, unknown.unknown) == (None, [1])
    excused = given(i2=45) | {1: Given(None, is_excused=True)}
    assert scoring.total(ITEMS, excused, 2).total == points(75)


def test_equal_sums_keep_the_listed_order():
    assert scoring.ranks({"甲": 9_000, "乙": 9_500, "丙": 9_000}) == {"乙": 1, "甲": 2, "丙": 3}


@pytest.mark.parametrize("kind", ["county", "town", "peace"])
def test_offered_schemes_make_a_hundred_points(kind):
    items = scoring.offered(kind)
    scoring.check_scheme(items)
    assert sum(item.points for item in items if item.way in scoring.WEIGHED) == 100


# -- from the scheme to the ranking -------------------------------------------------------------


@pytest.fixture
def confirmed(staff):
    """Return a function that enters and confirms a scheme."""

    def made(kind="town", items=ITEMS, by="chen", other="reviewer", division=COUNTY, year=2026):
        row = services.enter_scheme(
            kind, year, division, title=f"{year}年考核", document="会民发〔2026〕9号", bonus_cap=2,
            counted_to=date(year, 12, 31), objection_days=5, items=items, by=staff[by], at=AT,
        )  # fmt: skip
        return services.decide_scheme(row, agreed=True, by=staff[other], at=AT)

    return made


@pytest.fixture
def figures(county):
    for place, share in ((TOWN, 10), (OTHER_TOWN, 20), (COUNTY, 15)):
        Observation.objects.create(
            indicator=RATE, division_id=place, period="2026-10", numerator=share, denominator=100, computed_at=AT
        )  # fmt: skip


@pytest.fixture
def scored(confirmed, figures, staff):
    """Return a function that opens the sheets and lets both towns score themselves."""

    def made(**told):
        sheets = services.open_sheets(confirmed(**told), by=staff["chen"], at=AT)
        for sheet, who in zip(sheets, ("lin", "zhao"), strict=True):
            for number, value in ((2, 50), (3, 0), (4, 0), (5, 0)):
                paper = ContentFile(b"%PDF-1.7\n%%EOF", "台账.pdf") if number == 2 else None
                services.self_score(
                    sheet, number, points=points(value), evidence=paper, by=staff[who], at=AT
                )
            services.submit(sheet, by=staff[who], at=AT)
        return sheets

    return made


def judge(sheet, by, veto=0):
    given = {n: Judged(points(v), "核查") for n, v in {2: 50, 3: 0, 4: 0, 5: veto}.items()}
    return services.review(sheet, given, by=by, at=AT)


@pytest.fixture
def published(scored, staff):
    def made(**told):
        sheets = scored(**told)
        for sheet in sheets:
            judge(sheet, staff["reviewer"])
        return services.publish(sheets[0].scheme, by=staff["bureau"], at=LATER)

    return made


@pytest.mark.requirement("PL-11")
def test_township_is_scored_by_figures_and_evidence_and_ranked(published, staff):
    first, second = published()
    assert [(s.division_id, s.total, s.rank, s.grade) for s in (second, first)] == [
        (OTHER_TOWN, points(90), 1, "优"), (TOWN, points(70), 2, "中"),
    ]  # fmt: skip
    score = first.scores.get(number=1)
    assert (score.figure, score.period, score.points) == (10, "2026-10", points(20))
    assert score.observation.value == 10
    assert queries.recomputed(first) == []
    Observation.objects.filter(division=TOWN).update(numerator=14)
    assert queries.recomputed(first) == [(1, points(20), points(28))]
    assert ScoreSheet.objects.get(pk=first.pk).total == points(70)


@pytest.mark.requirement("PL-11", "PL-12")
@pytest.mark.parametrize("kind", ["county", "peace"])
def test_prefecture_assesses_the_county_by_the_offered_items(kind, confirmed, figures, staff):
    for name, role in (("pan", "officer"), ("pang", "reviewer")):
        user = User.objects.create_user(name, display_name=name)
        staff[name] = Mandate.objects.create(
            user=user, role=role, division_id=PREFECTURE, valid_from=date(2020, 1, 1)
        )
    items = scoring.offered(kind)
    scheme = confirmed(kind, items, "pan", "pang", PREFECTURE)
    (sheet,) = services.open_sheets(scheme, by=staff["pan"], at=AT)
    wanted = {
        "county": {"社会救助", "养老服务", "社会组织管理", "殡葬改革"},
        "peace": {"平安边界", "社区治理", "流浪乞讨救助", "留守困境儿童"},
    }
    assert sheet.division_id == COUNTY
    assert wanted[kind] <= {item.section for item in items}
    for number, item in enumerate(items, 1):
        if not item.is_computed:
            paper = (
                ContentFile(b"%PDF-1.7\n%%EOF", "证.pdf") if item.way == scoring.MANUAL else None
            )
            value = item.most if item.way == scoring.MANUAL else 0
            services.self_score(
                sheet, number, points=value, evidence=paper, by=staff["chen"], at=AT
            )
    services.submit(sheet, by=staff["chen"], at=AT)
    known = {s.number for s in sheet.scores.exclude(figure=None)}
    told = {
        n: Judged(None, "没有数据", True) if i.is_computed and n not in known
        else Judged(i.most if i.way == scoring.MANUAL else 0)
        for n, i in enumerate(items, 1)
    }  # fmt: skip
    row = services.review(sheet, told, by=staff["pang"], at=AT)
    expected = points(100)
    if kind == "county":  # 15 of 20 percent of the share item, out of its 5 points and 15 by hand
        expected = (points("3.75") + points(15)) * 100 // 20
    assert row.total == expected


def test_own_level_never_reviews_and_the_reviewer_never_decides_the_objection(scored, staff):
    mine, _other = scored()
    for who in ("lin", "head", "zhao"):
        with pytest.raises(PlanningError):
            judge(mine, staff[who])
    judge(mine, staff["reviewer"])
    objection = services.raise_objection(mine, 2, text="台账已补", by=staff["head"], at=AT)
    told = {"is_upheld": True, "reason": "补充材料属实", "points": points(55), "at": AT}
    with pytest.raises(PlanningError, match="评审人"):
        services.decide_objection(objection, by=staff["reviewer"], **told)
    services.decide_objection(objection, by=staff["bureau"], **told)
    mine.refresh_from_db()
    assert (mine.total, objection.sheet.scores.get(number=2).points) == (points(75), points(55))


def test_nothing_is_published_before_the_window_ends_or_while_an_objection_is_open(scored, staff):
    mine, other = scored()
    for sheet in (mine, other):
        judge(sheet, staff["reviewer"])
    services.raise_objection(mine, 2, text="不符", by=staff["lin"], at=AT)
    with pytest.raises(PlanningError, match="异议没有答复"):
        services.publish(mine.scheme, by=staff["bureau"], at=LATER)
    answer = {"is_upheld": False, "reason": "证据不足", "by": staff["bureau"], "at": AT}
    services.decide_objection(mine.objections.get(), **answer)
    with pytest.raises(PlanningError, match="异议期到 2026-12-08"):
        services.publish(mine.scheme, by=staff["bureau"], at=moment(12, 8))
    with pytest.raises(PlanningError, match="已于 2026-12-08 结束"):
        services.raise_objection(mine, 2, text="再提", by=staff["lin"], at=moment(12, 9))
    assert len(services.publish(mine.scheme, by=staff["bureau"], at=moment(12, 9))) == 2


def test_claim_without_evidence_and_change_without_words_are_refused(confirmed, figures, staff):
    sheet, _other = services.open_sheets(confirmed(), by=staff["chen"], at=AT)
    for number in (2, 3, 4, 5):
        services.self_score(sheet, number, points=points(number == 2), by=staff["lin"], at=AT)
    with pytest.raises(PlanningError, match="第 2 项没有佐证"):
        services.submit(sheet, by=staff["lin"], at=AT)
    paper = ContentFile(b"%PDF-1.7\n%%EOF", "a.pdf")
    services.self_score(sheet, 2, points=100, evidence=paper, by=staff["lin"], at=AT)
    services.submit(sheet, by=staff["lin"], at=AT)
    told = {n: Judged(0) for n in (2, 3, 4, 5)}
    with pytest.raises(PlanningError, match="与自评不同"):
        services.review(sheet, told, by=staff["reviewer"], at=AT)


@pytest.mark.requirement("PL-13")
def test_result_is_used_for_commendation_and_for_improvement_with_a_task(published, staff):
    low, high = published()
    told = {"by": staff["bureau"], "at": LATER}
    assert next((n, item.text) for n, item, _lost in queries.weakest(low)) == (1, "服务类救助占比")
    used = services.use_result(
        low, "improve", number=1, text="提高服务类救助占比", whom="会师镇民政办", due_on=date(2027, 3, 31), **told
    )  # fmt: skip
    assert (used.task.due_on, used.task.division_id) == (date(2027, 3, 31), TOWN)
    services.use_result(
        high, "commend", text="年度先进", whom="郭城驿镇", document="会民发〔2027〕1号", **told
    )
    assert high.consequences.get().kind == "commend"
    with pytest.raises(PlanningError, match="同样的结果"):
        services.use_result(
            high, "commend", text="年度先进", whom="郭城驿镇", document="再发", **told
        )


def test_who_was_vetoed_is_not_commended(scored, staff):
    low, high = scored()
    judge(low, staff["reviewer"])
    judge(high, staff["reviewer"], veto=59)
    services.publish(low.scheme, by=staff["bureau"], at=LATER)
    with pytest.raises(PlanningError, match="一票否决"):
        services.use_result(
            high, "commend", text="先进", whom="镇", document="文", by=staff["bureau"], at=LATER
        )


def test_years_stand_side_by_side_and_the_stranger_sees_no_sheet(published, staff):
    low, _high = published()
    assert [(y.year, y.rank, y.of) for y in queries.years(staff["lin"], "town", TOWN)] == [
        (2026, 2, 2)
    ]
    assert queries.sheets(staff["lin"]).get() == low
    assert queries.years(staff["zhao"], "town", TOWN) == []
    assert queries.ranking(staff["zhao"], low.scheme).count() == 2
