"""Tests of the room of citizens."""
