"""The audit desk."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
