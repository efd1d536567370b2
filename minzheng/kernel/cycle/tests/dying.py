"""What the process of `killed` does: point ``raise`` makes the home, ``run`` runs the month and
prints the end state as JSON, any other point dies there by signal 9.
"""

import datetime
import hashlib
import json
import os
import pathlib
import signal
import sys
from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management import call_command

from minzheng.core.clock import SHANGHAI
from minzheng.kernel.accounts import services as accounts
from minzheng.kernel.cycle import declarations, services
from minzheng.kernel.determinations.services import batch
from minzheng.kernel.exchange import manifests
from minzheng.kernel.monitoring.services import leads
from minzheng.kernel.payments import checks
from world import county, files, raising

HOUSEHOLDS, SEED, MONTH = 120, 11, "2026-10"
# Where a month may die, in the order in which it gets there: after the work of a stage but before
# it is noted, and (half) between two files or inside a transaction.
POINTS = ("half_of_deliveries", "deliveries", "half_of_facts", "facts", "half_of_determinations", "half_of_findings",
          "findings", "half_of_leads", "half_of_payments", "payments", "indicators")  # fmt: skip
KEPT = ("exchange.Delivery", "exchange.RowMatch", "monitoring.Finding", "monitoring.Lead", "monitoring.LeadEntry", "cases.Task",
        "monitoring.RegisterEntry", "payments.PaymentRun", "payments.PaymentLine", "benefits.Entitlement",
        "indicators.Observation")  # fmt: skip


def die(*_anything: object, **_more: object) -> None:
    """End this process at once, as a power cut would."""
    os.kill(os.getpid(), signal.SIGKILL)


def after(work: Callable[..., Any], calls: int = 1) -> Callable[..., Any]:
    """Let `work` be done so many times, then die before anybody notes it."""
    done = 0

    def dying(*values: Any, **named: Any) -> Any:
        nonlocal done
        answer = work(*values, **named)
        done += 1
        if done == calls:
            die()
        return answer

    return dying


def arm(point: str) -> None:
    """Place the death at a point."""
    places: dict[str, tuple[Any, str, int]] = {
        # Between the two lines of the ninth file's manifest, its files written, its row not.
        "half_of_deliveries": (manifests, "enter", 17),
        "half_of_facts": (batch, "write_parquet", 1),
        "half_of_determinations": (batch, "write_parquet", 2),
        "half_of_findings": (leads, "withdraw", 1),
        "half_of_leads": (leads, "_write_down", 1),
        "half_of_payments": (checks, "refresh_lines", 1),
    }
    if point in places:
        module, name, calls = places[point]
        setattr(module, name, after(getattr(module, name), calls))
        return
    services.STAGES = tuple(
        declarations.Stage(s.key, s.label, after(s.work) if s.key == point else s.work)
        for s in services.STAGES
    )


def state() -> dict[str, Any]:
    """Everything a month leaves behind, but for keys, the moments of stages, and sealed rejects."""
    rows = {label: sorted(map(_plain, apps.get_model(label).objects.values())) for label in KEPT}
    stages = apps.get_model("cycle.StageRun").objects.order_by("key").values_list("key", "state")
    lake = pathlib.Path(settings.LAKE)
    # A seal differs every time it is made, so the files of rejects do.
    held = {
        str(path.relative_to(lake)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(lake.rglob("*.parquet"))
        if ".rejects" not in path.name
    }
    return {**rows, "stages": list(stages), "files": held}


def _plain(row: dict[str, Any]) -> str:
    told = {name: value for name, value in row.items() if name != "id"}
    return json.dumps(told, default=str, ensure_ascii=False, sort_keys=True)


def main(home: pathlib.Path, point: str) -> None:
    """Do what the point says on a home."""
    at = datetime.datetime(2026, 11, 2, 9, tzinfo=SHANGHAI)
    inbox = home / "inbox" / MONTH
    if point == "raise":
        call_command("migrate", verbosity=0)
        made = county.make(HOUSEHOLDS, seed=SEED, month=MONTH)
        raising.raise_county(made, at=at)
        files.write(made, inbox)
        return
    if point != "run":
        arm(point)
    services.run(MONTH, inbox=inbox, by=accounts.system_mandate("620422"), at=at)
    sys.stdout.write(json.dumps(state(), default=str, ensure_ascii=False, sort_keys=True) + "\n")
