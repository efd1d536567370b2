"""The sharing's county, staff and home."""

from minzheng.kernel.sharing.tests.system import own_home, places, staff

__all__ = ["own_home", "places", "staff"]
