"""Tests of the room of rescue of people in distress away from home."""
