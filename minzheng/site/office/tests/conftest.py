"""What the page tests stand on: the raised county and signed-in clients."""

from minzheng.site.office.tests.county import county, desk, raised

__all__ = ["county", "desk", "raised"]
