"""The field: phones in villages, offline first."""
