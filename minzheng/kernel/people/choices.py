"""Kinds and states of persons, households and the ties between them."""

from enum import StrEnum
from typing import Final


class Sex(StrEnum):
    """As in the register."""

    MALE = "male"
    FEMALE = "female"
    UNKNOWN = "unknown"


class Residence(StrEnum):
    """Which standard applies: the kind of household registration."""

    URBAN = "urban"
    RURAL = "rural"


class IdStatus(StrEnum):
    """What is known of a person's identity number."""

    VALID = "valid"
    INVALID = "invalid"
    NONE = "none"


class Relation(StrEnum):
    """How a member stands to the head of the household."""

    HEAD = "head"
    SPOUSE = "spouse"
    CHILD = "child"
    GRANDCHILD = "grandchild"
    PARENT = "parent"
    GRANDPARENT = "grandparent"
    SIBLING = "sibling"
    OTHER = "other"


class Tie(StrEnum):
    """How a relative outside the household stands to a person."""

    SPOUSE = "spouse"
    CHILD = "child"
    PARENT = "parent"
    GUARDIAN = "guardian"
    WARD = "ward"
    SUPPORTER = "supporter"
    OTHER = "other"


class FlagKind(StrEnum):
    """What else must be known of a person."""

    RELIGIOUS = "religious"
    MISSING = "missing"
    CONSCRIPT = "conscript"
    VILLAGE_COMMITTEE = "village_committee"
    NO_CAPACITY = "no_capacity"


SEXES: Final = {Sex.MALE: "男", Sex.FEMALE: "女", Sex.UNKNOWN: "未说明"}
RESIDENCES: Final = {Residence.URBAN: "城镇", Residence.RURAL: "农村"}
ID_STATUSES: Final = {
    IdStatus.VALID: "号码有效",
    IdStatus.INVALID: "号码有误",
    IdStatus.NONE: "无号码",
}
RELATIONS: Final = {
    Relation.HEAD: "户主",
    Relation.SPOUSE: "配偶",
    Relation.CHILD: "子女",
    Relation.GRANDCHILD: "孙子女",
    Relation.PARENT: "父母",
    Relation.GRANDPARENT: "祖父母",
    Relation.SIBLING: "兄弟姐妹",
    Relation.OTHER: "其他",
}
TIES: Final = {
    Tie.SPOUSE: "配偶",
    Tie.CHILD: "子女",
    Tie.PARENT: "父母",
    Tie.GUARDIAN: "监护人",
    Tie.WARD: "被监护人",
    Tie.SUPPORTER: "赡养抚养扶养义务人",
    Tie.OTHER: "其他亲属",
}
# The same tie seen from the other side.
MIRROR: Final = {
    Tie.SPOUSE: Tie.SPOUSE,
    Tie.CHILD: Tie.PARENT,
    Tie.PARENT: Tie.CHILD,
    Tie.GUARDIAN: Tie.WARD,
    Tie.WARD: Tie.GUARDIAN,
}
FLAG_KINDS: Final = {
    FlagKind.RELIGIOUS: "宗教教职人员（年数）",
    FlagKind.MISSING: "宣告失踪",
    FlagKind.CONSCRIPT: "义务兵",
    FlagKind.VILLAGE_COMMITTEE: "村（居）委会成员",
    FlagKind.NO_CAPACITY: "无民事行为能力",
}
# What a clerk may have shown in full, one field at a time and with a reason.
REVEALABLE: Final = {
    "id_number": "公民身份号码",
    "phone": "手机号",
    "account_number": "银行账号",
    "address": "住址",
}
