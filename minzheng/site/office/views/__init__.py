"""Office pages, one module per group."""
