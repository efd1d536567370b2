"""Pages of the registers around plans: a measure issued, facilities checked and taken in, honours, a survey."""

import io

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile

from minzheng.domains.planning.models import Honour, Measure, Norm, Pilot, Survey
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit.models import Entry
from minzheng.kernel.bodies.models import Facility
from minzheng.kernel.divisions.models import Division

from .sheets import rows_of
from .test_help import PHOTO, text

SEAT = "会师镇"


@pytest.fixture
def seat(county) -> str:
    return Division.objects.get(name=SEAT).pk


@pytest.fixture
def home(desk, seat) -> Facility:
    told = {
        "division": seat, "name": "会师敬老院", "kind": "elderly_home", "level": "town", "ownership": "public",
        "beds": "80", "state": "open", "since": "2020-01-01",
    }  # fmt: skip
    desk("lin").post("/facilities/new/", told)
    return Facility.objects.get(name="会师敬老院")


def test_measure_goes_from_the_list_to_the_policy_documents(desk, county):
    chen, wei = desk("chen"), desk("wei")
    chen.post("/measures/new/", {
        "title": "临时救助实施办法", "ordered_by": "会政办发〔2026〕1号", "kind": "measures", "rank": "normative",
        "owner": "社会救助股", "due_on": "2026-10-31",
    })  # fmt: skip
    row = Measure.objects.get(title="临时救助实施办法")
    page = f"/measures/{row.pk}/"
    assert "逾期未印发" in text(chen, "/measures/?standing=late")
    days = {"from_on": "2026-09-01", "on": "2026-09-20"}
    for kind in ("drafting", "consult"):
        chen.post(f"{page}step/", {"kind": kind, "text": "已完成", **days})
    refused = wei.post(f"{page}issue/", {"document_number": "会民规〔2026〕2号", "issued_on": "2026-11-16"}).content.decode()  # fmt: skip
    assert "合法性审核、集体审议" in refused
    assert "会民规〔2026〕2号" in refused
    sent = {"materials": ["text", "notes", "basis", "opinions", "own_opinion"], "is_urgent": "on"}
    chen.post(f"{page}submit/", sent)
    assert chen.post(f"{page}opinion/", {"opinion": "lawful", "text": "合法"}).status_code == 404
    wei.post(f"{page}opinion/", {"opinion": "lawful", "text": "合法"})
    chen.post(f"{page}step/", {"kind": "deliberate", "text": "局务会通过", "from_on": "2026-11-16", "on": "2026-11-16"})  # fmt: skip
    wei.post(f"{page}issue/", {"document_number": "会民规〔2026〕2号", "issued_on": "2026-11-16"})
    assert "临时救助实施办法" in text(chen, "/policies/")
    assert "会民规〔2026〕2号" in text(desk("lin"), page)
    (line,) = rows_of(chen.get("/measures/?export=xlsx&q=临时救助实施"), "文件名称")
    assert (line["阶段"], line["发文字号"]) == ("已印发", "会民规〔2026〕2号")


def test_facility_is_checked_against_a_standard_and_the_stranger_sees_neither(desk, home):
    chen, lin, zhao = desk("chen"), desk("lin"), desk("zhao")
    chen.post("/norms/new/", {
        "number": "GB 38600-2019", "title": "养老机构服务安全基本规范", "kind": "mandatory", "valid_from": "2022-01-01",
        "facility_types": ["elderly_home"], "items": "消防设施完好\n食品留样",
    })  # fmt: skip
    norm = Norm.objects.get()
    check = f"/norms/{norm.pk}/facilities/{home.pk}/"
    assert "未检查" in text(lin, "/norms/checks/")
    told = {"on": "2026-11-10", "checker": "林晓燕", "failing": ["食品留样"]}
    assert "整改期限" in lin.post(check, told).content.decode()
    lin.post(check, {**told, "rectify_by": "2026-12-01", "evidence": SimpleUploadedFile("a.jpg", PHOTO)})  # fmt: skip
    assert "食品留样" in text(chen, f"/facilities/{home.pk}/")
    assert "不符合" in text(chen, f"/norms/{norm.pk}/")
    for page in (f"/facilities/{home.pk}/", check):
        assert text(zhao, page, 404)
    assert "会师敬老院" not in text(zhao, "/norms/checks/") + text(zhao, "/facilities/")
    chen.post("/pilots/new/", {
        "title": "标准化试点", "level": "province", "batch": "第二批", "unit": "会师敬老院", "document_number": "甘民发1号",
        "starts_on": "2025-01-01", "ends_on": "2026-12-31", "norms": [norm.pk],
    })  # fmt: skip
    pilot = f"/pilots/{Pilot.objects.get().pk}/"
    chen.post(
        f"{pilot}close/", {"state": "passed", "closed_on": "2026-11-16", "outcome": "符合要求"}
    )
    assert "通过验收" in text(lin, pilot)


