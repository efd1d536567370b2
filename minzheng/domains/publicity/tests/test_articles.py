"""Three reviews and three proofs, three channels from one store, and who sent in how much."""

import zipfile
from datetime import date
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from minzheng.domains.publicity import choices, queries, services
from minzheng.domains.publicity.models import Article
from minzheng.domains.publicity.services import PublicityError
from minzheng.domains.publicity.services.articles import next_step
from minzheng.domains.publicity.services.bundles import MOST_OF_A_POST, post
from minzheng.kernel.cases import queries as cases
from minzheng.kernel.documents.services.papers import content_of
from minzheng.kernel.documents.tests.county import moment

from .conftest import HANDS, TEXT

ON = date(2026, 11, 4)


def test_nothing_is_published_before_six_steps(article, bureau):
    for count, hand in enumerate(HANDS):
        with pytest.raises(PublicityError, match="审校中"):
            services.publish(article, channels=["website"], by=bureau["chen"], at=moment(11, 3))
        assert next_step(article) == tuple(choices.REVIEW_STEPS)[count]
        services.pass_step(article, by=bureau[hand], at=moment(11, 3))
    article.refresh_from_db()
    assert (article.state, next_step(article)) == (choices.APPROVED, "")


@pytest.mark.parametrize(
    ("before", "who", "word"),
    [
        ((), "lin", "不由"),
        (("head",), "head", "审核人以外"),
        (("head", "chen"), "head", "三人分别"),
        (("head", "chen", "reviewer", "chen"), "gao", "不由"),
    ],
)
def test_each_step_asks_for_the_right_person(article, bureau, before, who, word):
    for hand in before:
        services.pass_step(article, by=bureau[hand], at=moment(11, 3))
    with pytest.raises(PublicityError, match=word):
        services.pass_step(article, by=bureau[who], at=moment(11, 3))


def test_the_author_reviews_nothing(bureau):
    row = services.write(
        bureau["chen"].division, unit="救助股", by=bureau["chen"], at=moment(11, 2), **TEXT
    )
    services.send_in(row, by=bureau["chen"], at=moment(11, 2))
    with pytest.raises(PublicityError, match="自己的稿件"):
        services.pass_step(row, by=bureau["chen"], at=moment(11, 3))


def test_a_text_sent_back_and_changed_passes_all_six_again(article, bureau):
    services.pass_step(article, by=bureau["head"], at=moment(11, 3))
    services.send_back(article, reason="日期有误", by=bureau["chen"], at=moment(11, 3))
    services.change(
        article, by=bureau["lin"], at=moment(11, 3), **TEXT | {"body": "十一月二日走访。"}
    )
    row = services.send_in(article, by=bureau["lin"], at=moment(11, 3))
    assert next_step(row) == "review_1"
    assert [r.is_passed for r in row.reviews.all()] == [True, False]


def test_the_step_waits_on_the_list_of_whom_it_asks(article, bureau):
    def waiting(who):
        return [task.title[:2] for task in cases.open_tasks(bureau[who])]

    assert waiting("chen") == ["一审"]
    for hand in HANDS[:4]:
        services.pass_step(article, by=bureau[hand], at=moment(11, 3))
    assert (waiting("chen"), waiting("bureau")) == ([], ["三审"])


@pytest.mark.requirement("PO-03")
def test_three_channels_are_fed_from_one_store(passed, bureau):
    for kind in (choices.WECHAT, choices.MICROBLOG):
        services.register_account(
            bureau["chen"].division, by=bureau["chen"], at=moment(11, 2), name="会宁民政", kind=kind,
            identifier=f"hn-{kind}", unit="民政局", owner="李主任", opened_on=date(2020, 1, 1), filing_number="",
        )  # fmt: skip
    row = services.publish(
        passed, channels=list(choices.ARTICLE_CHANNELS), by=bureau["chen"], at=moment(11, 4)
    )
    assert list(queries.published(ON)) == [row]
    bundles = {p.channel: p for p in row.publications.all()}
    assert set(bundles) == set(choices.ARTICLE_CHANNELS)
    with zipfile.ZipFile(BytesIO(content_of(bundles["wechat"].bundle))) as archive:
        assert TEXT["body"] in archive.read("text.txt").decode()
    shown = services.show_on(
        bundles["wechat"], address="https://example.org/s/1", by=bureau["chen"], at=moment(11, 4)
    )
    assert shown.shown_at is not None and bundles["microblog"].shown_at is None


