"""材料: see README.md."""
