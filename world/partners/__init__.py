"""Stand-ins for a dozen departments: HTTP, dropped files and a front-end database, on one truth."""
