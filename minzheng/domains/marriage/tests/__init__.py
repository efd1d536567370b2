"""Tests of the room of marriage and adoption."""
