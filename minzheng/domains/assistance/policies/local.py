"""Local benefits: every folder beside this file that holds a benefit.csv is found by itself."""

import csv
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from minzheng.policy import Policy

DOOR_PLATE = "benefit.csv"
TO = ("household", "person")
PAID = ("monthly", "none")


@dataclass(frozen=True, slots=True)
class LocalBenefit:
    """A benefit a county added in one folder: its policy, its name, to whom and how it is paid."""

    policy: Policy
    label: str
    to: str
    paid: str


def local_benefits(package: str = __package__) -> list[LocalBenefit]:
    """Find the local benefits among the policy folders of a package, by name of the folder.

    Raises ValueError in Chinese when a benefit.csv is unreadable or does not fit its policy.
    """
    above = import_module(package)
    folders = sorted(Path(above.__path__[0]).glob(f"*/{DOOR_PLATE}"))
    return [_benefit(plate, f"{package}.{plate.parent.name}.policy") for plate in folders]


def _benefit(plate: Path, module: str) -> LocalBenefit:
    where = f"{plate.parent.name}/{plate.name}"
    with plate.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    if len(rows) != 1 or not {"label", "to", "paid"} <= rows[0].keys():
        raise ValueError(f"{where} 须有表头 label,to,paid 和恰好一行")
    policy, row = import_module(module).policy, rows[0]
    if row["to"] not in TO or row["to"] != policy.of:
        raise ValueError(f"{where} 的 to 应为 {policy.of}，与 policy.py 的 of 一致")
    if row["paid"] not in PAID or (row["paid"] == "monthly") != (policy.amount_rule is not None):
        raise ValueError(f"{where} 的 paid：有金额规则的写 monthly，没有的写 none")
    return LocalBenefit(policy, row["label"], row["to"], row["paid"])
