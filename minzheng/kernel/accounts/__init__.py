"""Accounts: staff, their roles, and the mandates in which they act."""
