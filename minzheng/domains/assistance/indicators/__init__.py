"""Statistics of social assistance, one module a subject."""

from . import counts, recipients, standards, support
from .counts import assistance_given, services_share

__all__ = ["assistance_given", "counts", "recipients", "services_share", "standards", "support"]
