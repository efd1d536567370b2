"""Released rules never change: the digests beside each policy, and their check."""

import importlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from . import soundness
from .declaration import Policy

FILE = "rules.lock"


def check(policy: Policy | Path | str) -> list[str]:
    """Compare a policy (or the folder of one) with its rules.lock; gives problems in Chinese."""
    policy = policy if isinstance(policy, Policy) else _policy_in(Path(policy))
    path = _path(policy)
    if not path.exists():
        return [f"{policy.key}：缺少 {FILE}"]
    locked, current = json.loads(path.read_text(encoding="utf-8")), _entries(policy)
    problems: list[str] = []
    for name, versions in locked.items():
        have = {entry["digest"] for entry in current.get(name, ())}
        problems.extend(
            f"{policy.key}：已发布的规则「{name}」（{_when(entry)}）被改动或删除；更正须另立 since 版本"
            for entry in versions
            if entry["digest"] not in have
        )
    for name, versions in current.items():
        have = {entry["digest"] for entry in locked.get(name, ())}
        problems.extend(
            f"{policy.key}：规则「{name}」（{_when(entry)}）尚未登记到 {FILE}"
            for entry in versions
            if entry["digest"] not in have
        )
    return problems


def check_all(policies: Iterable[Policy]) -> list[str]:
    """Check many policies: whole as they are written, and true to their locks."""
    every = list(policies)
    locked = [problem for policy in every for problem in check(policy)]
    return [*soundness.problems(*every), *locked]


def write(policy: Policy | Path | str) -> Path:
    """Release the versions not yet locked; raises ValueError if a released one has changed."""
    policy = policy if isinstance(policy, Policy) else _policy_in(Path(policy))
    path = _path(policy)
    if path.exists():
        changed = [p for p in check(policy) if "尚未登记" not in p]
        if changed:
            raise ValueError("；".join(changed))
    path.write_text(
        json.dumps(_entries(policy), ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )
    return path


def _entries(policy: Policy) -> dict[str, list[dict[str, Any]]]:
    """The policy's own rules; borrowed ones are locked where they were written."""
    return {
        name: [
            {
                "digest": v.digest,
                "since": v.since.isoformat() if v.since else None,
                "division": v.division,
            }
            for v in rule.versions
        ]
        for name, rule in policy.rules.items()
        if rule.policy is policy
    }


def _when(entry: dict[str, Any]) -> str:
    return "，".join(part for part in (entry["division"], entry["since"]) if part) or "原始版本"


def _path(policy: Policy) -> Path:
    if policy.folder is None:
        raise ValueError(f"政策「{policy.key}」不在文件中，没有 {FILE}")
    return policy.folder / FILE


def _policy_in(folder: Path) -> Policy:
    """Import the policy written in a folder of some package."""
    folder = folder.resolve()
    parts = [folder.name, "policy"]
    while (folder.parent / "__init__.py").exists():
        folder = folder.parent
        parts.insert(0, folder.name)
    found: Policy = importlib.import_module(".".join(parts)).policy
    return found
