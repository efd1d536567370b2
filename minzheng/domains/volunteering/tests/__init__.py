"""Tests of the room of volunteers."""
