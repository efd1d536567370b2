"""How the counties of a viewer are staffed with community workers, and what these earn (ST-10, ST-11)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from minzheng.core.models import in_force_at
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.determinations import queries as determinations
from minzheng.kernel.divisions import queries as divisions
from minzheng.kernel.divisions.choices import Level

from .indicators import PER, RESIDENTS, ROOM, TARGET, WORKERS, latest, wanted

INCOME, PRINTED = "community.workers.monthly_income", "worker_income"
FEN = 100


@dataclass(frozen=True, slots=True)
class Staffing:
    """One county on a day; what nobody reported or ordered is None, never nought.

    ``per_10000`` is exact, ``shortfall`` counts whole persons, ``income`` is fen a month.
    """

    code: str
    place: str
    workers: int | None
    residents: int | None
    target: int | None
    income: int | None

    @property
    def per_10000(self) -> Decimal | None:
        """Workers per 10,000 urban residents."""
        if self.workers is None or not self.residents:
            return None
        return Decimal(self.workers * PER) / self.residents

    @property
    def shortfall(self) -> int | None:
        """How many workers are missing to the target; nought where it is met."""
        if self.workers is None or self.residents is None or self.target is None:
            return None
        return max(0, wanted(self.residents, self.target) - self.workers)


def staffing(viewer: Mandate, on: date) -> list[Staffing]:
    """Return the staffing of the counties in force on a day among the viewer's divisions."""
    places = divisions.subtree(viewer.division_id).filter(in_force_at(on), level=Level.COUNTY)
    named = dict(places.order_by("path").values_list("code", "name"))
    workers, residents, income = (latest(key, on, named) for key in (WORKERS, RESIDENTS, INCOME))
    return [
        Staffing(
            code, name, workers.get(code), residents.get(code), _parameter(TARGET, code, on),
            income.get(code, _fen(_parameter(PRINTED, code, on))),
        )
        for code, name in named.items()
    ]  # fmt: skip


def _parameter(name: str, place: str, on: date) -> int | None:
    found = determinations.value_in_force(ROOM, name, place, on)
    return None if found is None else int(found.value)


def _fen(yuan: int | None) -> int | None:
    return None if yuan is None else yuan * FEN
