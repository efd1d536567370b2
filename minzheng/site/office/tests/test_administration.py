"""Parameters, policies, archives, the audit desk, users: two persons where two are asked, all on record."""

import re
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from minzheng.core import clock
from minzheng.kernel.accounts.models import Mandate, User
from minzheng.kernel.audit import services as audit
from minzheng.kernel.audit.models import Entry
from minzheng.kernel.cases.models import Case
from minzheng.kernel.determinations import queries as determinations
from minzheng.kernel.determinations.models import ParameterValue
from minzheng.kernel.documents.models import Archive, PolicyDocument
from minzheng.kernel.documents.services import archives
from minzheng.site.office import words
from minzheng.site.office.tests.sheets import rows_of

COUNTY = "620422"
STANDARD = "assistance.dibao|standard|rural"


def entered(desk, **changes) -> ParameterValue:
    value = {
        "parameter": STANDARD, "division": COUNTY, "since": "2027-01-01", "value": "430",
        "source": "市人民政府关于调整标准的通知", "document": "会政办发〔2026〕30号", "issued_by": "prefecture",
    }  # fmt: skip
    answer = desk("chen").post("/parameters/new/", value | changes)
    assert answer.status_code == 302, answer.content.decode()
    return ParameterValue.objects.latest("pk")


def released(desk, row: ParameterValue, who: str = "wei"):
    """Release the change a value came with, with the reason the checks ask for."""
    return desk(who).post(f"/standards/{row.change_id}/release/", {"reason": "按市级文件执行"})


@pytest.mark.requirement("KC-12")
def test_value_counts_only_after_a_second_person_released_it(county, desk):
    row = entered(desk)
    day = date(2027, 1, 2)
    before = determinations.value_in_force("assistance.dibao", "standard", COUNTY, day, "rural")
    assert before.pk != row.pk
    assert released(desk, row, "chen").status_code == 403
    released(desk, row)
    after = determinations.value_in_force("assistance.dibao", "standard", COUNTY, day, "rural")
    assert (after.pk, after.value) == (row.pk, "430")


def test_value_without_its_source_stays_in_the_form(county, desk):
    typed = {
        "parameter": STANDARD,
        "division": COUNTY,
        "since": "2027-01-01",
        "value": "四百三",
        "source": "通知",
        "issued_by": "prefecture",
    }
    page = desk("chen").post("/parameters/new/", typed).content.decode()
    assert "四百三" in page
    assert not ParameterValue.objects.filter(state="draft").exists()


def test_history_of_a_value_shows_every_version_with_its_document(county, desk):
    row = entered(desk)
    released(desk, row)
    page = desk("song").get(f"/parameters/{row.pk}/").content.decode()
    assert "会政办发〔2026〕30号" in page
    assert "会政办发〔2022〕114号" in page
    assert "data-chart" in page


def test_draft_is_taken_back_by_who_entered_it(county, desk):
    row = entered(desk)
    desk("chen").post(f"/standards/{row.change_id}/withdraw/")
    row.refresh_from_db()
    assert row.state == "withdrawn"


def test_every_parameter_and_every_owner_has_a_chinese_name(county):
    rows = ParameterValue.objects.values_list("policy", "name")
    latin = re.compile(r"[a-z_]{3}")
    assert {words.parameter(*row) for row in rows if latin.search(words.parameter(*row))} == set()
    assert {
        words.owner(policy) for policy, _name in rows if latin.search(words.owner(policy))
    } == set()


def test_list_of_a_day_holds_one_value_of_each_parameter_and_place(county, desk):
    answer = desk("chen").get("/parameters/?on=2026-11-16&export=xlsx")
    rows = rows_of(answer, "参数")
    keys = [(row["参数"], row["类别"], row["归属"], row["适用地区"]) for row in rows]
    assert len(keys) == len(set(keys)) > 60


# -- policies ---------------------------------------------------------------------------------------------


POLICY = {
    "index_number": "620422/2026-00030", "title": "关于调整城乡低保标准的通知", "document_number": "会政办发〔2026〕30号",
    "issuer": "会宁县人民政府办公室", "theme_class": "民政", "dated_on": "2026-12-20", "issued_on": "2026-12-22",
}  # fmt: skip


