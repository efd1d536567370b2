"""Tests of the tag library: what each component says, to eyes and to screen readers."""

import re
from datetime import date

import pytest
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory

from minzheng.ui.tests import gallery


def render(text: str, **context: object) -> str:
    return Template("{% load ui %}" + text).render(Context(context))


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_filters_word_values():
    shown = render("{{ a|yuan }} {{ b|day }} {{ c|masked:'1,0' }} {{ d|percent }}", a=123450,
                   b=date(2026, 11, 16), c="马一", d=0.5)  # fmt: skip
    assert shown == "1,234.50 2026-11-16 马* 50.0%"


def test_badge_knows_only_its_tones():
    assert 'class="ui-badge ui-tone-due"' in render("{% badge pair %}", pair=("今日到期", "due"))
    assert 'class="ui-badge ui-tone-quiet"' in render("{% badge '怪' 'x onclick=1' %}")


def test_components_escape_what_people_typed():
    evil = "<img src=x onerror=alert(1)>"
    shown = render(
        "{% badge e %}{% definitions f %}{% timeline t %}{% notice e %}{% empty e %}{% tiles i %}",
        e=evil, f=[(evil, evil)], t=[{"title": evil, "detail": evil, "who": evil}],
        i=[{"label": evil, "value": evil}],
    )  # fmt: skip
    assert "<img" not in shown
    assert "&lt;img" in shown


def test_steps_say_their_state_in_words():
    shown = render("{% steps items %}", items=[
        {"label": "受理", "done_on": date(2026, 11, 3)},
        {"label": "调查", "state": "late", "due_on": date(2026, 11, 9)},
        {"label": "公示"},
    ])  # fmt: skip
    assert words(shown) == (
        "✓ 受理 已完成 2026-11-03 完成 ! 调查 已超期 已超期，限 2026-11-09 3 公示 未开始"
    )
    assert shown.count('aria-current="step"') == 1


def test_explanation_reads_as_an_argument():
    shown = words(render("{% explanation tree %}", tree=gallery.tree()))
    assert shown.startswith("最低生活保障 资料不全，尚不能认定 还缺： 务农收入")
    assert "? 人均收入低于当地低保标准 〔第九条〕" in shown
    assert "工资 1,600 元/月 来源 人社 2026-10" in shown
    assert "务农收入 缺" in shown
    assert "✓ 家庭财产符合当地规定" in shown
    assert "✗ 户籍在本县 〔第五条〕 2,100 元/月 与 1,869 元/月 相比" in shown


def test_explanation_leaves_open_switches_out():
    assert "工资计入" not in render("{% explanation tree %}", tree=gallery.tree())


@pytest.mark.parametrize(
    ("outcome", "shown"), [("eligible", "符合条件 1,200.00 元"), ("not_eligible", "不符合条件")]
)
def test_explanation_shows_an_amount_only_to_the_eligible(outcome, shown):
    tree = {"outcome": outcome, "amount": 120000, "nodes": []}
    assert words(render("{% explanation tree %}", tree=tree)) == shown


def test_explanation_marks_are_named_for_screen_readers():
    shown = render("{% explanation tree %}", tree=gallery.tree())
    assert [shown.count(f'aria-label="{said}"') for said in ("成立", "不成立", "尚不清楚")] == [
        1,
        1,
        1,
    ]


def test_field_ties_help_and_error_to_its_control():
    form = gallery.Survey({"name": ""})
    shown = render("{% field form.name %}", form=form)
    assert 'aria-describedby="id_name_help id_name_error"' in shown
    assert 'aria-invalid="true"' in shown
    assert 'id="id_name_error"' in shown
    assert "必填" in shown


def test_field_groups_choices_under_one_label():
    shown = render("{% field form.lives %}", form=gallery.Survey())
    assert 'role="group" aria-labelledby="id_lives_label"' in shown
    assert shown.count('type="radio"') == 2


def test_optional_field_is_not_called_required():
    assert "必填" not in render("{% field form.note %}", form=gallery.Survey())


def test_progress_and_tiles_word_their_figures():
    shown = words(render("{% progress p %}{% tiles t %}",
                         p=[{"label": "认定", "state": "current", "done": 1200, "total": 3000}],
                         t=[{"label": "在保", "value": 3120, "unit": "户"}]))  # fmt: skip
    assert shown == "1 认定 1,200 / 3,000 进行中 在保 3,120 户"


def test_action_posts_with_a_token_and_asks_first():
    shown = render("{% action '停发' '/stop' method='post' danger=True confirm='确定停发？' %}",
                   csrf_token="t0ken")  # fmt: skip
    assert 'value="t0ken"' in shown
    assert 'data-confirm="确定停发？"' in shown
    assert "btn-outline-danger" in shown


@pytest.fixture
def page():
    request = RequestFactory().get("/", headers={"cookie": "type_size=large"})
    return render_to_string("ui/gallery.html", gallery.context(request), request)


def test_title_serves_the_tab_and_the_heading(page):
    title = "样式手册：阿卜杜拉·买买提江·伊敏与㛃氏户"
    assert f"<title>{title} ·" in page
    assert re.search(rf"<h1>{title}\s*<span", page)


def test_page_obeys_a_strict_security_policy(page):
    assert not re.search(r"\sstyle=", page)
    assert not re.search(r"\son[a-z]+=", page)
    assert re.findall(r"<script(?![^>]*src=)", page) == []


def test_page_honours_large_type(page):
    assert 'data-type="large"' in page.split("<head>")[0]


def test_page_marks_demo_data(page):
    assert "演示数据" in page


def test_page_has_one_primary_action_in_its_head(page):
    head = page[page.index('class="ui-actions"') : page.index('class="ui-columns"')]
    assert head.count("btn-primary") == 1


def test_every_icon_used_is_in_the_sprite(page):
    sprite = (gallery.ASSETS / "vendor/tabler-icons.svg").read_text(encoding="utf-8")
    used = set(re.findall(r"tabler-icons\.svg#([a-z0-9-]+)", page))
    assert used
    assert [name for name in used if f'id="{name}"' not in sprite] == []


def test_page_ids_are_unique(page):
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert sorted(ids) == sorted(set(ids))


@pytest.mark.parametrize("code", ["400", "403", "403_csrf", "404", "500"])
def test_error_pages_need_no_context_and_keep_drafts(code):
    shown = render_to_string(f"{code}.html")
    assert "data-keeps-drafts" in shown
    assert "回到首页" in shown


def test_explanation_unfolds_what_decides():
    shown = render("{% explanation tree %}", tree={"outcome": "not_eligible", "nodes": [
        gallery.node("condition", "甲", "", gallery.node("fact", "子", "1"), met=True),
        gallery.node("condition", "乙", "", gallery.node("fact", "丑", "2"), met=False),
    ]})  # fmt: skip
    assert [part.startswith("<details open") for part in re.findall(r"<details[^>]*>", shown)] == [
        False,
        True,
    ]
