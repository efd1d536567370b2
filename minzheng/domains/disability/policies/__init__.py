"""The law of this room as code, one folder a benefit."""
