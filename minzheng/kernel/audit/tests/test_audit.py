"""The chain holds, shows every break, and cannot be changed from inside or outside."""

import threading
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from minzheng.kernel.audit import services as audit
from minzheng.kernel.audit.models import Entry
from minzheng.kernel.audit.queries import entries, entries_of

AT = datetime(2026, 11, 16, 2, tzinfo=UTC)
LIN = SimpleNamespace(
    user_id=7, division_id="620422100", key="clerk@620422100", label="林 · 乡镇经办人 · 会师镇"
)


def _record(verb: str = "people.looked", **detail: Any) -> Entry:
    return audit.record(verb, subject=5, subject_key="people.person", by=LIN, at=AT, **detail)


@pytest.mark.django_db
@pytest.mark.requirement("KC-28")
def test_entry_says_who_did_what_when_and_why() -> None:
    entry = _record(reason="核对申请材料")
    assert (entry.actor_user_id, entry.mandate_key, entry.verb) == (7, LIN.key, "people.looked")
    assert (entry.subject_key, entry.subject_id) == ("people.person", "5")
    assert entry.division_code == "620422100"
    assert entry.detail == {"reason": "核对申请材料"}


@pytest.mark.django_db
def test_chain_of_many_entries_holds() -> None:
    first = _record().sequence
    audit.record_many(
        [audit.Line("a.b", n, "people.person", {"n": n}) for n in range(50)], by=LIN, at=AT
    )
    _record()
    assert audit.verify_chain(first) == []
    assert audit.head()[0] == first + 51


@pytest.mark.django_db
def test_personal_numbers_never_reach_the_audit() -> None:
    entry = _record(
        text="号码 15042519900307231x，电话 13812345678。", rows=[{"id": "150425199003072310"}]
    )
    assert entry.detail["text"] == "号码 150425********231x，电话 138****5678。"
    assert entry.detail["rows"] == [{"id": "150425********2310"}]


@pytest.mark.django_db
@pytest.mark.requirement("KC-28")
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET actor_label = '无人' WHERE sequence = %s",
        "DELETE FROM audit_entry WHERE sequence = %s",
    ],
)
def test_database_refuses_to_change_or_remove_an_entry(statement: str) -> None:
    entry = _record()
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement, [entry.sequence])
    assert Entry.objects.get(pk=entry.pk).actor_label == LIN.label


def _without_triggers(statement: str, *parameters: Any) -> None:
    """Do what only the owner of the database could."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ALTER TABLE audit_entry DISABLE TRIGGER USER")
        else:
            cursor.execute("DROP TRIGGER audit_entry_no_update")
            cursor.execute("DROP TRIGGER audit_entry_no_delete")
        cursor.execute(statement, parameters)


@pytest.mark.django_db
def test_changed_entry_is_named() -> None:
    first = _record().sequence
    _record()
    _without_triggers("UPDATE audit_entry SET verb = 'x' WHERE sequence = %s", first)
    assert audit.verify_chain(first) == [audit.Break(first, "内容与摘要不符")]


@pytest.mark.django_db
def test_removed_entry_is_named() -> None:
    first = _record().sequence
    _record()
    _record()
    _without_triggers("DELETE FROM audit_entry WHERE sequence = %s", first + 1)
    assert audit.verify_chain(first) == [audit.Break(first + 2, f"第 {first + 1} 条起缺失")]


@pytest.mark.django_db
def test_entry_rewritten_with_its_hash_breaks_the_link_after_it() -> None:
    first = _record()
    _record()
    forged = Entry(**{f.name: getattr(first, f.name) for f in Entry._meta.fields})
    forged.verb = "x"
    _without_triggers(
        "UPDATE audit_entry SET verb = %s, hash = %s WHERE sequence = %s",
        "x",
        audit._hash(forged),
        first.sequence,
    )
    assert audit.verify_chain(first.sequence) == [audit.Break(first.sequence + 1, "与前一条不衔接")]


@pytest.mark.django_db
def test_deed_undone_leaves_no_entry() -> None:
    before = audit.head()
    with transaction.atomic():
        _record()
        transaction.set_rollback(True)
    assert audit.head() == before


@pytest.mark.django_db
def test_only_who_may_see_the_audit_sees_any() -> None:
    entry = _record()
    admin = SimpleNamespace(may=lambda capability: capability == "audit.see")
    clerk = SimpleNamespace(may=lambda _capability: False)
    assert entry in entries(admin, ["620422100"])
    assert entry not in entries(admin, ["620422101"])
    assert not entries(clerk, ["620422100"]).exists()


@pytest.mark.django_db
def test_entries_of_one_row_are_found() -> None:
    entry = _record()
    about = audit.record("audit.looked", subject=entry, by=LIN, at=AT)
    assert list(entries_of(entry)) == [about]


@pytest.mark.django_db(transaction=True)
def test_entries_written_at_the_same_moment_form_one_chain() -> None:
    first = _record().sequence
    problems: list[Exception] = []

    def write() -> None:
        try:
            for _ in range(10):
                _record()
        except Exception as problem:  # noqa: BLE001 - any failure of a thread is the finding
            problems.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    assert audit.head()[0] == first + 40
    assert audit.verify_chain(first) == []
