"""How a citizen reads: large type on every device he signs in on."""

from minzheng.kernel.citizens.models import Citizen


def set_type(citizen: Citizen, *, large: bool) -> None:
    """Keep whether pages are set in large type for a citizen; a look, not a deed: no audit."""
    if citizen.large_type != large:
        citizen.large_type = large
        citizen.save(update_fields=["large_type"])
