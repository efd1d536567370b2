"""走访: see README.md."""
