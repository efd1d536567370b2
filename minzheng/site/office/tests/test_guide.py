"""The policy guide and the manual in the office: asked, answered, cited, nothing kept."""

import datetime
import re

import pytest

from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.benefits.declarations import benefits
from minzheng.kernel.determinations.declarations import policies
from minzheng.kernel.documents import services as documents
from minzheng.policy.manual import gaps
from minzheng.site import prose

FAMILY = {
    "step": "start", "lines": "2", "residence": "rural",
    "m0-relation": "head", "m0-birth_on": "1943年6月20日", "m1-relation": "", "m1-birth_on": "",
}  # fmt: skip


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    return found.group(1).replace("&quot;", '"').replace("&#x27;", "'") if found else ""


def place(client) -> str:
    page = client.get("/navigator/").content.decode()
    return re.search(r'<option value="(\d+)"', page).group(1)


def answered(client, page: str, **typed: str) -> str:
    """Send the page that stands, with what is preset ticked and what is typed."""
    ticked = dict.fromkeys(re.findall(r'name="([a-z_]+-\d+)"[^>]*\schecked', page), "on")
    form = {"step": "page", "said": hidden(page, "said"), "page": hidden(page, "page")}
    return client.post("/navigator/", form | ticked | typed).content.decode()


@pytest.fixture
def lin(county, desk):
    return desk("lin")


def test_guide_asks_until_nothing_matters_and_names_the_amount(lin):
    page = lin.post("/navigator/", FAMILY | {"place": place(lin)}).content.decode()
    for _page in range(20):
        if hidden(page, "step") != "page":
            break
        page = answered(lin, page)
    yes = page.partition("可能符合")[0]
    assert re.search(r"高龄津贴.*?25 元/月", yes, re.DOTALL)
    assert "/manual/elderly.old_age/" in yes
    led = re.search(r'href="(/intake/\?workflow=[a-z_.]+)"', yes)[1]
    asked = lin.get(led).content.decode()
    assert "办理：" in asked and 'name="workflow"' in asked
    assert "达到当地起始年龄的月份" in yes
    assert "国家基本养老服务清单" in yes


def test_last_page_can_be_taken_back(lin):
    first = lin.post("/navigator/", FAMILY | {"place": place(lin)}).content.decode()
    second = answered(lin, first)
    form = {"step": "page", "said": hidden(second, "said"), "back": "1"}
    again = lin.post("/navigator/", form).content.decode()
    assert hidden(again, "page") == hidden(first, "page")
    assert hidden(again, "said") == hidden(first, "said")


def test_what_was_typed_wrongly_stays_and_is_explained(lin):
    typed = FAMILY | {"place": place(lin), "m0-birth_on": "二月三十"}
    page = lin.post("/navigator/", typed).content.decode()
    assert "二月三十" in page
    assert "请写成 1946-06-20 这样的日期" in page


def test_one_more_line_keeps_the_others(lin):
    page = lin.post("/navigator/", FAMILY | {"place": place(lin), "more": "1"}).content.decode()
    assert "1943年6月20日" in page
    assert 'name="m2-birth_on"' in page


@pytest.mark.parametrize("said", ["", "{}", '{"members": [["a","x","2000-01-01",false]], "place": "1"}'])  # fmt: skip
def test_answers_that_were_tampered_with_start_anew(lin, said):
    page = lin.post("/navigator/", {"step": "page", "said": said}).content.decode()
    assert "前面的答案没有读出来" in page


def test_piece_alone_answers_the_browser_without_reload(lin):
    answer = lin.post(
        "/navigator/", FAMILY | {"place": place(lin)}, headers={"HX-Request": "true"}
    ).content.decode()
    assert "<html" not in answer
    assert hidden(answer, "step") == "page"


def test_manual_has_a_page_for_every_policy(lin):
    shelf = lin.get("/manual/").content.decode()
    for key in policies():
        assert f'href="/manual/{key}/"' in shelf
    page = lin.get("/manual/assistance.dibao/").content.decode()
    assert "「家庭月收入」 ＜ 「低保标准」 × 「共同生活家庭成员人数」" in page
    assert "399 元/人·月" in page
    assert "会政办发〔2022〕114号" in page
    assert "<svg" in page
    assert "例1" in page or "案例" in page
    assert lin.get("/manual/nothing.here/").status_code == 404


@pytest.mark.parametrize("key", sorted(policies()))
def test_no_rule_or_parameter_lacks_label_unit_or_clause(key):
    assert gaps(policies()[key]) == []


def test_guide_speaks_of_every_benefit():
    assert {benefit.policy for benefit in benefits()} <= policies().keys()


def test_prose_escapes_what_it_does_not_know():
    made = prose.html(
        "# 题\n\n说明 **粗** `码` <script>\n\n- 一\n- 二\n\n| 甲 | 乙 |\n|---|---|\n| 1 | 2 |\n"
    )
    assert made == (
        "<p>说明 <b>粗</b> <code>码</code> &lt;script&gt;</p><ul><li>一</li><li>二</li></ul>"
        '<table class="ui-table"><thead><tr><th>甲</th><th>乙</th></tr></thead>'
        "<tbody><tr><td>1</td><td>2</td></tr></tbody></table>"
    )


# -- consultation ----------------------------------------------------------------------------


@pytest.mark.requirement("PO-07")
def test_question_is_answered_with_value_clause_and_document(lin):
    """The answer is the value in force here, its clause and its paper, and nothing made up."""
    page = lin.get("/consult/", {"q": "农村低保标准是多少？"}).content.decode()
    first = page.partition('class="manual-answers"')[2].partition("</li>")[0]
    assert "399 元/人·月" in first
    assert "会宁县" in first
    assert "社会救助法 第十九条" in first
    assert "会政办发〔2022〕114号" in first
    assert '/manual/assistance.dibao/#value-standard"' in first


@pytest.mark.requirement("PO-07")
def test_answer_leads_to_the_registered_document(lin):
    chen = Mandate.objects.get(user__username="chen", role="officer")
    row = documents.register_policy_document(
        title="关于规范农村低保标准发放的通知", document_number="会政办发〔2022〕114号",
        index_number="620422-2022-0114", issuer="会宁县人民政府办公室", theme_class="社会救助",
        dated_on=datetime.date(2022, 9, 1), issued_on=datetime.date(2022, 9, 2),
        valid_from=datetime.date(2022, 9, 2), division=chen.division, by=chen,
        at=datetime.datetime(2026, 11, 16, 9, tzinfo=datetime.UTC),
    )  # fmt: skip
    page = lin.get("/consult/", {"q": "农村低保标准发放"}).content.decode()
    assert f'href="/policies/{row.pk}/"' in page
    assert "关于规范农村低保标准发放的通知" in page


def test_question_without_an_answer_gets_none(lin):
    page = lin.get("/consult/", {"q": "怎样办护照签证"}).content.decode()
    assert "没有找到相关的规定" in page
