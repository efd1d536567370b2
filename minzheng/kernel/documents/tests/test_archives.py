"""Archive files are numbered, handed over after ten years and destroyed by two persons."""

from datetime import date
from pathlib import Path

import pytest

from minzheng.kernel.documents import queries, services
from minzheng.kernel.documents.services.archives import keep_until, transfer_due_on
from minzheng.kernel.documents.tests.county import TOWN, moment


@pytest.fixture
def file(staff, family, django_capture_on_commit_callbacks):
    """Return a function that files one paper about the family."""

    def file_paper(formed_on: date, retention: str = "years_10"):
        services.keep(
            b"%PDF-1.7",
            "a.pdf",
            content_type="application/pdf",
            kind="other",
            title="申请书",
            division=TOWN,
            subject=family,
            by=staff["lin"],
            at=moment(1, 5, year=formed_on.year),
        )
        return services.file_case(
            family,
            title="张秀英户低保",
            category="低保",
            division=TOWN,
            formed_on=formed_on,
            retention=retention,
            pages=12,
            by=staff["lin"],
            at=moment(1, 5, year=formed_on.year),
        )

    return file_paper


@pytest.mark.requirement("KC-24")
def test_files_are_numbered_within_year_category_and_period(file):
    numbers = [file(date(2016, 12, 31)).number for _ in range(2)] + [file(date(2017, 1, 4)).number]
    assert numbers == [
        "620422-低保-2016-10年-0001",
        "620422-低保-2016-10年-0002",
        "620422-低保-2017-10年-0001",
    ]


def test_nothing_to_file_is_said(file, staff, family):
    file(date(2016, 12, 31))
    with pytest.raises(ValueError, match="没有可归档的材料"):
        services.file_case(
            family, title="空", category="低保", division=TOWN, formed_on=date(2016, 12, 31),
            by=staff["lin"], at=moment(1, 5),
        )  # fmt: skip


def test_example_17_transfer_and_term():
    assert transfer_due_on(date(2016, 12, 31)) == date(2026, 12, 31)
    assert keep_until(date(2026, 5, 1), "years_100") == date(2127, 1, 1)
    assert keep_until(date(2026, 5, 1), "permanent") is None


@pytest.mark.requirement("KC-24")
def test_transfer_list_holds_what_falls_due_that_year(file, staff):
    due, later = file(date(2016, 12, 31)), file(date(2017, 1, 4))
    assert list(queries.transfer_list(staff["chen"], 2026)) == [due]
    assert list(queries.transfer_list(staff["zhao"], 2026)) == []
    with pytest.raises(ValueError, match="2027-01-04 起方可移交"):
        services.transfer(later, receiver="县档案馆", by=staff["chen"], at=moment(12, 31))
    done = services.transfer(due, receiver="县档案馆", by=staff["chen"], at=moment(12, 31))
    assert (done.state, done.receiver) == ("transferred", "县档案馆")
    assert list(queries.transfer_list(staff["chen"], 2026)) == []


@pytest.mark.requirement("KC-24")
def test_expired_file_is_destroyed_by_two_persons_only(
    file, staff, settings, django_capture_on_commit_callbacks
):
    archive = file(date(2015, 3, 1))
    document = archive.documents.get()
    path = Path(settings.MEDIA_ROOT) / document.path
    disposal = services.appraise(
        archive, opinion="无续存价值", by=staff["reviewer"], at=moment(1, 4)
    )
    with pytest.raises(ValueError, match="不得审批自己"):
        services.approve_disposal(disposal, by=staff["reviewer"], at=moment(1, 5))
    assert path.exists()
    with django_capture_on_commit_callbacks(execute=True):
        services.approve_disposal(disposal, by=staff["bureau"], at=moment(1, 5))
    archive.refresh_from_db()
    document.refresh_from_db()
    assert (archive.state, path.exists()) == ("destroyed", False)
    with pytest.raises(ValueError, match="已按规定销毁"):
        services.open_document(document, by=staff["chen"], at=moment(1, 6), reason="查阅")


@pytest.mark.parametrize(
    ("retention", "reason"), [("permanent", "永久保管"), ("years_30", "保管期限未满")]
)
def test_kept_files_cannot_be_appraised(file, staff, retention, reason):
    archive = file(date(2015, 3, 1), retention)
    with pytest.raises(ValueError, match=reason):
        services.appraise(archive, opinion="销毁", by=staff["reviewer"], at=moment(1, 4))
