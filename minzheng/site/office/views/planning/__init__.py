"""The pages of plans: what they promise and how far it is, what is tracked, assessed and reported."""

from django.urls import URLPattern

from . import (
    amendments,
    assessment,
    campaigns,
    honours,
    imports,
    inspections,
    measures,
    meetings,
    plans,
    projects,
    rectification,
    reports,
    standards,
    statistics,
    surveys,
    targets,
    tasks,
    tracking,
)

# One module per noun; each lists its own addresses.
urlpatterns: list[URLPattern] = [
    *plans.urlpatterns,
    *amendments.urlpatterns,
    *targets.urlpatterns,
    *tasks.urlpatterns,
    *projects.urlpatterns,
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
