"""办件: see README.md."""
