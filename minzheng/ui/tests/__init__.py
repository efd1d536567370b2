"""Tests of the ui storey."""