def test_a_channel_without_an_account_is_refused_and_nothing_published(passed, bureau):
    with pytest.raises(PublicityError, match="没有登记在用"):
        services.publish(
            passed, channels=["website", "wechat"], by=bureau["chen"], at=moment(11, 4)
        )
    assert Article.objects.get(pk=passed.pk).state == choices.APPROVED


@pytest.mark.parametrize(
    ("body", "word"), [("电话 139 0000 1234", "手机"), ("6229010000000000123", "银行卡号")]
)
def test_numbers_of_persons_never_reach_the_public(bureau, body, word):
    row = services.write(
        bureau["lin"].division, unit="会师镇民政办", by=bureau["lin"], at=moment(11, 2), **TEXT | {"body": body}
    )  # fmt: skip
    with pytest.raises(PublicityError, match=word):
        services.send_in(row, by=bureau["lin"], at=moment(11, 2))


def test_what_is_taken_down_or_over_is_gone(passed, bureau):
    passed.until_on = date(2026, 11, 5)
    passed.save(update_fields=["until_on"])
    services.publish(passed, channels=["website"], by=bureau["chen"], at=moment(11, 4))
    assert queries.published(date(2026, 11, 5)).count() == 1
    assert queries.published(date(2026, 11, 6)).count() == 0
    services.take_down(passed, reason="内容过期", by=bureau["chen"], at=moment(11, 5))
    assert queries.published(date(2026, 11, 5)).count() == 0


def test_a_post_is_cut_at_a_sentence():
    row = Article(title="标题", summary="", body="这是一句话。" * 40)
    assert len(post(row)) <= MOST_OF_A_POST and post(row).endswith("。")
    assert post(Article(title="标题", summary="短", body="")) == "【标题】短"


@pytest.mark.requirement("PO-13")
def test_units_are_ranked_by_what_was_published_and_adopted(passed, bureau):
    services.publish(passed, channels=["website"], by=bureau["chen"], at=moment(11, 4))
    services.adopt(
        passed, level="province", on=ON, medium="省厅网站", proof="截图", by=bureau["chen"], at=moment(11, 4)
    )  # fmt: skip
    other = services.write(
        bureau["zhao"].division, unit="郭城驿镇民政办", by=bureau["zhao"], at=moment(11, 2), **TEXT
    )
    services.send_in(other, by=bureau["zhao"], at=moment(11, 2))
    ranked = queries.standings(bureau["chen"], 2026, ON)
    assert [(u.unit, u.sent, u.published, u.adopted, u.points) for u in ranked] == [
        ("会师镇民政办", 1, 1, 1, 7), ("郭城驿镇民政办", 1, 0, 0, 0),
    ]  # fmt: skip
    assert [u.unit for u in queries.standings(bureau["zhao"], 2026, ON)] == ["郭城驿镇民政办"]


def test_nobody_credits_his_own_text(passed, bureau):
    services.publish(passed, channels=["website"], by=bureau["chen"], at=moment(11, 4))
    with pytest.raises(PublicityError, match="拟稿人以外"):
        services.adopt(
            passed, level="county", on=ON, medium="县府网", proof="截图", by=bureau["lin"], at=moment(11, 4)
        )  # fmt: skip


def test_the_neighbouring_township_neither_sees_nor_touches_a_draft(article, bureau):
    assert queries.articles(bureau["zhao"]).count() == 0
    with pytest.raises(PublicityError, match="辖区"):
        services.send_back(article, reason="x", by=bureau["zhao"], at=moment(11, 3))


def test_openings_are_counted_by_day(passed):
    for _ in range(3):
        services.count_view(passed, on=ON)
    services.count_view(passed, on=date(2026, 11, 5))
    assert queries.view_count(passed) == 4
    assert passed.views.count() == 2


def test_a_picture_is_checked_like_any_file(bureau):
    with pytest.raises(ValueError, match="可执行"):
        services.write(
            bureau["lin"].division, unit="会师镇民政办", by=bureau["lin"], at=moment(11, 2),
            photo=SimpleUploadedFile("a.jpg", b"MZ123"), **TEXT,
        )  # fmt: skip
