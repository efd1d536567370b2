"""Search by name, pinyin initials, number, phone or case."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