@pytest.mark.requirement("KC-13")
def test_policy_is_registered_found_and_opened_with_the_values_resting_on_it(county, desk):
    text = SimpleUploadedFile(
        "全文.pdf", b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
    )
    answer = desk("chen").post("/policies/new/", POLICY | {"full_text": text})
    assert answer.status_code == 302, answer.content.decode()
    row = PolicyDocument.objects.get(index_number=POLICY["index_number"])
    value = entered(desk)
    page = desk("fan").get(f"/policies/{row.pk}/").content.decode()
    assert POLICY["document_number"] in page
    assert f"/parameters/{value.pk}/" in page
    assert desk("fan").get(f"/policies/{row.pk}/text/").content.startswith(b"%PDF")
    assert POLICY["title"] in desk("lin").get("/policies/?q=低保标准").content.decode()


def test_unsound_document_number_is_named_in_the_form(county, desk):
    page = (
        desk("chen")
        .post("/policies/new/", POLICY | {"document_number": "会政办发[2026]030号"})
        .content.decode()
    )
    assert "不规范" in page
    assert not PolicyDocument.objects.filter(index_number=POLICY["index_number"]).exists()


def test_repealed_policy_is_no_longer_in_force(county, desk):
    desk("chen").post("/policies/new/", POLICY)
    row = PolicyDocument.objects.get(index_number=POLICY["index_number"])
    desk("chen").post(f"/policies/{row.pk}/validity/", {"state": "repealed", "on": "2027-06-01"})
    assert POLICY["title"] not in desk("chen").get("/policies/?on=2027-07-01").content.decode()
    assert POLICY["title"] in desk("chen").get("/policies/?on=2027-01-01").content.decode()


# -- archives -----------------------------------------------------------------------------------------------


@pytest.fixture
def old(county) -> Archive:
    case = Case.objects.filter(closed_at__isnull=False).first()
    chen = Mandate.objects.get(user__username="chen")
    return archives.file_case(
        case, title="一九九五年救济材料", category="社会救助", division=case.division_id, formed_on=date(2005, 3, 1),
        by=chen, at=case.closed_at, retention="years_10",
    )  # fmt: skip


@pytest.mark.requirement("KC-24")
def test_expired_file_is_destroyed_by_two_persons(old, desk):
    desk("wei").post(f"/archives/{old.pk}/appraise/", {"opinion": "保管期满，无继续保存价值"})
    desk("wei").post(f"/archives/{old.pk}/destroy/")
    old.refresh_from_db()
    assert old.state == "appraised"
    desk("liu").post(f"/archives/{old.pk}/destroy/")
    old.refresh_from_db()
    assert old.state == "destroyed"
    assert "已销毁" in desk("liu").get(f"/archives/{old.pk}/").content.decode()


def test_file_due_for_transfer_is_listed_and_handed_over(old, desk):
    assert old.title in desk("wei").get("/archives/transfers/").content.decode()
    desk("wei").post(f"/archives/{old.pk}/transfer/", {"receiver": "会宁县档案馆"})
    old.refresh_from_db()
    assert (old.state, old.receiver) == ("transferred", "会宁县档案馆")


def test_archived_paper_opens_with_a_reason_and_leaves_a_trace(old, desk):
    paper = old.documents.first()
    url = f"/archives/{old.pk}/papers/{paper.pk}/"
    assert "text/html" in desk("wei").get(url).headers["Content-Type"]
    answer = desk("wei").post(url, {"reason": "档案检查"})
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert Entry.objects.filter(verb="documents.document.looked", subject_id=str(paper.pk)).exists()


# -- audit --------------------------------------------------------------------------------------------------


def test_desk_shows_who_looked_at_whom(county, desk):
    case = Case.objects.filter(division__parent__name="会师镇").first()
    desk("lin").get(f"/households/{case.household_id}/")
    page = desk("auditadmin").get("/audit/?group=looks").content.decode()
    assert "林晓燕" in page
    assert "查看家庭档案" in page


def test_chain_check_says_it_holds_and_is_itself_recorded(county, desk):
    page = desk("auditadmin").post("/audit/check/", follow=True).content.decode()
    assert "审计链完整" in page
    assert Entry.objects.filter(verb="audit.chain.checked").latest("sequence").detail["breaks"] == 0


def test_chain_check_names_the_place_that_was_broken(county, desk, monkeypatch):
    broken = [audit.Break(7, "内容与摘要不符")]
    monkeypatch.setattr(audit, "verify_chain", lambda: broken)
    page = desk("auditadmin").post("/audit/check/", follow=True).content.decode()
    assert "第 7 条：内容与摘要不符" in page


@pytest.mark.parametrize("who", ["chen", "liu", "sysadmin", "secadmin"])
def test_audit_is_for_its_administrator_only(county, desk, who):
    assert desk(who).get("/audit/").status_code == 403
    assert desk(who).post("/audit/check/").status_code == 403


