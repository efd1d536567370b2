"""The departments beside a raised demo: its county drawn again, its links set to where they answer."""

import pathlib
from typing import Any

from minzheng.core import clock
from minzheng.kernel.divisions.models import Division
from world import county, staff
from world.partners import counters, links
from world.partners.server import Departments, Temper
from world.partners.truth import Truth

SLOW_BANK = Temper(latency=(0.8, 2.5), slow_share=0.1, slow=6.0, errors=0.05)


def stand(place: pathlib.Path, known: dict[str, Any], secret: bytes, port: int = 0) -> Departments:
    """Answer from the records the deliveries were written from; by HTTP, files and a view."""
    truth = Truth.of(county.make(known["households"], seed=known["seed"], month=known["month"]))
    tempers = {
        key: Temper(latency=(0.05, 0.4), errors=0.05, doubled=0.05) for key in links.OVER_HTTP
    }
    tempers["bank.deposits"] = SLOW_BANK
    server = Departments(truth, secret, tempers, port=port).start()
    folder = place / "partners"
    folder.mkdir(exist_ok=True)
    counters.keep_answering(folder / "files", truth)
    view = counters.front_database(folder / "front.sqlite3", links.BY_VIEW, truth)
    links.connect(
        server.address,
        str(folder / "files"),
        view,
        division=Division.objects.get(code=staff.COUNTY),
        at=clock.now(),
    )
    return server
