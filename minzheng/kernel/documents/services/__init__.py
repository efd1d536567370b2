"""What can be done with papers: keep, open, make, file, transfer, destroy; list policies."""

from minzheng.kernel.documents.services.archives import (
    appraise,
    approve_disposal,
    file_case,
    transfer,
)
from minzheng.kernel.documents.services.inspection import FileRefused, inspect
from minzheng.kernel.documents.services.letters import LetterIncomplete, generate
from minzheng.kernel.documents.services.papers import (
    attach,
    keep,
    open_document,
    store,
    take_back,
)
from minzheng.kernel.documents.services.policies import (
    change_validity,
    document_number_problem,
    register_policy_document,
)

__all__ = [
    "FileRefused",
    "LetterIncomplete",
    "appraise",
    "approve_disposal",
    "attach",
    "change_validity",
    "document_number_problem",
    "file_case",
    "generate",
    "inspect",
    "keep",
    "open_document",
    "register_policy_document",
    "store",
    "take_back",
    "transfer",
]
