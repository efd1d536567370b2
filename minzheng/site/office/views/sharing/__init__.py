"""The sharing platform: catalogue, partners, agreements, batches, ledger, registers, certificates."""

from . import agreements, catalogue, certificates, ledger, opened, registers

urlpatterns = [
    *catalogue.urlpatterns,
    *agreements.urlpatterns,
    *ledger.urlpatterns,
    *registers.urlpatterns,
    *certificates.urlpatterns,
    *opened.urlpatterns,
]
