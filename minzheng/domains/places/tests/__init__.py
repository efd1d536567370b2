"""Tests of the room of place names."""
