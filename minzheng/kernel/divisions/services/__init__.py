"""Writing the tree: loading a county's divisions, and the approved changes of them."""

from minzheng.kernel.divisions.services.changes import merge, rename, transfer
from minzheng.kernel.divisions.services.loading import load_county

__all__ = ["load_county", "merge", "rename", "transfer"]
