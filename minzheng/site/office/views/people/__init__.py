"""The files of persons and households: lists, one page each, and what is opened with a reason."""

from django.urls import URLPattern

from . import households, lists, opening, persons

urlpatterns: list[URLPattern] = [
    *lists.urlpatterns,
    *persons.urlpatterns,
    *households.urlpatterns,
    *opening.urlpatterns,
]
