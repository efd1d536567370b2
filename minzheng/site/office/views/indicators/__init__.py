"""The pages of indicators: what there is, what is reported, what waits for a check, what is public."""

from . import catalogue, checking, released, releasing, reporting

urlpatterns = [
    *catalogue.urlpatterns,
    *reporting.urlpatterns,
    *checking.urlpatterns,
    *releasing.urlpatterns,
    *released.urlpatterns,
]
