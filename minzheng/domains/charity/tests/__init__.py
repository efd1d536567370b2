"""Tests of the room of charity."""
