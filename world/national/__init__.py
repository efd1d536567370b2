"""A stand-in of the systems of the state that a county pushes to and pulls from."""

from .server import National, Schema

__all__ = ["National", "Schema"]
