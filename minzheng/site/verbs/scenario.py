"""Work out one what-if run of the office, or go on where a killed one stopped."""

import argparse
import sys

from minzheng.core import clock
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.scenarios import queries, services


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare which run, and in whose name."""
    parser.add_argument("scenario", type=int, help="测算编号")
    parser.add_argument("--mandate", type=int, required=True, help="以哪个岗位授权运行（编号）")


def run(options: argparse.Namespace) -> int:
    """Run the scenario as the officer who pressed the button; what lies in the lake already is kept."""
    by = Mandate.objects.select_related("user", "division").filter(pk=options.mandate).first()
    row = queries.scenarios(by).filter(pk=options.scenario).first() if by else None
    if by is None or row is None:
        print("没有这次测算或这个岗位授权。", file=sys.stderr)
        return 2
    try:
        services.run(row, by=by, at=clock.now(), progress=lambda done, of: print(f"{done}/{of}"))
    except services.ScenarioError as refusal:
        print(refusal, file=sys.stderr)
        return 1
    return 0
