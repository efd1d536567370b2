"""Letters say everything they must: reasons, basis, remedy and its term; on A4 in Chinese fonts."""

import io
import zipfile
from datetime import date
from pathlib import Path

import pytest
from django.core.management import call_command
from docx import Document as Word

from minzheng.kernel import documents
from minzheng.kernel.documents import services
from minzheng.kernel.documents.declarations import paper_templates
from minzheng.kernel.documents.services.letters import render
from minzheng.kernel.documents.services.papers import content_of
from minzheng.kernel.documents.tests.county import TOWN, moment

AT = moment(11, 2)
# Rooms that ship papers of their own test them beside their builders.
SHIPPED = Path(documents.__file__).parent
OWN = [template for template in paper_templates if template.path.is_relative_to(SHIPPED)]
HEAD = {
    "issuer": "会宁县民政局",
    "number": "620422202611020001",
    "applicant": "张秀英",
    "address_line": "会师镇东山根村",
    "dated_on": "2026年11月2日",
    "benefit": "最低生活保障",
    "basis": "社会救助法第十八条",
}
MORE = {
    "refusal": {
        "applied_on": "2026年10月8日",
        "reasons": ["家庭人均收入 650.00 元，不低于当地标准 623.00 元", "名下有机动车 1 辆 <赣>"],
        "review_body": "会宁县人民政府",
        "court": "会宁县人民法院",
    },
    "confirmation": {
        "applied_on": "2026年10月8日",
        "members": 3,
        "amount": "1,120.00",
        "pay_from": "2026年12月",
        "duties": "家庭情况变化的，应当及时报告。",
    },
    "hearing": {
        "intended": "停发低保金",
        "reasons": ["家庭人均收入超过标准"],
        "due_on": "2026年11月9日",
        "contact": "0943-0000000",
    },
    "reduction": {
        "decision": "减发",
        "amount_before": "1,120.00",
        "amount_after": "900.00",
        "effective_month": "2026年12月",
        "heard": "无异议",
        "reasons": ["工资收入增加"],
        "review_body": "会宁县人民政府",
        "court": "会宁县人民法院",
    },
    "public_list": {
        "title": "最低生活保障拟确认对象公示",
        "place": "东山根村公示栏",
        "posted_on": date(2026, 9, 28),
        "until_on": date(2026, 10, 8),
        "complaint_phone": "12345",
        "rows": [
            {
                "applicant": "张**",
                "village": "东山根村",
                "members": 3,
                "benefit": "低保",
                "amount": "1",
            }
        ],
    },
    "verification_report": {
        "purpose": "最低生活保障申请",
        "month": "2026-10",
        "returned_on": date(2026, 11, 2),
        "valid_to": date(2027, 2, 1),
        "members": [
            {
                "name": "张秀英",
                "relation": "户主",
                "id_masked": "629901********0028",
                "entries": [
                    {
                        "label": "工资性收入",
                        "declared": "—",
                        "found": "2,600 元/月",
                        "source": "县人社局·工资",
                        "date": "2026-10-31",
                    }
                ],
            }
        ],
        "totals": [{"label": "计入收入", "display": "2,080 元/月"}],
        "limits": ["不符合“家庭财产符合规定”"],
        "gaps": ["无"],
        "conclusion": "见第三部分。",
        "digest": "ab12",
    },
}


def text_of(content: bytes) -> str:
    """Return every word of a paper, tables included."""
    paper = Word(io.BytesIO(content))
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in paper.paragraphs), *cells])


def context(key: str) -> dict[str, object]:
    """Return what a template must be given."""
    return {**HEAD, **MORE[key]}


@pytest.mark.parametrize("key", sorted(MORE))
def test_every_template_is_filled_without_a_gap(key):
    text = text_of(render(key, context(key)))
    assert "{{" not in text
    assert "{%" not in text
    assert "演示数据" in text


def test_every_declared_template_is_tested_here():
    assert sorted(template.key for template in OWN) == sorted(MORE)


@pytest.mark.requirement("SA-17")
@pytest.mark.parametrize("key", sorted(template.key for template in OWN if template.adverse))
def test_adverse_decision_names_remedy_body_and_term(key):
    text = text_of(render(key, context(key)))
    for words in ("60日内", "会宁县人民政府", "6个月内", "会宁县人民法院", "行政复议", "行政诉讼"):
        assert words in text


def test_refusal_lists_every_reason_as_written(staff):
    letter = services.generate(
        "refusal", context("refusal"), division=TOWN, by=staff["chen"], at=AT
    )
    text = text_of(content_of(letter))
    assert "1. 家庭人均收入 650.00 元" in text
    assert "2. 名下有机动车 1 辆 <赣>" in text
    assert (letter.kind, letter.file_name) == ("generated", "不予确认告知书.docx")


def test_letter_without_its_reasons_is_not_made(staff):
    with pytest.raises(services.LetterIncomplete, match="缺少内容：reasons"):
        services.generate(
            "refusal", {**context("refusal"), "reasons": ""}, division=TOWN, by=staff["chen"], at=AT
        )


def test_paper_is_a4_with_named_chinese_fonts():
    content = render("refusal", context("refusal"))
    section = Word(io.BytesIO(content)).sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert 'w:eastAsia="仿宋"' in archive.read("word/document.xml").decode()
        assert 'w:altName w:val="FangSong"' in archive.read("word/fontTable.xml").decode()


def test_shipped_templates_are_those_of_the_builder(tmp_path: Path):
    call_command("build_paper_templates", to=tmp_path)
    for template in OWN:
        built = Word(tmp_path / template.path.name)
        shipped = Word(template.path)
        assert [p.text for p in built.paragraphs] == [p.text for p in shipped.paragraphs]
