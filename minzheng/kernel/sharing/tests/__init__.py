"""Tests of the sharing of data with other systems."""
