"""测算: what a change of the law would do, worked out on a month's real population before anybody decides."""
