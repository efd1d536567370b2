"""What planning declares as data: scoring schemes that are offered, and the report forms of statistics."""

from . import forms, scoring

__all__ = ["forms", "scoring"]
