"""``python -m world.partners``: the stand-ins as a process, beside the demo or for a proof.

``--home`` plays the departments of a raised demo and sets its links; ``--truth FILE`` answers from a
file instead. It ends with the process that started it.
"""

import argparse
import datetime
import importlib
import os
import pathlib
import time
from collections.abc import Sequence

from world import home
from world.partners.server import Departments, Temper
from world.partners.truth import Truth


def main(arguments: Sequence[str] | None = None) -> None:
    """Stand in until the parent process is gone."""
    options = _parser().parse_args(arguments)
    parent = os.getppid()
    secret = os.environ["MINZHENG_PARTNER_SECRET"].encode()
    if options.truth:
        temper = Temper(latency=(0.0, options.latency), slow_share=options.slow_share, slow=options.slow,
                        errors=options.errors, doubled=0.05)  # fmt: skip
        server = Departments(
            Truth.read(options.truth), secret, port=options.port, seed=options.seed
        )
        server.temper = lambda _key: temper  # type: ignore[method-assign]
        server.start()
        options.tell.write_text(server.address, encoding="utf-8")
    else:
        _stand_beside(options.home.resolve(), secret, options.port)
    while os.getppid() == parent:
        time.sleep(1)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m world.partners")
    parser.add_argument("--home", type=pathlib.Path)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--truth", type=pathlib.Path)
    parser.add_argument("--tell", type=pathlib.Path, help="where to write the address")
    parser.add_argument("--seed", type=int, default=1)
    for name in ("errors", "latency", "slow-share", "slow"):
        parser.add_argument(f"--{name}", type=float, default=0.0)
    return parser


def _stand_beside(place: pathlib.Path, secret: bytes, port: int) -> None:
    """Redraw the county of a demo home, answer from its records, and set its links."""
    known = home.read(place)
    if known is None:
        raise SystemExit(f"没有演示数据：{place}")
    home.enter(place, datetime.date.fromisoformat(known["today"]))
    # The rooms can be loaded only once Django stands.
    beside = importlib.import_module("world.partners.beside")
    beside.stand(place, known, secret, port)


if __name__ == "__main__":
    main()
