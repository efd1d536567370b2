"""Plans with targets, tasks and projects, and what is kept around them; one import per module."""

from .plans import Amendment, Chapter, Plan, PlanFact, Target, YearTarget
from .work import Project, ProjectMilestone, ProjectPhoto, ProjectSource, Task, TaskProgress

__all__ = [
    "Amendment",
    "Chapter",
    "Plan",
    "PlanFact",
    "Project",
    "ProjectMilestone",
    "ProjectPhoto",
    "ProjectSource",
    "Target",
    "Task",
    "TaskProgress",
    "YearTarget",
]
