"""Publishing at the office: a text through its hands to the portal, an account with its check."""

import pytest
from django.urls import reverse

from minzheng.core import clock
from minzheng.domains.publicity.models import Article, OnlineAccount
from minzheng.kernel.accounts.models import Mandate

TYPED = {
    "kind": "news", "theme_class": "社会救助", "title": "会师镇冬季走访", "body": "近日走访困难家庭。", "unit": "会师镇民政办",
}  # fmt: skip


@pytest.fixture
def text(county, desk):
    """Return a text that the clerk of the seat wrote and sent in."""
    seat = Mandate.objects.get(user__username="lin").division_id
    desk("lin").post(reverse("office:article_new"), TYPED | {"division": seat})
    row = Article.objects.get(title=TYPED["title"])
    desk("lin").post(reverse("office:article_act", args=[row.pk, "send"]))
    return row


def test_a_text_goes_through_six_hands_to_the_portal(text, desk):
    act = reverse("office:article_act", args=[text.pk, "pass"])
    for hand in ("su", "chen", "wei", "chen", "liu", "wei"):
        assert desk(hand).post(act, {"note": ""}).status_code == 303
    publish = reverse("office:article_act", args=[text.pk, "publish"])
    desk("chen").post(publish, {"channels": ["website"]})
    assert TYPED["body"] in desk("lin").get(reverse("portal:page", args=[text.pk])).content.decode()
    ranked = desk("chen").get(reverse("office:unit_standings")).content.decode()
    assert TYPED["unit"] in ranked


def test_a_refused_step_says_why_and_keeps_the_text(text, desk):
    answer = desk("lin").get(reverse("office:article", args=[text.pk])).content.decode()
    assert "通过本环节" not in answer and "一审" in answer
    back = reverse("office:article_act", args=[text.pk, "back"])
    desk("chen").post(back, {"reason": ""})
    text.refresh_from_db()
    assert text.state == "review"
    desk("chen").post(back, {"reason": "日期有误"})
    text.refresh_from_db()
    assert (text.state, text.reason) == ("returned", "日期有误")


def test_an_account_is_entered_checked_and_mended(county, desk):
    day = clock.now().date().isoformat()
    told = {
        "division": "620422", "unit": "民政局", "name": "会宁民政", "kind": "wechat", "identifier": "hnmz", "owner": "李主任",
        "opened_on": "2020-01-01",
    }  # fmt: skip
    desk("chen").post(reverse("office:online_account_new"), told)
    row = OnlineAccount.objects.get(identifier="hnmz")
    address = reverse("office:online_account", args=[row.pk])
    check = reverse("office:online_account_act", args=[row.pk, "check"])
    desk("chen").post(check, {"on": day, "risk": "high", "findings": "评论失实", "measure": "更正"})
    assert "评论失实" in desk("chen").get(address).content.decode()
    mend = reverse("office:online_account_act", args=[row.pk, "mend"])
    desk("chen").post(mend, {"on": day, "note": "已更正"})
    assert row.checks.get().mended_note == "已更正"
    assert desk("zhao").get(address).status_code == 404


def test_a_key_is_shown_once_and_revoked(county, desk):
    mandate = Mandate.objects.get(user__username="ren")
    told = {
        "label": "省政务服务平台", "mandate": mandate.pk, "issuer": "省平台", "scopes": ["services.read"], "per_minute": 10,
        "until": "2027-01-31",
    }  # fmt: skip
    page = desk("secadmin").post(reverse("office:api_key_new"), told).content.decode()
    assert "mz_" in page
    row = mandate.keys.get()
    address = reverse("office:api_key", args=[row.pk])
    assert "mz_" not in desk("secadmin").get(address).content.decode()
    desk("secadmin").post(reverse("office:api_key_revoke", args=[row.pk]))
    row.refresh_from_db()
    assert row.revoked_at is not None
    assert desk("chen").get(address).status_code == 403
