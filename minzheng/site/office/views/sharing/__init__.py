"""The sharing platform: catalogue, partners, agreements, batches, ledger, registers, certificates."""

from . import agreements, catalogue, certificates, opened, registers

urlpatterns = [
    *catalogue.urlpatterns,
    *agreements.urlpatterns,
    *registers.urlpatterns,
    *certificates.urlpatterns,
    *opened.urlpatterns,
]
