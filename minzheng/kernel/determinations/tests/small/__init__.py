"""A policy of three rules, for the tests of the rooms that determine."""
