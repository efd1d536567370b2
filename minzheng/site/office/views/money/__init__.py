"""Views of money: the dashboard, statements, rolls, the auditor's desk, reports, what the public reads."""

from django.urls import URLPattern

from . import audits, finance, findings, releases, reports, rolls, statements

urlpatterns: list[URLPattern] = [
    *finance.urlpatterns,
    *statements.urlpatterns,
    *rolls.urlpatterns,
    *audits.urlpatterns,
    *findings.urlpatterns,
    *reports.urlpatterns,
    *releases.urlpatterns,
]
