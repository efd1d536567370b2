"""Pages of assessments and statistical forms: from the scheme to the ranking, from the approval to the frozen form."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from minzheng.domains.planning.choices import SCHEME_KINDS
from minzheng.domains.planning.declarations import forms, scoring
from minzheng.domains.planning.models import (
    FormApproval,
    Objection,
    Scheme,
    ScoreSheet,
    StatisticsReturn,
)
from minzheng.kernel.indicators.declarations import registry

from .test_help import PHOTO, text

ITEMS = "社会救助|低保动态管理|60|凭证评分|||高好||查台账\n社会救助|服务类救助占比|40|按完成比例|assistance.services.share|20|高好||取数"
SCHEME = {
    "year": "2026", "title": "2026年乡镇考核", "document": "会民发〔2026〕9号", "counted_to": "2026-12-31",
    "objection_days": "5", "bonus_cap": "5", "items": ITEMS,
}  # fmt: skip


@pytest.fixture
def opened(desk) -> Scheme:
    """Return a confirmed scheme whose sheets are out."""
    chen = desk("chen")
    assert "低保动态管理" in text(chen, "/assessment/new/town/")
    refused = chen.post("/assessment/new/town/", {**SCHEME, "items": ITEMS.replace("60", "50")})
    assert "合计应为 100 分" in refused.content.decode()
    chen.post("/assessment/new/town/", SCHEME)
    row = Scheme.objects.get()
    desk("wei").post(f"/assessment/{row.pk}/agree/")
    chen.post(f"/assessment/{row.pk}/open/")
    return row


def test_sheet_is_scored_reviewed_and_objected_to_page_by_page(opened, desk):
    lin, chen, wei, liu = desk("lin"), desk("chen"), desk("wei"), desk("liu")
    row = ScoreSheet.objects.get(division__name="会师镇")
    page = f"/assessment/sheets/{row.pk}/"
    lin.post(f"{page}score/", {"points_1": "55"})
    refused = lin.post(f"{page}submit/").content.decode()
    assert "没有佐证材料" in refused
    paper = SimpleUploadedFile("台账.jpg", PHOTO, content_type="image/jpeg")
    lin.post(f"{page}score/", {"points_1": "55", "note_1": "按期办结", "evidence_1": paper})
    lin.post(f"{page}submit/")
    assert "待评审" in text(chen, page)
    given = {"points_1": "50", "note_2": "没有取得数据", "excused_2": "on"}
    assert "请写明理由" in wei.post(f"{page}review/", given).content.decode()
    wei.post(f"{page}review/", {**given, "note_1": "逾期一件"})
    row.refresh_from_db()
    assert (row.state, row.total, row.grade) == ("reviewed", 8_333, "良")
    lin.post(f"{page}object/", {"number": "1", "text": "该件已按期办结"})
    answer = {
        "objection": Objection.objects.get().pk,
        "is_upheld": "yes",
        "points": "55",
        "reason": "属实",
    }
    liu.post(f"{page}decide/", answer)
    said = text(lin, page)
    assert "91.67" in said
    assert "异议采纳" in said
    assert text(desk("zhao"), page, 404)
    assert desk("zhao").post(f"{page}score/").status_code == 404
    for url in ("/assessment/", "/assessment/sheets/", "/assessment/years/", "/assessment/uses/"):
        assert lin.get(url).status_code == 200
        assert chen.get(f"{url}?export=xlsx").status_code == 200


def test_published_ranking_tells_a_neighbour_the_result_but_not_the_sheet(opened, desk):
    sheets = ScoreSheet.objects.filter(scheme=opened)
    for n, sheet in enumerate(sheets.order_by("position"), start=1):
        ScoreSheet.objects.filter(pk=sheet.pk).update(
            state="published", total=9_000 - n, rank=n, grade="优"
        )
    said = text(desk("zhao"), f"/assessment/{opened.pk}/")
    assert "会师镇" in said
    hidden = sheets.get(division__name="会师镇")
    assert f"/assessment/sheets/{hidden.pk}/" not in said
    own = sheets.get(division__name="郭城驿镇")
    use = {
        "kind": "improve",
        "whom": "郭城驿镇",
        "text": "提高服务类救助占比",
        "due_on": "2027-03-31",
        "number": "2",
    }
    desk("liu").post(f"/assessment/sheets/{own.pk}/use/", use)
    assert "提高服务类救助占比" in text(desk("zhao"), "/assessment/uses/")
    assert "提高服务类救助占比" not in text(desk("lin"), "/assessment/uses/")


@pytest.fixture
def approved(desk) -> FormApproval:
    """Return the confirmed approval of the monthly form of assistance."""
    told = {
        "form": "elderly.quarter", "table_number": "会民统2表", "maker": "会宁县民政局",
        "approval_number": "会统制〔2026〕2号", "valid_from": "2026-01-01", "valid_to": "2027-12-31",
    }  # fmt: skip
    desk("chen").post("/statistics/forms/new/", told)
    row = FormApproval.objects.get()
    desk("wei").post(f"/statistics/forms/{row.pk}/agree/")
    return row


def test_form_is_filled_checked_signed_frozen_corrected_and_compared(approved, desk):
    lin, su, liu = desk("lin"), desk("su"), desk("liu")
    assert "养老服务情况季报" in text(lin, "/statistics/")
    lin.post("/statistics/new/", {"report": "elderly.quarter/2026-Q3"})
    row = StatisticsReturn.objects.get()
    page = f"/statistics/{row.pk}/"
    values = {"01": "3", "02": "1", "03": "1", "04": "40", "05": "20", "06": "30"}
    typed = {f"value_{code}": v for code, v in values.items()} | {
        f"source_{c}": "设施台账" for c in values
    }
    lin.post(f"{page}fill/", typed)
    assert "机构和设施合计应等于其中数之和：3 与 2" in text(lin, page)
    assert "合计应等于" in lin.post(f"{page}finish/").content.decode()
    lin.post(f"{page}fill/", {**typed, "value_03": "2"})
    lin.post(f"{page}finish/")
    assert lin.post(f"{page}sign/").status_code == 404
    su.post(f"{page}sign/")
    lin.post(f"{page}send/")
    liu.post(f"{page}reopen/", {"reason": "漏报床位"})
    lin.post(f"{page}fill/", {**typed, "value_03": "2", "value_04": "45"})
    lin.post(f"{page}finish/")
    su.post(f"{page}sign/")
    said = text(lin, f"{page}compare/?first=1&second=2&is_changed=1")
    assert "漏报床位" in said
    assert "入住老年人" not in said
    book = lin.get(f"{page}book/")
    with zipfile.ZipFile(io.BytesIO(book.content)) as sheet:
        words = sheet.read("xl/sharedStrings.xml").decode()
    for word in (
        "表号：会民统2表",
        "批准文号：会统制〔2026〕2号",
        "单位负责人：苏建民",
        "护理型床位",
    ):
        assert word in words
    for url in (page, f"{page}book/", f"{page}compare/"):
        assert text(desk("zhao"), url, 404)
    summary = text(desk("chen"), "/statistics/summary/?form=elderly.quarter&period=2026-Q3")
    assert page in summary
    assert "会民统2表" in text(lin, f"/statistics/forms/{approved.pk}/")
    for url in ("/statistics/", "/statistics/summary/", "/statistics/forms/"):
        assert desk("chen").get(f"{url}?export=xlsx").status_code == 200


def test_every_indicator_that_forms_and_schemes_name_is_declared():
    named = {line.indicator for form in forms.forms() for line in form.lines if line.indicator}
    for kind in SCHEME_KINDS:
        named |= {item.indicator for item in scoring.offered(kind) if item.indicator}
    assert {key for key in named if key not in registry} == set()
