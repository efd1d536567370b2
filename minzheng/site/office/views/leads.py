"""Leads: triage, verification, closing."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
