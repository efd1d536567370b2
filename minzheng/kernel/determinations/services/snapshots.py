"""A month made repeatable: what it rested on, by checksum, and the month worked out again from that.

A snapshot names the lake files that spoke for the month, keeps the gathered facts and the
parameter rows as they were, and the checksum of every answer. It is named after its content, so
that a month run again on the same ground gives the same snapshot.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl
from django.conf import settings

from minzheng.core import months
from minzheng.kernel.divisions import queries as divisions
from minzheng.kernel.exchange import lake, manifests
from minzheng.policy import ParameterRow, ParameterStore, Policy

from .. import declarations, facts, queries
from . import batch

TABLES = ("households", "persons")


class NoSnapshot(LookupError):
    """There is no snapshot of this month or under this name."""


@dataclass(frozen=True)
class Repeated:
    """One policy worked out again: the checksum then and now, and whether its rules changed since."""

    policy: str
    before: str
    now: str
    rules_changed: bool


def take_snapshot(month: str) -> str:
    """Keep what the answers of a month rest on and return the checksum that names it.

    Raises FileNotFoundError when the month was not determined.
    """
    folder = _folder(month)
    folder.mkdir(parents=True, exist_ok=True)
    on = months.last_day(month)
    policies = declarations.county_policies()
    content = {
        "month": month,
        "deliveries": _deliveries(month),
        "facts": {table: _kept(queries.facts_path(month, table), folder) for table in TABLES},
        "lineages": {code: list(line) for code, line in sorted(divisions.lineages(on).items())},
        "parameters": _parameters(policies),
        "rules": {key: _rules(policy) for key, policy in sorted(policies.items())},
        "answers": {
            key: manifests.digest_of(queries.results_path(key, month)) for key in sorted(policies)
        },
    }
    text = json.dumps(content, ensure_ascii=False, sort_keys=True)
    digest = hashlib.sha256(text.encode()).hexdigest()
    path = folder / f"{digest}.json"
    if not path.exists():
        batch.replace_file(path, lambda temporary: temporary.write_text(text, encoding="utf-8"))
    return digest


def _folder(month: str) -> Path:
    return Path(settings.LAKE) / "snapshots" / month


def _deliveries(month: str) -> list[dict[str, Any]]:
    """Name the files that speak for the month, with the checksums of their manifests.

    Of rejected rows the fingerprint of the delivered file speaks: their seals differ every time.
    """
    return [
        {
            "data_set": key,
            "month": row.month,
            "file_name": row.file_name,
            "delivered_sha256": row.sha256,
            "path": row.lake_path,
            "sha256": (manifests.entered(lake.home(), row.lake_path) or {}).get("sha256", ""),
        }
        for key, rows in sorted(lake.usable_by_key(month).items())
        for row in rows
    ]


def _kept(path: Path, folder: Path) -> str:
    """Keep a file of facts under its checksum; it shares its bytes as long as nobody replaces it."""
    digest = manifests.digest_of(path)
    target = folder / f"{digest}.parquet"
    if not target.exists():
        with suppress(FileExistsError):
            try:
                os.link(path, target)
            except PermissionError:  # a file system without links
                shutil.copyfile(path, target)
    return digest


def _parameters(policies: Mapping[str, Policy]) -> list[list[str | None]]:
    store = queries.parameter_store(*policies.values())
    return sorted(
        [r.policy, r.name, r.division, r.since.isoformat(), r.until.isoformat() if r.until else None,
         r.value, r.category, r.source, r.document]
        for r in store.rows
    )  # fmt: skip


def _rules(policy: Policy) -> dict[str, list[str]]:
    return {name: [v.digest for v in rule.versions] for name, rule in sorted(policy.rules.items())}


def snapshots(month: str) -> list[str]:
    """Return the snapshots of a month, the latest last."""
    found = sorted(_folder(month).glob("*.json"), key=lambda path: path.stat().st_mtime_ns)
    return [path.stem for path in found]


def snapshot(month: str, name: str = "") -> dict[str, Any]:
    """Return what a snapshot says, the latest unless named. Raises NoSnapshot and LakeDamaged."""
    names = [name] if name else snapshots(month)[-1:]
    path = _folder(month) / f"{names[0]}.json" if names else None
    if path is None or not path.is_file():
        raise NoSnapshot(f"{month} 没有快照{name}")
    text = path.read_text(encoding="utf-8")
    if hashlib.sha256(text.encode()).hexdigest() != path.stem:
        raise lake.LakeDamaged(f"快照与其名称不符：{path.name}")
    told: dict[str, Any] = json.loads(text)
    return told


def missing_files(month: str, name: str = "") -> list[str]:
    """Return the lake files of a snapshot that are gone or are not what they were."""
    return [
        row["path"]
        for row in snapshot(month, name)["deliveries"]
        if not (file := lake.absolute(row["path"])).is_file()
        or (row["sha256"] and manifests.digest_of(file) != row["sha256"])
    ]


def repeat(month: str, name: str = "") -> Iterator[Repeated]:
    """Work the answers of a month out again from a snapshot alone; nothing of the present enters.

    Only the rules are those of the program that runs: where their text changed since, it is said.
    """
    told = snapshot(month, name)
    folder, on = _folder(month), months.last_day(month)
    frames = {}
    for table, digest in told["facts"].items():
        path = folder / f"{digest}.parquet"
        if not path.is_file() or manifests.digest_of(path) != digest:
            raise lake.LakeDamaged(f"快照的事实文件不见了或被改动：{path.name}")
        frames[table] = pl.read_parquet(path)
    known = facts.CountyFacts(month, on, frames["households"], frames["persons"])
    store = ParameterStore([_row(values) for values in told["parameters"]])
    policies = declarations.county_policies()
    with TemporaryDirectory(prefix="minzheng-repeat-") as scratch:
        for key, before in told["answers"].items():
            policy = policies.get(key)
            if policy is None:
                yield Repeated(key, before, "", rules_changed=True)
                continue
            path = Path(scratch) / "answers.parquet"
            batch.write_parquet(batch.answers_of(policy, known, store, told["lineages"]), path)
            changed = _rules(policy) != told["rules"][key]
            yield Repeated(key, before, manifests.digest_of(path), changed)


def _row(values: list[Any]) -> ParameterRow:
    policy, name, division, since, until, *rest = values
    ends = date.fromisoformat(until) if until else None
    return ParameterRow(policy, name, division, date.fromisoformat(since), ends, *rest)
