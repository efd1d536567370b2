"""Procedures that exist for tests only, and the values that govern them."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pytest

from minzheng.kernel.accounts.declarations import (
    APPLICANT,
    CLERK,
    HEAD,
    OFFICER,
    VILLAGE_WORKER,
)
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.cases.declarations import (
    AUTHORISATION,
    IDENTITY_CARD,
    REQUIRED,
    Limit,
    Service,
    States,
    Step,
    Workflow,
    condition,
    forget_workflow,
    register_workflow,
)
from minzheng.kernel.cases.models import Case
from minzheng.kernel.cases.queries import notice_elapsed, opinion_heard
from minzheng.kernel.determinations.models import ParameterValue
from minzheng.kernel.determinations.services import seed_parameters
from minzheng.kernel.divisions.models import Division

KEY = "test.dibao.application"
DEADLINES = (
    # name, division, since, value, unit
    ("survey_days", "000000", "2021-07-01", "3", "工作日"),
    ("case_days", "000000", "2021-07-01", "30", "工作日"),
    ("approval_days", "000000", "2021-07-01", "10", "工作日"),
)


class S(States):
    """States of the test procedure."""

    DRAFT = "draft", "草稿"
    ACCEPTED = "accepted", "已受理"
    NOTICED = "noticed", "公示中"
    REPORTED = "reported", "已上报"
    CONFIRMED = "confirmed", "已确认"
    REFUSED = "refused", "不予确认"


@condition("已备齐")
def ready(case: Case, at: datetime) -> tuple[bool, str]:
    """The test said that the case is ready."""
    return bool(case.data.get("ready")), "" if case.data.get("ready") else "材料尚未备齐"


def count(case: Case, *, by: Mandate, at: datetime, data: dict[str, Any]) -> None:
    """Count how often a step caused something."""
    case.data["caused"] = case.data.get("caused", 0) + 1
    case.save(update_fields=["data"])


def fail(case: Case, *, by: Mandate, at: datetime, data: dict[str, Any]) -> None:
    """Fail half-way when the test asks for it."""
    if data.get("break"):
        raise RuntimeError("写到一半断电")


def table(version: int = 1, **changes: Any) -> Workflow:
    """Return the procedure in one version."""
    steps = (
        Step(
            "accept", "受理", S.DRAFT, S.ACCEPTED, by=(APPLICANT, VILLAGE_WORKER, CLERK),
            papers=(IDENTITY_CARD, AUTHORISATION), do=count,
        ),
        Step(
            "notify", "公示", S.ACCEPTED, S.NOTICED, by=HEAD, not_by="accept", needs=(ready,),
            within="survey_days", do=fail,
        ),
        Step("report", "上报", S.NOTICED, S.REPORTED, by=(CLERK, HEAD), needs=(notice_elapsed,)),
        Step(
            "confirm", "确认", S.REPORTED, S.CONFIRMED, level="confirm_level",
            by={"county": (OFFICER,), "township": (HEAD,)}, within="approval_days",
        ),
        Step(
            "refuse", "不予确认", (S.ACCEPTED, S.REPORTED), S.REFUSED, by=OFFICER, note=REQUIRED,
            needs=(opinion_heard,),
        ),
    )  # fmt: skip
    fields: dict[str, Any] = {
        "of": "household",
        "states": S,
        "basis": "测试",
        "steps": steps,
        "service": Service(policy=""),
        "limits": (Limit("case_days", "全案时限", "accept", ("confirm", "refuse")),),
    }
    return Workflow(KEY, "低保测试申请", version=version, **{**fields, **changes})


def value(
    name: str, division: str, since: str, text: str, unit: str = "", *, policy: str = KEY
) -> ParameterValue:
    """Write a released value of the test procedure."""
    return ParameterValue.objects.create(
        policy=policy,
        name=name,
        division_id=division,
        since=date.fromisoformat(since),
        value=text,
        unit=unit,
        source=f"测试依据 {name}",
        state="released",
    )


@pytest.fixture
def procedure(county: Division) -> Iterator[Workflow]:
    """Register the test procedure with its values; forget it afterwards."""
    seed_parameters()
    for row in DEADLINES:
        value(*row)
    workflow = register_workflow(table())
    yield workflow
    forget_workflow(workflow)
