"""Writes: visits with their proof, duties and chasing, those who serve at home, posts in villages."""

from .duties import assign, chase, end_duty
from .posts import appoint, dismiss, hold_activity, record_training
from .proof import TakenPhoto, difference, likeness, metres
from .reviews import judge_visit, set_home_place
from .visits import VisitRefused, record_visit
from .workers import (
    assess_quality,
    charge_carer,
    complete_task,
    end_charge,
    enter_worker,
    give_task,
    mark_mended,
    retire_worker,
)

__all__ = [
    "TakenPhoto",
    "VisitRefused",
    "appoint",
    "assess_quality",
    "assign",
    "charge_carer",
    "chase",
    "complete_task",
    "difference",
    "dismiss",
    "end_charge",
    "end_duty",
    "enter_worker",
    "give_task",
    "hold_activity",
    "judge_visit",
    "likeness",
    "mark_mended",
    "metres",
    "record_training",
    "record_visit",
    "retire_worker",
    "set_home_place",
]
