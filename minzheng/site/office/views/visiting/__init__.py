"""The pages of visiting: plans, how far they are done, doubtful visits, villages, those who serve at home."""

from . import coverage, plans, proof, villages, workers

urlpatterns = [
    *plans.urlpatterns,
    *coverage.urlpatterns,
    *proof.urlpatterns,
    *villages.urlpatterns,
    *workers.urlpatterns,
]
