"""Tests of the law as code."""
