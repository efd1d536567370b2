"""Tests of the room of visits."""
