"""Addresses of the field: its shell, and what its phones send and fetch."""

from django.urls import URLPattern

from . import sync, views

app_name = "field"

urlpatterns: list[URLPattern] = [*views.urlpatterns, *sync.urlpatterns]