def test_table_of_facilities_comes_out_is_changed_and_goes_in_again(desk, home):
    lin = desk("lin")
    (line,) = rows_of(lin.get("/facilities/?export=xlsx&q=会师敬老院"), "名称")
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["服务设施"])
        sheet.write_row(2, 0, list(line))
        known = {key: "" if value is None else str(value) for key, value in line.items()}
        sheet.write_row(3, 0, list({**known, "床位": "90", "状态起始日期": "2020-01-01"}.values()))
        sheet.write_row(4, 0, list({**known, "名称": "新院", "类型": "没有的类型"}.values()))
    upload = SimpleUploadedFile("设施.xlsx", out.getvalue())
    lin.post("/facilities/import/", {"file": upload, "document": "普查", "on": "2026-11-01"})
    said = text(lin, "/facilities/")
    assert "变更 1 个" in said
    assert "第 5 行" in said
    assert "没有的类型" in said
    assert "床位 80 → 90" in text(lin, f"/facilities/{home.pk}/")
    lin.post(f"/facilities/{home.pk}/invest/", {"source": "central", "year": "2019", "amount": "500000", "document": "文"})  # fmt: skip
    lin.post(f"/facilities/{home.pk}/state/", {"state": "suspended", "since": "2026-11-01", "document": "文"})  # fmt: skip
    page = text(desk("chen"), f"/facilities/{home.pk}/")
    assert "500,000.00" in page
    assert "停用" in page


def test_honour_is_entered_with_evidence_and_revoked(desk, seat):
    lin = desk("lin")
    told = {
        "division": seat, "kind": "unit", "holder": "会师镇民政办", "title": "全省先进集体", "level": "province",
        "giver": "省民政厅", "document_number": "甘民发〔2026〕9号", "given_on": "2026-03-01",
    }  # fmt: skip
    assert "必填" in lin.post("/honours/new/", told).content.decode()
    lin.post("/honours/new/", {**told, "evidence": SimpleUploadedFile("证书.jpg", PHOTO)})
    page = f"/honours/{Honour.objects.get().pk}/"
    desk("chen").post(f"{page}revoke/", {"revoked_on": "2026-11-16", "reason": "不实"})
    assert "已撤销" in text(lin, page)
    assert text(desk("zhao"), page, 404)
    assert "全省先进集体" in text(lin, "/honours/?year=2026")


def test_third_party_sees_his_own_survey_masked_and_enters_it(desk, county):
    chen, fan, zhao = desk("chen"), desk("fan"), desk("zhao")
    asked = Mandate.objects.get(user__username="fan")
    told = {
        "purpose": "评估成效", "population": "elders", "size": "60", "seed": "3", "starts_on": "2026-11-16",
        "ends_on": "2026-12-31",
    }  # fmt: skip
    chen.post("/surveys/new/", {"title": "本单位调查", **told})
    chen.post("/surveys/new/", {"title": "老年人满意度", "evaluator": asked.pk, "agency": "某研究院", **told})  # fmt: skip
    row = Survey.objects.get(title="老年人满意度")
    page = f"/surveys/{row.pk}/"
    chen.post(f"{page}question/", {"kind": "single", "text": "满意吗", "options": "满意\n不满意", "is_required": "on"})  # fmt: skip
    chen.post(f"{page}question/", {"kind": "scale", "text": "打分", "low": "1", "high": "5"})
    chen.post(f"{page}draw/")
    listed = text(fan, "/surveys/")
    assert ("老年人满意度" in listed, "本单位调查" in listed) == (True, False)
    first, second = row.units.order_by("sequence")[:2]
    person = first.person.name
    assert person not in text(fan, page)
    assert person in fan.post(f"/survey-units/{first.pk}/contact/").content.decode()
    assert Entry.objects.filter(verb="people.person.looked", subject_id=first.person_id).exists()
    one, two = row.questions.order_by("sequence")
    entered = {"state": "answered", "channel": "phone", "asked_on": "2026-11-16", f"question_{two.pk}": "4"}  # fmt: skip
    assert "请回答这一题" in fan.post(f"/survey-units/{first.pk}/", entered).content.decode()
    answer = fan.post(f"/survey-units/{first.pk}/", {**entered, f"question_{one.pk}": "满意"})
    assert answer.headers["Location"] == f"/survey-units/{second.pk}/"
    shown = text(fan, page)
    assert "置信区间" in shown
    assert "没有答卷的地方" in shown
    elsewhere = row.units.exclude(division__path__contains=Mandate.objects.get(user__username="zhao").division_id)  # fmt: skip
    assert text(zhao, f"/survey-units/{elsewhere.first().pk}/", 404)
    assert "置信区间" not in text(zhao, page)
    chen.post(f"{page}close/")
    assert "已结束" in text(chen, page)
