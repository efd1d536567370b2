"""Tests that see the whole house."""
