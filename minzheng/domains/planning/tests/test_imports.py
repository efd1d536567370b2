"""Imports: a plan never seen before, the filled template, a text decided line by line, an evaluation."""

import io
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile

from minzheng.domains.planning.models import Plan, PlanImport
from minzheng.domains.planning.queries import imports as reads
from minzheng.domains.planning.reading import workbook
from minzheng.domains.planning.reading.faults import PlanRefused
from minzheng.domains.planning.services import import_results, imports
from minzheng.domains.planning.services.guards import PlanningError
from minzheng.kernel.documents.services.inspection import FileRefused
from minzheng.kernel.documents.tests.county import moment
from minzheng.kernel.indicators import services as figures

COUNTY = "620422"
AT = moment(11, 20)
SUZHOU = Path("/work/shared/mission/sources/suzhou.txt")
NEVER_SEEN = """schema: minzheng.plan/1
id: never_seen
document: {title_zh: 某县养老服务专项规划, type: special_plan, doc_no: 某政发〔2026〕3号, issued: 2026-03-01}
period: {from: 2026, to: 2030}
area: {name_zh: 会宁县, code: "620422"}
chapters:
  - {title: 总体要求, text: 坚持保基本。}
indicators:
  - {seq: 1, key: unheard_of_rate, name_zh: 从未见过的比率, unit: percent, comparator: "<=", target: 12.5, base: 20, base_year: 2025, kind: 约束性, due: 2030-12-31}
targets:
  - {key: unheard_of_count, zh: 从未见过的数量, comparator: ">=", value: 7, unit: 处, due: 2028-06-30}
tasks:
  - {title: 出台办法, unit: 养老股, due: 2026-12-31}
counts:
  - {key: villages, zh: 村, value: 284, townships: 28}
defects:
  - {where: 第三章, issue: 缺一页}
"""
TEXT = """某县“十五五”民政事业发展规划
到2030年,养老机构护理型床位占比达到60%以上,节地生态安葬率达到70%。
到2030年,城乡低保标准比不低于7%。
"""


def _upload(content: bytes | str, name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content.encode() if isinstance(content, str) else content)


def _begun(staff, content, name="规划.yaml") -> PlanImport:
    return imports.begin(_upload(content, name), division=COUNTY, by=staff["chen"], at=AT)


def _pasted(staff, text=TEXT) -> PlanImport:
    return imports.begin(None, text, division=COUNTY, by=staff["chen"], at=AT)


HEAD = {
    "key": "new_plan", "title": "某县规划", "kind": "five_year_plan", "issuer": "", "document_no": "", "issued_on": None,
    "period_from": date(2026, 1, 1), "period_to": date(2030, 12, 31),
}  # fmt: skip


def _made(row, staff, **told) -> Plan:
    return import_results.make(row, HEAD | told, division=COUNTY, by=staff["chen"], at=AT)


@pytest.mark.requirement("PL-01")
def test_a_plan_never_seen_before_comes_in_whole(staff):
    plan = _made(_begun(staff, NEVER_SEEN), staff)
    assert (plan.key, plan.document_no, plan.period_to) == (
        "never_seen",
        "某政发〔2026〕3号",
        date(2030, 12, 31),
    )
    rate, count = plan.targets.order_by("-is_listed")
    assert (rate.value, rate.base, rate.comparator, rate.kind) == (
        Decimal("12.5"),
        20,
        "<=",
        "binding",
    )
    assert (count.value, count.due_on) == (7, date(2028, 6, 30))
    assert [row.title for row in plan.tasks.all()] == ["出台办法"]
    assert {row.values.get("townships") for row in plan.facts.filter(section="count")} == {28}
    assert plan.document.title == "某县养老服务专项规划"


def test_a_wrong_file_is_refused_whole_with_every_line(staff):
    wrong = NEVER_SEEN.replace("due: 2030-12-31", "due: soon").replace('"<="', '"less"')
    with pytest.raises(PlanRefused) as refused:
        _begun(staff, wrong)
    assert len(refused.value.reasons) == 2
    assert all(one.startswith("第 9 行") for one in refused.value.reasons)
    assert not PlanImport.objects.exists()


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"", "a.yaml"),
        (b"MZ\x90", "a.exe"),
        (b"PK\x03\x04", "a.docx"),
        (b"PK\x03\x04", "a.xlsx"),
        (b"\x00\x01", "a.txt"),
        (b"x" * (20 * 1024 * 1024 + 1), "a.txt"),
        ("今天天气好。".encode(), "a.txt"),
    ],
)
def test_what_is_no_plan_is_refused_with_a_reason(staff, content, name):
    with pytest.raises((PlanRefused, FileRefused)) as refused:
        _begun(staff, content, name)
    assert any("\u4e00" <= letter <= "\u9fff" for letter in str(refused.value))


