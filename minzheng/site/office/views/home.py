"""The home of staff: what is due, overdue and new."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
