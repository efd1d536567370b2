"""The pages of plans: what they promise and how far it is, what is tracked, assessed and reported."""

from django.urls import URLPattern

from . import (
    assessment,
    campaigns,
    inspections,
    meetings,
    rectification,
    reports,
    statistics,
    tracking,
)

# One module per noun; each lists its own addresses.
urlpatterns: list[URLPattern] = [
    *tracking.urlpatterns,
    *rectification.urlpatterns,
    *campaigns.urlpatterns,
    *meetings.urlpatterns,
    *inspections.urlpatterns,
    *reports.urlpatterns,
    *assessment.urlpatterns,
    *statistics.urlpatterns,
]
