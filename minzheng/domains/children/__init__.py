"""Child welfare: orphans, de facto unattended children, children in difficulty."""
