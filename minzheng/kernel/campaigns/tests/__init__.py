"""Tests of active discovery."""
