"""Cases: the list, the case page, and what is done on it."""

from django.urls import URLPattern

from . import deeds, lists, page

urlpatterns: list[URLPattern] = [
    *lists.urlpatterns,
    *page.urlpatterns,
    *deeds.urlpatterns,
]
