"""主动发现: reports of the four-level network, screening campaigns, life events across rooms."""

from .declarations import Chain, Question, Target, target

__all__ = ["Chain", "Question", "Target", "target"]