def test_the_empty_template_says_what_is_lacking_and_the_filled_one_makes_a_plan(staff):
    assert any(
        "基本信息" in str(one) and "规划名称" not in str(one)
        for one in workbook.read(workbook.template()).faults
    )
    filled = _filled({"指标": [["", "", "某率*", "percent", ">=", 60, "", "约束性", "", "", 2030]]})
    plan = _made(_begun(staff, filled, "规划.xlsx"), staff)
    assert [(row.label, row.value) for row in plan.targets.all()] == [("某率*", 60)]


def test_a_wrong_row_of_the_template_is_named_with_its_sheet(staff):
    filled = _filled({"指标": [["", "", "某率", "percent", "=>", "六十", "", "", "", "", 2030]]})
    with pytest.raises(PlanRefused) as refused:
        _begun(staff, filled, "规划.xlsx")
    assert all("工作表“指标”第 2 行" in one for one in refused.value.reasons)


def _filled(sheets) -> bytes:
    head = [
        "from_sheet",
        "某县规划",
        "special_plan",
        "",
        "",
        "2026-03-01",
        "2026-01-01",
        "2030-12-31",
        "会宁县",
        COUNTY,
    ]
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        sheet = book.add_worksheet(workbook.INFORMATION)
        for number, (row, value) in enumerate(zip(workbook.HEAD, head, strict=False)):
            sheet.write_row(number, 0, [row[0], value])
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, [column.label for column in workbook.SHEETS[name][1]])
            for number, row in enumerate(rows, 1):
                sheet.write_row(number, 0, row)
    return stream.getvalue()


def test_a_flagged_figure_waits_until_a_person_looked(staff):
    row = _pasted(staff)
    assert imports.take_unflagged(row, by=staff["chen"], at=AT) == 2
    flagged = row.proposals.filter(state="open", section="targets").first()
    with pytest.raises(PlanRefused, match="疑点"):
        imports.decide(flagged, {}, confirmed=False, by=staff["chen"], at=AT)
    typed = imports.decide(
        flagged, {"value": Decimal(75)}, confirmed=False, by=staff["chen"], at=AT
    )
    assert (typed.state, typed.value, typed.found["value"]) == ("accepted", 75, "7")


def test_a_plan_is_made_of_what_was_taken_and_remembers_where_it_stood(staff):
    row = _pasted(staff)
    imports.take_unflagged(row, by=staff["chen"], at=AT)
    with pytest.raises(PlanRefused, match="没有处理"):
        _made(row, staff)
    imports.leave_out_rest(row, by=staff["chen"], at=AT)
    plan = _made(row, staff)
    beds = plan.targets.get(key="nursing_bed_share")
    assert (beds.value, beds.position, beds.printed["sentence"][:9]) == (
        60,
        "第2行",
        "到2030年,养老",
    )
    row.refresh_from_db()
    assert (row.state, row.plan) == ("made", plan)
    with pytest.raises(PlanRefused, match="不能再"):
        imports.leave_out_rest(row, by=staff["chen"], at=AT)


def test_what_was_decided_is_kept_for_later(staff):
    row = _pasted(staff)
    imports.leave_out(row.proposals.first(), by=staff["chen"], at=AT)
    told = reads.progress(reads.imports(staff["chen"]).get(pk=row.pk))
    assert (told.left_out, told.all - told.waiting) == (1, 1)


def test_a_second_click_finds_the_import_that_stands(staff):
    assert _pasted(staff) == _pasted(staff)
    assert _begun(staff, NEVER_SEEN) == _begun(staff, NEVER_SEEN)


def test_a_plan_of_another_place_is_pointed_out(staff):
    row = _begun(staff, NEVER_SEEN.replace("620422", "640181"))
    assert ["640181" in one for one in row.warnings] == [True]


def test_a_clerk_imports_nothing(staff):
    with pytest.raises(PlanningError):
        imports.begin(None, TEXT, division=COUNTY, by=staff["wang"], at=AT)


def test_the_values_suzhou_reached_wait_for_a_second_person(staff):
    if not SUZHOU.exists():
        pytest.skip("the source documents are not on this machine")
    row = _begun(staff, SUZHOU.read_bytes(), "suzhou.txt")
    imports.take_unflagged(row, by=staff["chen"], at=AT)
    for one in row.proposals.filter(state="open", section="reached", number__in=[9, 18]):
        imports.decide(one, {}, confirmed=True, by=staff["chen"], at=AT)
    imports.leave_out_rest(row, by=staff["chen"], at=AT)
    plan = _made(row, staff)
    assert plan.targets.get(key="lottery_outlets").printed["printed_status"] == "已完成目标任务"
    handed = import_results.report(row, period="2023", by=staff["chen"], at=AT)
    told = {one.indicator: one for one in handed.reported}
    beds = next(one for key, one in told.items() if "nursing" in key or "beds" in key)
    assert (beds.evidence, "第29行" in beds.source) == (row.document, True)
    assert "没有数值" in [reason for _one, reason in handed.skipped]
    with pytest.raises(figures.IndicatorError):
        figures.accept(beds, by=staff["chen"], at=AT)
    assert import_results.report(row, period="2023", by=staff["chen"], at=AT).reported == []
