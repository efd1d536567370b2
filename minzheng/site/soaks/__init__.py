"""The long proofs: each module has ``run(runs, seed, deadline_seconds=None) -> list[str]``.

``run`` returns what failed, nothing when all held; it stops early, without failing, when
``deadline_seconds`` have passed. A proof works in homes of its own and never in the caller's.
"""

import pkgutil


def names() -> list[str]:
    """Return the names of all proofs."""
    return sorted(
        module.name for module in pkgutil.iter_modules(__path__) if module.name != "tests"
    )
