"""The pages of indicators: what there is, what is to be reported, what waits for a check, releases."""

from . import catalogue, checking, releasing, reporting

urlpatterns = [
    *catalogue.urlpatterns,
    *reporting.urlpatterns,
    *checking.urlpatterns,
    *releasing.urlpatterns,
]
