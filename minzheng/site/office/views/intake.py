"""A new application at the counter."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
