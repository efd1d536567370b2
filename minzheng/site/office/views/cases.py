"""Cases: the list and the case page."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
