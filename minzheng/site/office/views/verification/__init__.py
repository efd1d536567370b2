"""Verification: progress on the case, the report, each question, the month, other areas."""

from django.urls import URLPattern

from . import areas, links, months, progress, reports

urlpatterns: list[URLPattern] = [
    *progress.urlpatterns,
    *months.urlpatterns,
    *links.urlpatterns,
    *reports.urlpatterns,
    *areas.urlpatterns,
]
