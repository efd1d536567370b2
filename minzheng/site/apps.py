"""Django's own parts under labels that leave the rooms' names free."""

from django.contrib.messages.apps import MessagesConfig


class FlashConfig(MessagesConfig):
    """The one-time notes above a page; ``messages`` is the label of our own room."""

    label = "flash"
