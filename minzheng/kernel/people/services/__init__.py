"""Writing the register of persons and households."""

from minzheng.kernel.people.permissions import NotPermitted
from minzheng.kernel.people.services.loading import LoadedRegister, load_register
from minzheng.kernel.people.services.membership import (
    add_member,
    follow_division,
    move_member,
    record_death,
)
from minzheng.kernel.people.services.merging import MergeRefused, merge, unmerge
from minzheng.kernel.people.services.registering import (
    AlreadyRegistered,
    Member,
    change_account,
    change_phone,
    correct_id_number,
    flag,
    register_household,
    register_kin,
    register_person,
    unflag,
)
from minzheng.kernel.people.services.unveiling import open_file, reveal

__all__ = [
    "AlreadyRegistered",
    "LoadedRegister",
    "Member",
    "MergeRefused",
    "NotPermitted",
    "add_member",
    "change_account",
    "change_phone",
    "correct_id_number",
    "flag",
    "follow_division",
    "load_register",
    "merge",
    "move_member",
    "open_file",
    "record_death",
    "register_household",
    "register_kin",
    "register_person",
    "reveal",
    "unflag",
    "unmerge",
]
