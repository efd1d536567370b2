"""Warning rules of social assistance (社会救助业务手册 §7): who may need help, whose benefit needs review."""

from . import groups, need, review

__all__ = ["groups", "need", "review"]
