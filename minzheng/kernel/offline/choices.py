"""States of records and devices, kinds of operations, with their Chinese labels."""

DRAFT, SUBMITTED, REFUSED = "draft", "submitted", "refused"
RECORD_STATES = {DRAFT: "填写中", SUBMITTED: "已提交", REFUSED: "被退回"}

CREATE, SET, SUBMIT = "create", "set", "submit"
OPERATIONS = (CREATE, SET, SUBMIT)

# What becomes of an operation; one that waits has no receipt and is sent again.
KEPT, WAITING = "kept", "waiting"
RECEIPT_STATES = {KEPT: "已收下", SUBMITTED: "已办理", REFUSED: "被退回"}

# Two values beside each other; a value that came after the record had been handed in.
BESIDE, LATE = "beside", "late"
CONFLICTS = {BESIDE: "两份不同的填写", LATE: "提交之后才到的修改"}
