"""Migrations of the room of social assistance."""
