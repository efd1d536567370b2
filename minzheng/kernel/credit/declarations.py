"""How a field of credit is declared: its law, its longest term, its joint measures; no Django."""

from dataclasses import dataclass

from minzheng.core.registry import Registry


@dataclass(frozen=True)
class CreditField:
    """A field in which good and bad faith is recorded (信用领域).

    ``longest_months`` is the longest term of a record; ``penalties`` and ``rewards`` are the joint
    measures (联合惩戒、联合激励) that may be taken, by key. ``checks_applications`` says that an
    applicant with a standing bad record is looked at once more, never refused for it alone.
    """

    key: str
    label: str
    basis: str
    longest_months: int
    penalties: dict[str, str]
    rewards: dict[str, str]
    checks_applications: bool = True
    # Working days for an answer to a plea; months after which a repair may be asked for.
    plea_days: int = 20
    repair_after_months: int = 6

    def measures(self, kind: str) -> dict[str, str]:
        """Return the joint measures of a kind of record."""
        return self.penalties if kind == "penalty" else self.rewards


_fields: Registry[CreditField] = Registry("信用领域")


def declare_field(field: CreditField) -> CreditField:
    """Make a field of credit known; a second one of the same key is refused."""
    return _fields.add(field.key, field)


def field_of(key: str) -> CreditField:
    """Return a declared field; ``KeyError`` for an unknown one."""
    return _fields.get(key)


def fields() -> list[CreditField]:
    """Return the declared fields by key."""
    return list(_fields.all())
