"""How a department is asked about one person: interface, front-end database, dropped file.

Every way takes a `Question` and gives a `Reply`; nothing here writes to our database, so that
threads may ask. What a reply means is read by `answers`.
"""

from minzheng.kernel.exchange.partners.asking import ask
from minzheng.kernel.exchange.partners.replies import (
    NotYet,
    Question,
    Reply,
    Unanswered,
)

__all__ = ["NotYet", "Question", "Reply", "Unanswered", "ask"]
