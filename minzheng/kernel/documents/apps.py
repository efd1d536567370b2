"""The room of documents exists."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """Name the room for Django."""

    name = "minzheng.kernel.documents"
    label = "documents"
    verbose_name = "材料"
