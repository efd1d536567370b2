"""What the tests of the sharing stand on."""

from minzheng.kernel.sharing.tests.system import (
    connected,
    national,
    own_home,
    people,
    places,
    shared,
    staff,
)

__all__ = ["connected", "national", "own_home", "people", "places", "shared", "staff"]
