"""The house testing itself."""
