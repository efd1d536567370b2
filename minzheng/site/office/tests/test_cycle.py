"""The month on the screen: one plain sentence, live stages, who delivered, and rows behind every figure."""

import re

import pytest

from minzheng.core import clock
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.cycle.models import CycleRun, StageRun
from minzheng.kernel.exchange.models import Delivery
from minzheng.kernel.monitoring import queries as monitoring
from minzheng.kernel.monitoring.models import Finding, Lead
from minzheng.site import workers
from minzheng.site.command import main

MONTH = "2026-10"


@pytest.fixture
def launched(monkeypatch) -> list[list[str]]:
    """Catch the process that would run the month beside the test."""
    started: list[list[str]] = []
    monkeypatch.setattr(workers.subprocess, "Popen", lambda words, **_more: started.append(words))
    return started


def test_one_sentence_says_what_the_month_found(county, desk):
    page = desk("chen").get("/cycle/").content.decode()
    sentence = re.sub(
        r"<[^>]+>|\s", "", page[page.index("office-lead") : page.index("office-journey")]
    )
    missed = (
        Finding.objects.filter(month=MONTH, kind="missed", state="new")
        .values("household")
        .distinct()
        .count()
    )
    due = Lead.objects.filter(
        finding__month=MONTH, state__in=("open", "verifying"), due_on__lte="2026-11-16"
    ).count()
    assert f"应保未保{missed}户" in sentence
    assert f"其中{due}条已到核查期限" in sentence


def test_every_link_of_the_cycle_page_opens(county, desk):
    chen = desk("chen")
    page = chen.get("/cycle/").content.decode()
    main_part = page[page.index('id="main"') :]
    links = {link.replace("&amp;", "&") for link in re.findall(r'href="(/[^"#]+)', main_part)}
    assert {link for link in links if chen.get(link).status_code != 200} == set()
    assert len(links) > 40


def test_figures_of_a_stage_equal_the_rows_they_open(county, desk):
    chen = desk("chen")
    for kind, count in monitoring.finding_counts(
        Mandate.objects.get(user__username="chen"), MONTH
    ).items():
        page = chen.get(f"/findings/?month={MONTH}&kind={kind}").content.decode()
        assert f"共 {count:,} 条" in page
    known = StageRun.objects.get(cycle__month=MONTH, key="facts").summary["households"]
    assert f"共 {known:,} 条" in chen.get(f"/cycle/{MONTH}/households/").content.decode()
    answered = StageRun.objects.get(cycle__month=MONTH, key="determinations").summary[
        "assistance.dibao"
    ]
    page = chen.get(f"/cycle/{MONTH}/answers/assistance.dibao/?outcome=eligible").content.decode()
    assert f"共 {answered['eligible']:,} 条" in page


@pytest.mark.requirement("HD-10")
def test_department_that_missed_the_month_stands_on_top(county, desk):
    Delivery.objects.filter(data_set="transport.vehicles", month=MONTH).update(month="2026-09")
    page = desk("chen").get("/cycle/").content.decode()
    table = page[page.index('id="deliveries"') :]
    assert "1 份数据没有报送或不能用" in page
    assert 0 < table.index("机动车") < table.index("未报送") < table.index("已报送")


def test_running_month_is_watched_and_shown_anew_when_done(county, desk):
    CycleRun.objects.filter(month=MONTH).update(state="running")
    StageRun.objects.filter(cycle__month=MONTH, key="findings").update(
        state="running", done=6, total=12
    )
    watch = {"HX-Request": "true"}
    page = desk("chen").get(f"/cycle/{MONTH}/progress/", headers=watch).content.decode()
    assert 'hx-trigger="every' in page
    assert 'value="50"' in page
    CycleRun.objects.filter(month=MONTH).update(state="finished")
    done = desk("chen").get(f"/cycle/{MONTH}/progress/", headers=watch)
    assert done.headers["HX-Redirect"].startswith("/cycle/")


def test_officer_starts_the_month_in_his_own_name(county, desk, launched):
    desk("chen").post(f"/cycle/{MONTH}/start/")
    chen = Mandate.objects.get(user__username="chen")
    words = launched[0]
    assert words[words.index("cycle") : words.index("--inbox")] == [
        "cycle",
        MONTH,
        "--mandate",
        str(chen.pk),
    ]
    assert words[-1].endswith(f"inbox/{MONTH}")


def test_second_click_on_a_running_month_starts_nothing(county, desk, launched):
    now = CycleRun.objects.get(month=MONTH)
    desk("chen").post(f"/cycle/{MONTH}/start/")
    CycleRun.objects.filter(pk=now.pk).update(state="running", started_at=clock.now())
    page = desk("chen").post(f"/cycle/{MONTH}/start/", follow=True).content.decode()
    assert len(launched) == 1
    assert "正在运行" in page


def test_page_watches_from_the_click_until_the_run_has_begun_and_ended(county, desk, launched):
    chen, run = desk("chen"), CycleRun.objects.get(month=MONTH)
    url = chen.post(f"/cycle/{MONTH}/start/").headers["Location"]
    watched = re.search(r'hx-get="([^"]+)"', chen.get(url).content.decode())[1]
    asked = {"HX-Request": "true"}
    assert "hx-get" in chen.get(watched, headers=asked).content.decode()
    CycleRun.objects.filter(pk=run.pk).update(runs=run.runs + 1)
    assert chen.get(watched, headers=asked).headers["HX-Redirect"] == f"/cycle/?month={MONTH}"


def test_month_that_has_not_ended_is_not_run(county, desk, launched):
    page = desk("chen").post("/cycle/2026-11/start/", follow=True).content.decode()
    assert "还没有结束" in page
    assert launched == []


@pytest.mark.parametrize("who", ["wei", "fan", "song"])
def test_others_watch_but_do_not_start(county, desk, launched, who):
    assert desk(who).get("/cycle/").status_code == 200
    assert desk(who).post(f"/cycle/{MONTH}/start/").status_code == 403
    assert launched == []


def test_evaluator_sees_counts_and_no_household(county, desk):
    page = desk("fan").get("/cycle/").content.decode()
    assert "应保未保" in page
    assert "/findings/" not in page
    assert desk("fan").get(f"/cycle/{MONTH}/households/").status_code == 403


def test_command_runs_a_month_in_the_name_it_is_given(county):
    chen = Mandate.objects.get(user__username="chen")
    assert main(["cycle", MONTH, "--only", "indicators", "--mandate", str(chen.pk)]) == 0
    assert CycleRun.objects.get(month=MONTH).started_by == chen


def test_finding_shows_before_after_and_the_rows_that_prove_it(county, desk):
    finding = Finding.objects.filter(month=MONTH, kind="amount_change").exclude(evidence=[]).first()
    page = desk("chen").get(f"/findings/{finding.pk}/").content.decode()
    quote = finding.evidence[0]
    assert f"/deliveries/{quote['delivery']}/lines/{quote['line']}/" in page
    assert f"{finding.amount_before / 100:,.2f}" in page
    assert f"{finding.amount_after / 100:,.2f}" in page
