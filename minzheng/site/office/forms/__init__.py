"""The shape of what staff type into office pages."""
