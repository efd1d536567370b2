"""The ground floor: the rooms every domain shares, in the order of the staircase."""
