"""Audit: who did what, who looked and why; append-only and chained."""
