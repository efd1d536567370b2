"""Funerals: free basic services and rewards for ecological burial."""
