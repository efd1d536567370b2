"""Addresses of the portal; each group of pages lists its own."""

from .views import (
    applying,
    booking,
    finding,
    guiding,
    matters,
    pages,
    public,
    rating,
    reading,
    receiving,
    reporting,
    signing,
)

app_name = "portal"

urlpatterns = [
    *public.urlpatterns,
    *guiding.urlpatterns,
    *reading.urlpatterns,
    *finding.urlpatterns,
    *signing.urlpatterns,
    *applying.urlpatterns,
    *matters.urlpatterns,
    *booking.urlpatterns,
    *receiving.urlpatterns,
    *rating.urlpatterns,
    *pages.urlpatterns,
    *reporting.urlpatterns,
]
