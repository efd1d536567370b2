"""The registers of the low-income population."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
