"""The glossary: every model and every declared key with its Chinese name, meaning and source.

Lines that are there stay as they were written; a missing one is proposed from what the room
itself says, for a person to better.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from django.apps import apps
from django.db.models import Model

from minzheng.kernel.benefits import declarations as benefits
from minzheng.kernel.cases import declarations as cases
from minzheng.kernel.cycle import declarations as cycle
from minzheng.kernel.determinations import declarations as determinations
from minzheng.kernel.exchange import declarations as exchange
from minzheng.kernel.indicators import declarations as indicators
from minzheng.kernel.monitoring import declarations as monitoring
from minzheng.kernel.sharing import declarations as sharing
from minzheng.site import rooms

FILE = rooms.PACKAGE.parent / "GLOSSARY.md"
COLUMNS = 4
HEADS = "| identifier | 中文 | meaning | source |\n|---|---|---|---|\n"
PROSE = """# Glossary

One word, one meaning. Identifiers are English, in the field's own words; screens are Chinese. Models are written
`room.Model`, keys as they stand in the database. A test fails when a model or a declared key has no line here
(`./mz check --fix` proposes one from the room's own words).

"""


class Entry(NamedTuple):
    """One line: the identifier, its Chinese name, its meaning, the law or document behind it."""

    identifier: str
    chinese: str
    meaning: str
    source: str

    def line(self) -> str:
        """Return the line as it stands in the file."""
        cells = [f"`{self.identifier}`", self.chinese, self.meaning, self.source or "–"]
        return "| " + " | ".join(" ".join(cell.replace("|", "/").split()) for cell in cells) + " |"


def _sentence(thing: object) -> str:
    return (thing.__doc__ or "").strip().partition("\n\n")[0]


def models() -> Iterator[Entry]:
    """Yield a line for every model of our rooms."""
    for config in apps.get_app_configs():
        if config.name in rooms.PATHS:
            for model in config.get_models():
                yield _model(model)


def _model(model: type[Model]) -> Entry:
    said = _sentence(model)
    # Django writes a list of fields where a class says nothing.
    meaning = "" if said.startswith(f"{model.__name__}(") else said
    return Entry(model._meta.label, str(model._meta.verbose_name), meaning, "")


def keys() -> Iterator[Entry]:
    """Yield a line for every key that a room declares to the others."""
    for policy in determinations.policies().values():
        yield Entry(policy.key, policy.label, "Policy: a law as rules.", policy.basis)
    for benefit in benefits.benefits():
        meaning = f"Benefit, paid {benefit.paid} to a {benefit.to}."
        yield Entry(benefit.key, benefit.label, meaning, "")
    for flow in cases.workflows():
        yield Entry(flow.key, flow.label, f"Procedure of {len(flow.steps)} steps.", flow.basis)
    for data in exchange.data_sets():
        meaning = f"Data set delivered by `{data.partner}`, {data.mode}."
        yield Entry(data.key, data.label, meaning, data.legal_basis)
    for share in sharing.shared_sets():
        meaning = "Shared data set, given by a room." if share.is_provided else "Shared register."
        yield Entry(share.key, share.label, meaning, share.basis)
    for figure in indicators.indicators():
        yield Entry(figure.key, figure.label, f"Indicator: {figure.definition}", figure.basis)
    for kind in monitoring.finding_kinds():
        yield Entry(kind.key, kind.label, f"Finding. {kind.advice}", "")
    for routine in cycle.routines():
        yield Entry(routine.key, routine.label, "Routine of the monthly cycle.", "")


def proposed() -> dict[str, Entry]:
    """Return a line for everything that needs one; a policy and its benefit may share a key."""
    found: dict[str, Entry] = {}
    for entry in [*models(), *keys()]:
        found.setdefault(entry.identifier, entry)
    return found


def written(path: Path = FILE) -> dict[str, Entry]:
    """Return the lines of the glossary by identifier."""
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    rows = [line.strip("| ").split(" | ") for line in text.splitlines() if line.startswith("| `")]
    return {
        row[0].strip("`"): Entry(row[0].strip("`"), *row[1:]) for row in rows if len(row) == COLUMNS
    }


def write(path: Path = FILE) -> list[str]:
    """Add the missing lines in the order of their identifiers; return what was added.

    Everything before the table is kept, and so are lines for words that are no identifier.
    """
    have, wanted = written(path), proposed()
    missing = sorted(wanted.keys() - have.keys())
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    prose = text.partition(HEADS)[0] if HEADS in text else PROSE
    entries = have | {identifier: wanted[identifier] for identifier in missing}
    lines = [entries[identifier].line() for identifier in sorted(entries, key=str.lower)]
    path.write_text(prose + HEADS + "\n".join(lines) + "\n", encoding="utf-8")
    return missing


def problems() -> list[str]:
    """Return the identifiers without a line, and the lines that say nothing."""
    have = written()
    missing = [f"{one}：没有词条" for one in sorted(proposed().keys() - have.keys())]
    hollow = [e.identifier for e in have.values() if not e.chinese.strip() or not e.meaning.strip()]
    return missing + [f"{one}：词条没有写明含义" for one in hollow]