def test_export_of_the_audit_is_recorded_in_the_audit(county, desk):
    rows = rows_of(desk("auditadmin").get("/audit/?group=exports&export=xlsx"), "序号")
    line = Entry.objects.filter(verb="office.list.exported").latest("sequence")
    assert line.detail["rows"] == len(rows)


def test_every_deed_of_the_demo_has_a_chinese_word(county):
    # Tests with real transactions elsewhere leave deeds of their own procedures in the one audit.
    deeds = Entry.objects.exclude(verb__startswith="test.").order_by()
    verbs = deeds.values_list("verb", flat=True).distinct()
    assert [verb for verb in verbs if words.deed(verb) == verb] == []


# -- users --------------------------------------------------------------------------------------------------


def test_security_administrator_opens_an_account_and_gives_it_a_mandate(county, desk):
    new = {"username": "qian", "display_name": "钱红", "password": "huining-7-Dibao", "phone": ""}
    url = desk("secadmin").post("/users/new/", new).headers["Location"]
    user = User.objects.get(username="qian")
    assert url == f"/users/{user.pk}/"
    town = Case.objects.first().division.parent
    desk("secadmin").post(f"{url}mandates/", {"role": "clerk", "division": town.pk})
    assert user.mandates.get().label == f"钱红 · 乡镇经办人 · {town.name}"
    assert not user.has_second_factor


def test_weak_password_is_refused_beside_the_field(county, desk):
    new = {"username": "qian", "display_name": "钱红", "password": "1234567890", "phone": ""}
    page = desk("secadmin").post("/users/new/", new).content.decode()
    assert "is-invalid" in page
    assert not User.objects.filter(username="qian").exists()


@pytest.mark.parametrize(
    ("username", "role", "word"),
    [
        ("chen", "reviewer", "同一人"),
        ("sysadmin", "officer", "管理员"),
        ("lin", "officer", "不能设在"),
    ],
)
def test_mandate_that_must_not_be_is_refused_in_words(county, desk, username, role, word):
    user = User.objects.get(username=username)
    place = "620422100" if username == "lin" else COUNTY
    before = user.mandates.count()
    page = desk("secadmin").post(f"/users/{user.pk}/mandates/", {"role": role, "division": place})
    assert page.status_code == 422
    assert word in page.content.decode()
    assert user.mandates.count() == before


def test_lost_phone_is_reset_with_a_reason_and_a_lock_is_lifted(county, desk):
    user = User.objects.get(username="he")
    User.objects.filter(pk=user.pk).update(
        locked_until=clock.now() + timedelta(minutes=9), failed_attempts=3
    )
    assert "he" in desk("secadmin").get("/users/?locked=1").content.decode()
    desk("secadmin").post(f"/users/{user.pk}/unlock/")
    assert (
        desk("secadmin").post(f"/users/{user.pk}/reset/", {"reset-reason": ""}).status_code == 422
    )
    desk("secadmin").post(f"/users/{user.pk}/reset/", {"reset-reason": "手机丢失"})
    user.refresh_from_db()
    assert user.locked_until is None
    assert not user.has_second_factor
    assert (
        Entry.objects.filter(verb="accounts.totp.reset").latest("sequence").detail["reason"]
        == "手机丢失"
    )


def test_administrator_does_not_reset_or_empower_himself(county, desk):
    own = User.objects.get(username="secadmin")
    desk("secadmin").post(f"/users/{own.pk}/reset/", {"reset-reason": "方便"})
    own.refresh_from_db()
    assert own.has_second_factor
    desk("secadmin").post(
        f"/users/{own.pk}/mandates/", {"role": "security_admin", "division": COUNTY}
    )
    assert own.mandates.count() == 1


def test_revoked_mandate_ends_today(county, desk):
    mandate = Mandate.objects.get(user__username="he")
    url = f"/users/{mandate.user_id}/mandates/{mandate.pk}/revoke/"
    desk("secadmin").post(url, {"revoke-reason": "调离"})
    mandate.refresh_from_db()
    assert mandate.valid_to == date(2026, 11, 16)


@pytest.mark.parametrize("who", ["chen", "liu", "sysadmin", "auditadmin"])
def test_users_are_for_the_security_administrator_only(county, desk, who):
    assert desk(who).get("/users/").status_code == 403


def test_auditor_reads_who_looked_at_whom_but_exports_nothing(county, desk):
    song = desk("song")
    assert song.get("/audit/?group=looks").status_code == 200
    assert song.get("/audit/?export=xlsx").status_code == 403
    assert desk("zhao").get("/audit/").status_code == 403
