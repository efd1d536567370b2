"""Commands of the room of social assistance."""
