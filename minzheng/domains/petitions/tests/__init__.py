"""Tests of the room of petitions."""
