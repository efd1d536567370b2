"""基层治理: communities, their workers and facilities."""
