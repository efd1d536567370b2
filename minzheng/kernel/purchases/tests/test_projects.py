"""A project is planned by source, paid as its milestones are done, judged, signed and published."""

from datetime import date

import pytest
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction

from minzheng.kernel.documents.tests.pictures import JPEG
from minzheng.kernel.ledger import queries as books
from minzheng.kernel.purchases import queries, services
from minzheng.kernel.purchases.choices import PROJECT_STEPS
from minzheng.kernel.purchases.models import ProjectSource
from minzheng.kernel.purchases.services import PurchaseError

from .conftest import AT, COUNTY
from .test_buying import paid

ON = date(2026, 11, 2)


@pytest.fixture
def photo():
    return ContentFile(JPEG, "photo.jpg")


@pytest.fixture
def plan(hands):
    """Return a function that plans a project of two milestones of 600 and 400 yuan."""

    def make(name="老年养护楼", **sources):
        money = sources or {"central": 60_000, "county": 40_000}
        return services.plan_project(
            COUNTY, name=name, purpose="新建护理床位", document="会发改〔2026〕1号",
            fund="lottery_projects" if "lottery" in money else "projects", starts_on=date(2026, 3, 1),
            ends_on=date(2026, 12, 1), sources=money,
            milestones=[("主体", date(2026, 6, 1), 60_000), ("装修", date(2026, 11, 1), 40_000)],
            by=hands["chen"], at=AT,
        )  # fmt: skip

    return make


def received(project, source, amount, hands, document="文1"):
    return services.receive_money(
        project, source, amount=amount, on=ON, document=document, by=hands["chen"], at=AT
    )


def finished(part, hands, photo):
    photo.seek(0)
    return services.finish_milestone(
        part, done_on=ON, note="已完成", photos=[photo], by=hands["chen"], at=AT
    )


def settled(part, source, amount, operator, hands):
    return services.settle_milestone(
        part, source, amount=amount, payee=operator, by=hands["chen"], at=AT
    )


@pytest.mark.requirement("FN-05")
def test_funds_are_tracked_by_source_and_missing_matching_is_seen(plan, hands, operator, photo):
    project = plan()
    received(project, "central", 60_000, hands)
    received(project, "county", 10_000, hands)
    part = finished(project.milestones.get(sequence=1), hands, photo)
    paid(settled(part, "central", 50_000, operator, hands), hands)
    central, county = queries.matching(project)
    assert (central.received, central.paid, central.missing) == (60_000, 50_000, 0)
    assert (county.source, county.missing) == ("county", 30_000)
    assert books.balance("available", fund="projects", source="central") == 10_000
    assert books.balance("available", fund="projects", source="county") == 10_000


def test_nothing_is_paid_before_the_milestone_nor_beyond_it_or_what_came_in(
    plan, hands, operator, photo
):
    project = plan()
    received(project, "central", 60_000, hands)
    part = project.milestones.get(sequence=1)
    with pytest.raises(PurchaseError, match="还没有完成"):
        settled(part, "central", 1, operator, hands)
    with pytest.raises(PurchaseError, match="照片"):
        services.finish_milestone(part, done_on=ON, note="完成", photos=[], by=hands["chen"], at=AT)
    finished(part, hands, photo)
    with pytest.raises(PurchaseError, match="到位资金不足"):
        settled(part, "county", 1, operator, hands)
    row = settled(part, "central", 60_000, operator, hands)
    with pytest.raises(PurchaseError, match="超出节点"):
        settled(part, "central", 1, operator, hands)
    services.refuse(row, reason="票据不全", by=hands["reviewer"], at=AT)
    assert settled(part, "central", 60_000, operator, hands).amount == 60_000
    with pytest.raises(IntegrityError), transaction.atomic():
        ProjectSource.objects.filter(source="central").update(committed=60_001)


@pytest.mark.requirement("LO-03")
def test_lottery_project_is_managed_from_the_plan_to_the_publication(plan, hands, operator, photo):
    project = plan(lottery=100_000)
    take = {"on": ON, "text": "已办理", "by": hands["chen"], "at": AT}
    services.take_step(project, "budget", **take)
    received(project, "lottery", 100_000, hands)
    with pytest.raises(PurchaseError, match="不能验收"):
        services.take_step(project, "accept", **take)
    for part in project.milestones.all():
        finished(part, hands, photo)
        paid(settled(part, "lottery", part.amount, operator, hands), hands, f"付{part.pk}")
    services.take_step(project, "accept", **take)
    with pytest.raises(PurchaseError, match="得分"):
        services.take_step(project, "performance", **take)
    assert services.take_step(project, "performance", score=89, **take).grade == "良"
    audit = services.take_step(project, "audit", finding="台账缺页", **take)
    closed = services.close_finding(audit, closing="已补", closed_on=ON, by=hands["chen"], at=AT)
    assert closed.closed_on == ON
    services.take_step(project, "publish", **take)
    assert queries.missing_steps(project, tuple(PROJECT_STEPS)) == ["plan", "sign"]
    assert books.balance("paid", fund="lottery_projects", source="lottery") == 100_000


@pytest.mark.requirement("LO-05")
def test_coverage_counts_lottery_projects_with_sign_and_publication(plan, hands, photo):
    one, _two, _other = plan("甲", lottery=100_000), plan("乙", lottery=100_000), plan("丙")
    take = {"on": ON, "text": "大门左侧", "by": hands["chen"], "at": AT}
    with pytest.raises(PurchaseError, match="照片"):
        services.take_step(one, "sign", **take)
    services.take_step(one, "sign", document=photo, **take)
    coverage = queries.sign_coverage(hands["chen"])
    assert (coverage.projects, coverage.signed, coverage.both, coverage.share) == (2, 1, 0, 0.0)
    services.take_step(one, "publish", **take)
    assert queries.sign_coverage(hands["chen"], 2026).share == 0.5
    assert queries.sign_coverage(hands["chen"], 2025).share is None


def test_lottery_money_stands_in_its_own_line_and_milestones_make_the_plan(plan, hands):
    told = {
        "name": "丁", "purpose": "用途", "document": "文", "starts_on": ON, "ends_on": ON, "by": hands["chen"], "at": AT,
    }  # fmt: skip
    with pytest.raises(PurchaseError, match="单列"):
        services.plan_project(COUNTY, fund="projects", sources={"lottery": 10}, milestones=[("一", ON, 10)], **told)  # fmt: skip
    with pytest.raises(PurchaseError, match="合计"):
        services.plan_project(COUNTY, fund="projects", sources={"county": 10}, milestones=[("一", ON, 9)], **told)  # fmt: skip


def test_document_of_a_receipt_comes_once(plan, hands):
    project = plan()
    received(project, "county", 5, hands)
    with pytest.raises(PurchaseError, match="已经登记过"):
        received(project, "county", 5, hands)
