"""One door to all the ways a department is asked."""

from collections.abc import Callable, Mapping

from minzheng.kernel.exchange.choices import DATABASE, DROP, HTTP
from minzheng.kernel.exchange.models import PartnerLink
from minzheng.kernel.exchange.partners.databases import ask_database
from minzheng.kernel.exchange.partners.drops import ask_by_file
from minzheng.kernel.exchange.partners.interfaces import ask_interface
from minzheng.kernel.exchange.partners.replies import Question, Reply

WAYS: Mapping[str, Callable[[PartnerLink, Question], Reply]] = {
    HTTP: ask_interface,
    DATABASE: ask_database,
    DROP: ask_by_file,
}


def ask(link: PartnerLink, question: Question) -> Reply:
    """Ask a department the way its link says; safe in a thread, writes nothing of ours.

    Raises Unanswered (with a Chinese reason) or NotYet.
    """
    return WAYS[link.mode](link, question)
