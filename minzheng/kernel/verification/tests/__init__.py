"""Tests of the room of verification."""
