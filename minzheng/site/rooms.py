"""The list of rooms that stand in this house, in the order of the staircase."""

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent

KERNEL = (
    "audit",
    "divisions",
    "accounts",
    "people",
    "bodies",
    "documents",
    "messages",
    "citizens",
    "credit",
    "exchange",
    "sharing",
    "determinations",
    "cases",
    "visits",
    "verification",
    "monitoring",
    "campaigns",
    "offline",
    "benefits",
    "ledger",
    "enrolment",
    "payments",
    "purchases",
    "scenarios",
    "indicators",
    "cycle",
)
DOMAINS = (
    "assistance",
    "charity",
    "children",
    "community",
    "disability",
    "elderly",
    "funeral",
    "marriage",
    "organisations",
    "petitions",
    "places",
    "planning",
    "publicity",
    "rescue",
    "volunteering",
)
FACES = ("office", "portal", "field", "api")

PATHS = (
    *(f"minzheng.kernel.{room}" for room in KERNEL),
    *(f"minzheng.domains.{room}" for room in DOMAINS),
    "minzheng.ui",
    *(f"minzheng.site.{face}" for face in FACES),
)


def folder(path: str) -> Path:
    """Return the folder of a dotted package path such as ``minzheng.kernel.cases``."""
    return PACKAGE.joinpath(*path.split(".")[1:])


def holds(path: str, module: str) -> bool:
    """Say whether the package at ``path`` has ``module`` as a file or as a package."""
    room = folder(path)
    return (room / f"{module}.py").is_file() or (room / module / "__init__.py").is_file()


def installed() -> list[str]:
    """Return every room of the house; one that cannot be entered stops the start, loudly."""
    return list(PATHS)


def with_module(module: str) -> list[str]:
    """Return the installed rooms that have ``module`` (``urls``, ``domain``, …)."""
    return [path for path in installed() if holds(path, module)]
