"""The files of persons and households: lists, one page each, and what is opened with a reason."""

from django.urls import URLPattern

from . import benefits, households, lists, merging, opening, persons

urlpatterns: list[URLPattern] = [
    *lists.urlpatterns,
    *merging.urlpatterns,
    *persons.urlpatterns,
    *benefits.urlpatterns,
    *households.urlpatterns,
    *opening.urlpatterns,
]
