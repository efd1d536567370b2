"""Data sets and deliveries."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
