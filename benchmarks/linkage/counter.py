"""The timing of one new person against the register, in a process of its own with its own home."""

import json
import statistics
import time
from random import Random
from typing import Any

from django.db import connection, transaction

from minzheng.core import pinyin
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.exchange.linkage import candidates, records
from minzheng.site import structure
from world.linkage import files, slips

ASKED = 200
_INSERT = (
    "INSERT INTO people_person (name, name_pinyin, name_initials, sex, birth_on, id_status, phone_index,"
    " account_index, bank_name, account_name, residence, division_id, ethnicity, is_demo)"
    " VALUES (%s, %s, %s, %s, %s, 'none', '', '', '', '', 'rural', '620422', '', 1)"
)


def main(people: int, seed: int) -> None:
    """Make the register and print the measured figures as JSON."""
    structure.bring_up()
    print(json.dumps(measured(people, seed)))


def measured(people: int, seed: int) -> dict[str, Any]:
    """Return milliseconds (median, p95, worst) of one check."""
    state = Division.objects.create(code="000000", name="全国", level=0, path="")
    Division.objects.create(code="620422", name="会宁县", level=3, path="620422/", parent=state)
    drawn = files.people(people, seed).select("name", "sex", "birth_on")
    said = {name: (pinyin.full(name), pinyin.initials(name)) for name in drawn["name"].unique()}
    rows = [
        (name, *said[name], "male" if sex == "M" else "female", f"{birth:%Y-%m-%d}")
        for name, sex, birth in drawn.iter_rows()
    ]
    with transaction.atomic(), connection.cursor() as cursor:
        for start in range(0, len(rows), 50_000):
            cursor.executemany(_INSERT, rows[start : start + 50_000])
    random = Random(f"{seed}:quick")
    taken = []
    for row in random.sample(rows, ASKED):
        name = slips.name(random, row[0]) if random.random() < 0.3 else row[0]
        wanted = records.record("new", name=name, birth=row[4].replace("-", ""), sex=row[3])
        began = time.perf_counter()
        candidates.compare(records.frame([wanted]), 0.8)
        taken.append((time.perf_counter() - began) * 1000)
    taken.sort()
    return {
        "people": len(rows),
        "median_ms": round(statistics.median(taken), 1),
        "p95_ms": round(taken[int(len(taken) * 0.95)], 1),
        "worst_ms": round(taken[-1], 1),
    }
