"""From a declared procedure to what a family is asked: sheets of a form, its fields, what they start with.

Portal and interface ask the same; the office's own form asks for what is told at a window.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from minzheng.core import forms
from minzheng.core.forms import Form, Item
from minzheng.core.money import format_yuan
from minzheng.core.months import completed_age
from minzheng.facts import COLUMNS
from minzheng.kernel.cases import choices
from minzheng.kernel.cases.declarations import Service, Workflow, workflow
from minzheng.kernel.enrolment.declarations import enrolment_of
from minzheng.kernel.people.models import Household, Person

# What a family knows of itself and no department delivers, or may know better.
DECLARABLE = (
    "wages", "business_income", "property_income", "farm_income", "support_received",
    "other_transfers", "deposits",
)  # fmt: skip
REASONS = (
    ("illness", "因病支出大"),
    ("disability", "因残劳动能力不足"),
    ("old_age", "年老无劳动能力"),
    ("study", "子女就学负担重"),
    ("no_work", "失业或收入减少"),
    ("disaster", "灾害或意外"),
    ("other", "其他"),
)
SITUATION, FAMILY, PHOTOS, LETTERS, CHECK = "situation", "family", "photos", "letters", "check"
HOME, PERSON, PAYEE, ALSO, PHONE = "home", "person", "payee", "also", "phone"
PAPER = "paper"
MOST_PHOTOS = 9
FIRST_STEP = "submit"

_REASON = Item("reason", "主要困难", forms.CHOICE, options=REASONS, is_required=True)
_STORY = Item("story", "情况说明", forms.LONG,
              help="一两句话即可；收入、财产由部门数据核对，不用逐项填写。")  # fmt: skip
_IRREGULAR = Item("irregular_income", "家里有人能劳动，但收入不固定", forms.YES_NO)
_PHONE = Item(PHONE, "联系电话", forms.PHONE, help="和登记的一样就不用填。")
_LIVES_AT = Item(
    "lives_at", "现在的住址", forms.TEXT, help="不住在户籍地的才填，入户调查到这里。", most=100
)
_DECLARED = (
    Item("has_declared", "有部门查不到的收入或存款要申报吗", forms.YES_NO,
         help="如外地打工的现金工资、亲友给的钱；没有就选“否”。"),
    Item("declared_person", "谁的", forms.MEMBER, is_required=True, when=("has_declared", forms.YES)),
    Item("declared_item", "哪一项", forms.CHOICE, is_required=True, when=("has_declared", forms.YES),
         options=tuple((name, COLUMNS[name].label) for name in DECLARABLE)),
    Item("declared_amount", "每月多少（存款填总数）", forms.MONEY, is_required=True,
         when=("has_declared", forms.YES)),
)  # fmt: skip
_KIN = (
    Item("kin", "家里有人和经办人员、村（居）委会成员是亲属吗", forms.YES_NO, is_required=True,
         help="有亲属也可以申请，登记备案就行。"),
    Item("kin_member", "家里的谁", forms.MEMBER, is_required=True, when=("kin", forms.YES)),
    Item("kin_relation", "对方是他（她）的", forms.CHOICE, is_required=True, when=("kin", forms.YES),
         options=tuple(choices.KIN_RELATIONS.items())),
    Item("kin_role", "对方是", forms.CHOICE, is_required=True, when=("kin", forms.YES),
         options=tuple(choices.KIN_ROLES.items())),
    Item("kin_name", "对方姓名", forms.TEXT, is_required=True, when=("kin", forms.YES), most=50),
)  # fmt: skip
_PAPER = Item(PAPER, "不方便在手机上签", forms.MANY, options=(("yes", "我到乡镇（街道）窗口签"),))
_PHOTO = Item("photos", "照片", forms.PHOTO, most=MOST_PHOTOS,
              help="诊断书、残疾证、房屋照片等，有就拍，没有可以不交；部门能查到的不用交。")  # fmt: skip


@dataclass(frozen=True)
class Sheet:
    """One page of a form on a phone."""

    key: str
    label: str
    items: tuple[Item, ...] = ()

    @property
    def form(self) -> Form:
        """Return the items of the page as a form of their own, to be cleaned together."""
        return Form(self.key, self.label, self.items)


@dataclass(frozen=True)
class Circle:
    """Whom an application may be about: households, persons, and those who live together."""

    homes: tuple[Household, ...]
    persons: tuple[Person, ...]
    members: tuple[Person, ...]
    on: date

    def options(self, key: str, kind: str) -> tuple[tuple[str, str], ...]:
        """Return what can be chosen for an item that points to a household or a person."""
        if key == HOME:
            return tuple((str(home.pk), home_words(home)) for home in self.homes)
        if kind != forms.MEMBER:
            return ()
        rows = self.persons if key == PERSON else self.members
        return tuple((str(person.pk), aged(person, self.on)) for person in rows)


def service_of(flow: Workflow) -> Service:
    """Return how a procedure is offered; LookupError (Chinese) when nobody can ask for it."""
    if flow.service is None:
        raise LookupError(f"“{flow.label}”不是可以申请的事项")
    return flow.service


def asks_letters(flow: Workflow) -> bool:
    """Say whether the members have to sign letters of authorisation for a procedure."""
    return service_of(flow).letters or _needs(flow, "authorised")


def sheets(flow: Workflow, *, departments: Iterable[str] = ()) -> tuple[Sheet, ...]:
    """Return what a citizen is asked for a procedure, page by page; the last one is for checking.

    ``departments`` are matters of other departments that the same form may start (一件事).
    """
    own = service_of(flow).form
    told = own.items if own is not None else ()
    if flow.of == "household":
        told = told or (_REASON, _STORY, _IRREGULAR)
        home = Item(HOME, "为哪个家庭申请", forms.CHOICE, options=(("", ""),), is_required=True)
        first = (home, *told, _LIVES_AT, _PHONE)
    else:
        told = told or (_STORY,)
        row = enrolment_of(flow.key)
        payee = () if asks_letters(flow) else (
            Item(PAYEE, "钱发给谁", forms.MEMBER, help="不选就发给本人。"),
        )  # fmt: skip
        who = "为谁（去世的家人）申请" if row is not None and row.after_death else "为谁申请"
        person = Item(PERSON, who, forms.MEMBER, is_required=True)
        first = (person, *told, *payee, _LIVES_AT, _PHONE)
    pages = [Sheet(SITUATION, "情况", first)]
    if _needs(flow, "near_kin_declared"):
        pages.append(Sheet(FAMILY, "家庭", (*_KIN, *_DECLARED)))
    pages.append(Sheet(PHOTOS, "材料", (*also(flow, departments), _PHOTO)))
    if asks_letters(flow):
        pages.append(Sheet(LETTERS, "签字", (_PAPER,)))
    return (*pages, Sheet(CHECK, "提交"))


def also(flow: Workflow, departments: Iterable[str] = ()) -> tuple[Item, ...]:
    """Return the question which other items the same form should start (一件事); nothing where none."""
    linked = [(key, f"如未获批，接着办{workflow(key).label}") for key in service_of(flow).linked]
    asked = (*linked, *((name, f"同时申请{name}") for name in departments))
    if not service_of(flow).linked:
        return ()
    return (Item(ALSO, "一并办理（一件事，只填这一次）", forms.MANY, options=asked),)


def form_of(flow: Workflow, *, departments: Iterable[str] = ()) -> Form:
    """Return everything a procedure asks as one form, for machines."""
    pages = sheets(flow, departments=departments)
    return Form(flow.key, flow.label, tuple(item for page in pages for item in page.items))


def fields(
    sheet: Sheet,
    said: Mapping[str, Any],
    wrong: Mapping[str, str],
    circle: Circle,
    helps: Mapping[str, str],
) -> list[dict[str, Any]]:
    """Make the items of a sheet ready to be shown: options, what was typed, what is wrong.

    An item with a single possible choice that must be answered is not asked. ``helps`` replaces the
    help of an item by what is known (the phone on file, masked).
    """
    ready = []
    for item in sheet.items:
        options = circle.options(item.key, item.kind) or item.options
        if item.kind == forms.YES_NO:
            options = ((forms.YES, "是"), (forms.NO, "否"))
        if item.key in {HOME, PERSON} and len(options) == 1:
            continue
        ready.append(
            item.described()
            | {
                "options": options,
                "value": said.get(item.key, [] if item.kind == forms.MANY else ""),
                "fault": wrong.get(item.key, ""),
                "is_required": item.is_required,
                "help": helps.get(item.key, item.help),
            }
        )
    return ready


def cleaned(
    sheet: Sheet, said: Mapping[str, Any], circle: Circle
) -> tuple[dict[str, Any], dict[str, str]]:
    """Check what was typed on a sheet, and that whom it points to belongs to the circle."""
    items = []
    for item in sheet.items:
        options = circle.options(item.key, item.kind)
        if item.key == HOME:
            options = options or (("", ""),)
            item = Item(HOME, item.label, forms.CHOICE, options=options, is_required=True)
        items.append(item)
    kept, wrong = Form(sheet.key, sheet.label, tuple(items)).cleaned(_chosen(sheet, said, circle))
    for item in items:
        if item.kind == forms.MEMBER and item.key in kept:
            known = {value for value, _words in circle.options(item.key, item.kind)}
            if kept[item.key] not in known:
                wrong[item.key] = f"“{item.label}”请从列出的人中选择"
    return kept, wrong


def _chosen(sheet: Sheet, said: Mapping[str, Any], circle: Circle) -> dict[str, Any]:
    """Fill in what was not asked because there is one choice only."""
    found = dict(said)
    for item in sheet.items:
        options = circle.options(item.key, item.kind)
        if item.key in {HOME, PERSON} and len(options) == 1:
            found[item.key] = options[0][0]
    return found


def words(item: Item, value: Any, circle: Circle) -> str:
    """Write a checked answer as a person reads it."""
    named = dict(circle.options(item.key, item.kind) or item.options)
    if item.kind == forms.MANY:
        return "；".join(named.get(one, one) for one in value)
    if item.kind == forms.YES_NO:
        return "是" if value else "否"
    if item.kind == forms.MONEY:
        return f"{format_yuan(value)} 元"
    return str(named.get(str(value), value))


def typed_words(item: Item, said: Any, circle: Circle) -> str:
    """Write an answer as it was typed, sound or not."""
    named = dict(circle.options(item.key, item.kind) or item.options)
    if item.kind == forms.YES_NO:
        named = {forms.YES: "是", forms.NO: "否"}
    parts = said if isinstance(said, list) else [said]
    return "；".join(named.get(str(one), str(one)) for one in parts if one not in (None, ""))


def home_words(home: Household) -> str:
    """Name a household for somebody who belongs to it."""
    head = home.head.name if home.head is not None else home.number
    return f"{head}家（{home.division.name}）"


def aged(person: Person, on: date) -> str:
    """Name somebody with the age on a day, or the day of death."""
    if person.died_on is not None:
        return f"{person.name}（{person.died_on}去世）"
    if person.birth_on is None:
        return person.name
    return f"{person.name}（{completed_age(person.birth_on, on)}岁）"


def _needs(flow: Workflow, key: str) -> bool:
    """Say whether the handing in of a procedure asks for a condition."""
    step = flow.by_key.get(FIRST_STEP)
    return step is not None and key in {need.key for need in step.needs}
