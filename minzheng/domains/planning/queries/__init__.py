"""Reads of the room of plans; one module per noun."""
