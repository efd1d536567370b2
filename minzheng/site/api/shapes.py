"""What machines send and receive: the shapes the published document describes."""

from datetime import date, datetime
from typing import Any

from ninja import Schema
from pydantic import Field


class Refused(Schema):
    """Why something was not done: a code for machines, sentences for people."""

    code: str = Field(description="错误代码")
    reasons: list[str] = Field(description="原因，可直接给群众看")
    fields: dict[str, str] = Field(default_factory=dict, description="填写有误的项目及说明")


class Service(Schema):
    """A service matter somebody may ask for."""

    key: str = Field(description="事项编码")
    label: str = Field(description="事项名称")
    basis: str = Field(description="法律依据")
    about: str = Field(description="对象：household 家庭，person 个人")
    fee: int = Field(description="收费（元）")
    depth: str = Field(description="网办深度")
    scope: str = Field(description="通办范围")
    is_on: bool = Field(description="该地现在是否办理")


class Guide(Service):
    """A service matter with what it asks and how long it may take."""

    form: dict[str, Any] = Field(description="表单（JSON Schema）")
    papers: list[str] = Field(description="须提交的材料；部门可查的不要求提交")
    limits: list[str] = Field(description="办理时限及依据")
    letters: bool = Field(description="是否需要成员签署核对授权书")


class Applicant(Schema):
    """The citizen somebody files for, as the calling body's identity service vouches for him."""

    name: str = Field(max_length=60, description="姓名")
    id_number: str = Field(max_length=18, description="公民身份号码")
    phone: str = Field(default="", max_length=20, description="手机号")


class Choice(Schema):
    """A household or person that may be named in an application."""

    id: str
    label: str


class Circle(Schema):
    """Whom an applicant may name: his households, for whom he may apply, who lives with him."""

    households: list[Choice]
    persons: list[Choice]
    members: list[Choice]
    unsigned: list[Choice] = Field(description="尚需签署核对授权书的成员")


class LetterSigned(Schema):
    """A letter of authorisation signed with a reliable electronic signature at the calling body."""

    person: int = Field(description="成员")
    signer: int = Field(description="签字人（本人或监护人）")


class Filing(Schema):
    """An application for a service matter."""

    applicant: Applicant
    answers: dict[str, Any] = Field(description="按事项表单填写的内容")
    letters: list[LetterSigned] = Field(default_factory=list)


class Step(Schema):
    """One step of the way of a matter."""

    label: str
    state: str = Field(description="done 已办，now 当前，next 待办")
    on: date | None = None


class Deed(Schema):
    """A step that can be taken now with this key."""

    key: str
    label: str
    needs_note: bool
    blocked_by: list[str]


class Decision(Schema):
    """How a matter ended."""

    label: str
    granted: bool
    reasons: list[str]
    amounts: list[str]
    remedies: list[str] = Field(description="救济途径和期限")


class Application(Schema):
    """Where a matter stands."""

    number: str = Field(description="办件编号")
    service: str
    label: str
    state: str
    state_label: str
    applied_on: date
    due_on: date | None
    now: str = Field(description="当前进展，可直接给群众看")
    way: list[Step]
    deeds: list[Deed]
    decision: Decision | None = None
    opened_at: datetime
    closed_at: datetime | None = None


class Applications(Schema):
    """A page of matters; ``next`` is the number to ask from for the following page, empty at the end."""

    items: list[Application]
    next: str


class Taking(Schema):
    """What goes with a step."""

    note: str = Field(default="", max_length=500)


class Kept(Schema):
    """A paper that was taken in."""

    id: int
    title: str
    sha256: str
