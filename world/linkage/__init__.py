"""A published Chinese set for record linkage: two files of one county and which rows are whom."""

from world.linkage.files import Sets, draw

__all__ = ["Sets", "draw"]
