"""Commands of the room of payments."""
