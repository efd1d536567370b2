"""The pages of plans: what they promise and how far it is, what is tracked, assessed and reported."""

from django.urls import URLPattern

from . import (
    assessment,
    campaigns,
    honours,
    imports,
    inspections,
    measures,
    meetings,
    rectification,
    reports,
    standards,
    statistics,
    surveys,
    tracking,
)

# One module per noun; each lists its own addresses.
urlpatterns: list[URLPattern] = [
    *imports.urlpatterns,
    *tracking.urlpatterns,
    *rectification.urlpatterns,
    *campaigns.urlpatterns,
    *meetings.urlpatterns,
    *inspections.urlpatterns,
    *reports.urlpatterns,
    *assessment.urlpatterns,
    *statistics.urlpatterns,
    *measures.urlpatterns,
    *standards.urlpatterns,
    *honours.urlpatterns,
    *surveys.urlpatterns,
]
