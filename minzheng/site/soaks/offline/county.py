"""The server's side of the proof, in a child process: workers with sessions, and what the server holds."""

import json
import sys
from datetime import date
from typing import Any

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from minzheng.core import clock
from minzheng.kernel.accounts import services as accounts
from minzheng.kernel.accounts.models import Mandate, User
from minzheng.kernel.accounts.queries import MANDATE_SESSION_KEY, SECOND_FACTOR_SESSION_KEY
from minzheng.kernel.divisions import services as divisions
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.offline.declarations import differ
from minzheng.kernel.offline.models import Conflict, FieldVersion, Record
from minzheng.kernel.people import services as people
from minzheng.kernel.people.models import Person
from minzheng.kernel.visits.models import Visit

COUNTY = "620422"
VILLAGE_LEVEL = 5


def answer() -> None:
    """Answer question by question, a line of JSON each, until nobody asks: starting takes seconds."""
    for line in sys.stdin:
        name, given = json.loads(line)
        said: Any = prepare(given) if name == "prepare" else holdings(given)
        print(json.dumps(said), flush=True)  # noqa: T201


def prepare(batches: int) -> list[dict[str, Any]]:
    """Return for each batch a village of its own: a household, and the sessions of two workers."""
    divisions.load_county(COUNTY)
    by = accounts.system_mandate(COUNTY)
    villages = Division.objects.filter(path__startswith=by.division.path, level=VILLAGE_LEVEL)
    told = []
    for number, village in enumerate(villages.order_by("code")[:batches]):
        person = people.register_person(name=f"甲{number}", division=village, by=by, at=clock.now())
        household = people.register_household(
            division=village,
            members=[people.Member(Person.objects.get(pk=person.pk), "head")],
            by=by,
            at=clock.now(),
        )
        told.append(
            {
                "village": village.code,
                "household": household.pk,
                "sessions": [_session(f"{village.code}-{name}", village) for name in ("a", "b")],
            }
        )
    return told


def _session(name: str, village: Division) -> str:
    """Return the session of a worker who signed in with both factors."""
    user = User.objects.create_user(name, display_name=name)
    mandate = Mandate.objects.create(
        user=user, role="village_worker", division=village, valid_from=date(2020, 1, 1)
    )
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session[MANDATE_SESSION_KEY] = mandate.pk
    session[SECOND_FACTOR_SESSION_KEY] = clock.now().isoformat()
    session.create()
    return str(session.session_key)


def holdings(village: str) -> dict[str, Any]:
    """Return what the server holds of a village's records, as a phone tells its own."""
    rows = {str(row.pk): row for row in Record.objects.filter(division=village)}
    found: dict[str, dict[str, Any]] = {
        key: {"state": row.state, "standing": {}, "values": {}, "received": 0}
        for key, row in rows.items()
    }
    standing: dict[tuple[str, str], list[FieldVersion]] = {}
    for version in FieldVersion.objects.filter(record__in=list(rows)).order_by("sequence"):
        told = found[str(version.record_id)]
        told["values"][version.number] = version.value
        if version.is_head:
            standing.setdefault((str(version.record_id), version.field), []).append(version)
    for (record, field), heads in standing.items():
        found[record]["standing"][field] = sorted(head.number for head in heads)
    for receipt in Visit.objects.filter(receipt_id__in=list(rows)).values_list(
        "receipt_id", flat=True
    ):
        found[str(receipt)]["received"] += 1
    beside = sorted(
        f"{record} {field}" for (record, field), heads in standing.items() if differ(heads)
    )
    is_open = [
        f"{r} {f}" for r, f in standing if differ(standing[r, f]) and rows[r].state != "submitted"
    ]
    conflicts = Conflict.objects.filter(record__in=list(rows), resolved_at=None, kind="beside")
    noticed = {
        f"{c.record_id} {c.field}" for c in conflicts if rows[str(c.record_id)].state != "submitted"
    }
    return {
        "records": found,
        "beside": beside,
        "disputed": sorted(is_open),
        "noticed": sorted(noticed),
    }
