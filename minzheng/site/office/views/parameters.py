"""Parameter values and their release."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
