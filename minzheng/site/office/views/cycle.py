"""The cycle of a month."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
