"""Plan documents: tables, dated targets and figures reached are found, damaged figures are flagged."""

import io
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

import docx
import pytest

from minzheng.domains.planning.reading import documents, texts
from minzheng.domains.planning.reading.faults import PlanRefused
from minzheng.domains.planning.reading.proposals import (
    DEFECTS,
    INDICATORS,
    REACHED,
    Document,
    Found,
)

SOURCES = Path("/work/shared/mission/sources")


@lru_cache
def _source(name: str) -> Document:
    place = SOURCES / f"{name}.txt"
    if not place.exists():
        pytest.skip("the source documents are not on this machine")
    return documents.read(texts.lines_of(place.read_bytes(), place.name))


def _read(text: str) -> Document:
    return documents.read(texts.plain_lines(text))


def _named(document: Document, label: str) -> Found:
    return next(one for one in document.found if one.label == label and one.section != DEFECTS)


def _doubts(document: Document) -> str:
    return "\n".join(one.label for one in document.found if one.section == DEFECTS)


def test_all_nineteen_indicators_of_suzhou_come_with_what_was_reached():
    document = _source("suzhou")
    rows = [one for one in document.found if one.section == REACHED]
    assert document.is_evaluation and document.issued_on == date(2024, 4, 29)
    assert {one.number for one in rows} == set(range(1, 20))
    single = {
        one.number: str(one.reached) for one in rows if not one.part and one.reached is not None
    }
    assert single == {
        4: "62", 5: "100", 6: "62.5", 7: "77.18", 8: "61", 10: "34", 11: "2.1", 12: "8036", 13: "88", 14: "415",
        16: "100", 17: "100", 18: "100", 19: "97.9",
    }  # fmt: skip
    assert [(int(one.base), int(one.reached)) for one in rows if one.number in {1, 2, 3}] == [
        (625, 690), (625, 707), (993, 1005), (813, 897), (100, 501), (90, 286), (0, 43), (300, 715), (200, 429), (0, 58),
    ]  # fmt: skip
    assert all(one.status for one in rows)


def test_damaged_indicators_of_suzhou_carry_their_flags():
    flags = {
        one.number: " ".join(one.flags) for one in _source("suzhou").found if one.section == REACHED
    }
    assert "金额" in flags[1]
    assert "20-30" in flags[9] and "没有给出" in flags[9]
    assert "建筑面积" in flags[10]
    assert "2023年6月" in flags[15]
    assert "困难残疾人生活补贴覆盖率" in flags[18]
    assert not any(flags[clean] for clean in (4, 5, 7, 8, 11, 12, 13, 14, 16, 17, 19))


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("enshi", ["计算增长 39.30%，原文写 41.08%", "只有代号"]),
        ("huicheng", ["印发日期没有年份", "没有说明分母"]),
        ("huining", ["会宁县", "特困", "监测预防", "现状", "10000 平方米", "算到了2021年", "前文 5 个"]),
        ("suzhou", ["低得不合常理", "20-30", "15-20", "岗", "2023年6月", "2023年5月", "202074日", "相差 12", "儿童主任1498", "范围不清"]),
    ],
)  # fmt: skip
def test_the_known_defects_are_flagged_where_they_occur(name, words):
    doubts = _doubts(_source(name))
    assert [word for word in words if word not in doubts] == []


@pytest.mark.parametrize(
    ("name", "rows", "unitless"), [("enshi", 15, {11, 13}), ("huining", 14, set())]
)
def test_the_tables_of_two_plans_are_read_whole(name, rows, unitless):
    found = [one for one in _source(name).found if one.section == INDICATORS]
    assert [one.number for one in found] == list(range(1, rows + 1))
    assert {one.number for one in found if "没有印单位" in one.flags} == unitless
    assert all(one.kind and one.due == date(2025, 12, 31) for one in found)
    assert found[0].relative_to and found[0].value is None


@pytest.mark.parametrize(
    ("name", "goals"),
    [
        ("huicheng", {"养老机构护理型床位占比": (">=", 55, 2025), "基层民主参选率": ("=", "96.5", 2025), "困难残疾人生活补贴覆盖率": ("=", 100, 2025), "困难群众和特殊群体社会工作服务覆盖率": ("=", 100, 2022), "每万名城镇常住人口拥有社区工作者数量": ("=", 18, 2025)}),
        ("lingwu", {"失能半失能特困人员集中供养率": (">=", 55, 2024), "家庭适老化改造": ("=", 548, 2024), "居家上门养老服务": ("=", 920, 2024), "年检合格率": (">=", 90, 2024), "年孵化培育社会组织": (">=", 10, 2024)}),
        ("huining", {"困难老年人家庭的适老化设施改造": ("=", 800, 2025), "农村社区综合服务设施覆盖率": (">=", 80, 2025)}),
    ],
)  # fmt: skip
def test_dated_targets_are_found_in_running_text(name, goals):
    document = _source(name)
    for label, (comparator, value, year) in goals.items():
        one = _named(document, label)
        assert (one.comparator, one.value, one.due.year) == (comparator, Decimal(value), year), (
            label
        )
        assert str(value) in one.sentence


def test_a_review_of_the_last_period_promises_nothing():
    document = _read(
        "某县“十四五”规划\n\n第一章 “十三五”成绩\n\n五年来,床位达到500张。\n\n第二章 目标\n\n到2025年,床位达到600张。\n"
    )
    assert [one.value for one in document.found] == [Decimal(600)]


def test_a_word_file_gives_its_table_and_its_sentences():
    made = docx.Document()
    made.add_paragraph("某县“十五五”民政事业发展规划")
    table = made.add_table(rows=3, cols=6)
    for row, cells in enumerate(
        [
            ("序号", "指标名称", "单位", "2025年", "2030年", "属性"),
            ("1", "护理型床位占比", "%", "51", "≥60", "约束性"),
            ("2", "社会组织专职人员", "", "10", "20", "预期性"),
        ]
    ):
        for column, text in enumerate(cells):
            table.cell(row, column).text = text
    made.add_paragraph("到2028年,完成800户困难老年人家庭适老化改造。")
    stream = io.BytesIO()
    made.save(stream)
    first, second, third = documents.read(texts.lines_of(stream.getvalue(), "规划.docx")).found
    assert (first.comparator, first.value, first.base, first.base_year) == (">=", 60, 51, 2025)
    assert second.flags == ["没有印单位"]
    assert (third.value, third.due) == (800, date(2028, 12, 31))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_text_of_the_usual_encodings_is_read(encoding):
    assert texts.decoded("到2025年,覆盖率达到60%".encode(encoding)).startswith("到2025年")


@pytest.mark.parametrize("raw", [b"", b" \n", b"MZ\x00\x01", b"\xff\xfa\xf1\x80\x81"])
def test_what_is_no_text_is_refused_kindly(raw):
    with pytest.raises(PlanRefused):
        texts.decoded(raw)


def test_a_broken_word_file_is_refused_kindly():
    with pytest.raises(PlanRefused, match="损坏"):
        texts.lines_of(b"PK\x03\x04 nothing", "a.docx")
