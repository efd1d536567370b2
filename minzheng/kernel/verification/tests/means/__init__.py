"""A policy of three conditions, for the tests of verification."""
