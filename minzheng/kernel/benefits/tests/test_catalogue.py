"""The rows of overlaps.csv: which one holds where and when, and what is refused at the start."""

from datetime import date

import pytest

from minzheng.kernel.benefits import catalogue, declarations
from minzheng.kernel.benefits.catalogue import Overlap, OverlapInvalid, OverlapTable
from minzheng.kernel.benefits.declarations import Benefit

HEAD = "benefit,other,rule,prefers,division,since,until,clause,source\n"
GOOD = "a.one,b.two,exclusive,a.one,000000,2026-01-01,,某办法 第三条,手册"
DAY = date(2026, 11, 1)


@pytest.fixture
def read(tmp_path):
    """Declare a file with these rows in a table of its own."""

    def declare(*rows, head=HEAD):
        path = tmp_path / "one" / "overlaps.csv"
        path.parent.mkdir(exist_ok=True)
        path.write_text(head + "\n".join(rows) + "\n", encoding="utf-8")
        table = OverlapTable()
        table.declare(path)
        return table

    return declare


def test_shipped_rows_name_known_benefits():
    catalogue.check_overlaps()
    assert len(catalogue.overlaps().rows()) >= 18


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("exclusive", "exclusiv", "规则“exclusiv”不认识"),
        ("b.two", "a.one", "与它自己比较"),
        ("某办法 第三条", "", "没有写依据"),
        ("2026-01-01", "2026-1-1", "不是日期"),
        ("2026-01-01,", "2026-01-01,2025-12-31", "终止日不晚于起始日"),
        ("000000", "全国", "不是数字"),
        ("exclusive,a.one", "exclusive,c.three", "请写两项待遇之一"),
        ("exclusive,a.one", "difference,a.one", "只有 exclusive 和 higher"),
    ],
)
def test_bad_row_is_refused_with_file_line_and_remedy(read, old, new, words):
    with pytest.raises(OverlapInvalid, match=r"one/overlaps\.csv 第3行") as refused:
        read("a.one,c.three,none,,000000,2026-01-01,,某办法,", GOOD.replace(old, new))
    assert words in str(refused.value)


def test_column_that_lacks_is_named(read):
    with pytest.raises(OverlapInvalid, match="表头缺少 clause"):
        read(head=HEAD.replace("clause,", ""))


def test_unknown_benefit_double_rows_and_circles_are_told(read):
    assert "没有名为“b.two”的待遇" in read(GOOD).problems(["a.one"])[0]
    twice = read(GOOD, GOOD.replace("a.one,b.two", "b.two,a.one"))
    assert "请只保留一行" in twice.problems(["a.one", "b.two"])[0]
    first = Overlap("a", "b", "exclusive", "a", "000000", DAY, None, "一")
    circle = [
        first,
        Overlap("b", "c", "exclusive", "b", "000000", DAY, None, "二"),
        Overlap("c", "a", "exclusive", "c", "000000", DAY, None, "三"),
    ]
    assert "循环" in OverlapTable(circle).problems("abc")[0]


def test_start_fails_on_an_unknown_benefit(read, monkeypatch):
    monkeypatch.setattr(catalogue, "_table", read(GOOD))
    with pytest.raises(OverlapInvalid, match=r"第2行.*a\.one"):
        catalogue.check_overlaps()


def test_nearest_division_wins_then_the_latest_day(read):
    table = read(
        GOOD,
        GOOD.replace("2026-01-01", "2026-07-01").replace("第三条", "第七条"),
        GOOD.replace("exclusive,a.one,000000", "none,,620422"),
        GOOD.replace("exclusive,a.one,000000", "higher,,620400").replace(
            "-01,,", "-01,2026-10-01,"
        ),
    )
    pair = frozenset(("b.two", "a.one"))
    assert table.matrix(["620000", "000000"], DAY)[pair].clause == "某办法 第七条"
    assert table.matrix(["620000", "000000"], date(2026, 6, 30))[pair].clause == "某办法 第三条"
    assert pair not in table.matrix(["620422", "620400", "000000"], DAY)
    assert table.matrix(["620400", "000000"], date(2026, 9, 1))[pair].rule == "higher"
    assert table.matrix(["620400", "000000"], DAY)[pair].rule == "exclusive"


@pytest.mark.parametrize("wrong", [{"paid": "weekly"}, {"fund": "gold"}, {"to": "village"}])
def test_benefit_of_unknown_kind_is_refused(wrong):
    with pytest.raises(ValueError, match="应为其中之一"):
        declarations.declare_benefit(Benefit("test.x", "试", policy="test.x", **wrong))


def test_every_benefit_says_where_its_money_comes_from():
    assert {b.key: declarations.fund(b.fund).label for b in declarations.benefits()}.items() >= {
        "assistance.dibao": "困难群众救助补助资金",
        "disability.living": "残疾人两项补贴资金",
        "elderly.old_age": "高龄津贴资金",
        "funeral.eco_burial": "殡葬惠民资金",
    }.items()
