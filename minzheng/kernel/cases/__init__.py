"""办件: procedures declared as tables of steps; everything about a running case."""
