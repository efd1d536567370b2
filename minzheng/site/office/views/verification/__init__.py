"""Verification: progress on the case, the report, each question, the month, other areas."""

from django.urls import URLPattern

from . import areas, links, months, network, progress, reports

urlpatterns: list[URLPattern] = [
    *progress.urlpatterns,
    *months.urlpatterns,
    *links.urlpatterns,
    *network.urlpatterns,
    *reports.urlpatterns,
    *areas.urlpatterns,
]
