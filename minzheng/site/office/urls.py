"""Addresses of the office; each group of pages lists its own."""

from .views import (
    account,
    archives,
    audit,
    cases,
    cycle,
    dashboard,
    exchange,
    findings,
    home,
    intake,
    leads,
    notices,
    parameters,
    payments,
    people,
    policies,
    registers,
    search,
    users,
    visits,
)

app_name = "office"

urlpatterns = [
    *account.urlpatterns,
    *home.urlpatterns,
    *search.urlpatterns,
    *people.urlpatterns,
    *intake.urlpatterns,
    *cases.urlpatterns,
    *visits.urlpatterns,
    *notices.urlpatterns,
    *leads.urlpatterns,
    *cycle.urlpatterns,
    *findings.urlpatterns,
    *dashboard.urlpatterns,
    *payments.urlpatterns,
    *exchange.urlpatterns,
    *parameters.urlpatterns,
    *policies.urlpatterns,
    *archives.urlpatterns,
    *audit.urlpatterns,
    *registers.urlpatterns,
    *users.urlpatterns,
]
