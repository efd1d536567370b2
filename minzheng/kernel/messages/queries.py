"""The messages a viewer has received."""

from django.db.models import QuerySet

from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.messages import choices
from minzheng.kernel.messages.models import Message


def inbox(viewer: Mandate) -> QuerySet[Message]:
    """Return the viewer's own messages, newest first."""
    rows = Message.objects.filter(user=viewer.user_id, channel=choices.INBOX)
    return rows.order_by("-queued_at", "-pk")


def unread(viewer: Mandate) -> int:
    """Return how many of the viewer's messages are unread."""
    return inbox(viewer).filter(read_at=None).count()
