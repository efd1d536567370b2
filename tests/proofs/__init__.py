"""Proofs over a whole county: what the month finds, answers, keeps and pays."""
