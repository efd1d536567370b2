"""Tests of determinations."""
