"""The room of messages exists."""

from django.apps import AppConfig


class MessagesConfig(AppConfig):
    """Name the room for Django."""

    name = "minzheng.kernel.messages"
    label = "messages"
    verbose_name = "消息"
