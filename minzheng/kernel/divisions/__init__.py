"""Divisions: the dated tree of administrative divisions every record hangs on."""
