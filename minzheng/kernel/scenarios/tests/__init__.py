"""Tests of what-if runs."""
