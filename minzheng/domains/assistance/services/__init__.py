"""Writes of social assistance: what the steps of its procedures cause."""
