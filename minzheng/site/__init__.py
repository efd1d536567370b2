"""The top storey: the only one that may see all others."""
