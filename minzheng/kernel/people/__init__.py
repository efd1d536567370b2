"""People: persons and households, one file each."""
