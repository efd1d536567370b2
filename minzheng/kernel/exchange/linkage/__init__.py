"""Records without a sound number linked to persons: comparisons, weights, candidates, decisions."""
