"""The files of persons and households."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
