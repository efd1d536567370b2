"""Plans with targets, tasks and projects, and what is kept around them; one import per module."""

from .plans import Amendment, Chapter, Plan, PlanFact, Target, YearTarget
from .reports import EvaluationReport, ReportFigure, ReportReader, ReportText
from .work import Project, ProjectMilestone, ProjectPhoto, ProjectSource, Task, TaskProgress

__all__ = [
    "Amendment",
    "Chapter",
    "EvaluationReport",
    "Plan",
    "PlanFact",
    "Project",
    "ProjectMilestone",
    "ProjectPhoto",
    "ProjectSource",
    "ReportFigure",
    "ReportReader",
    "ReportText",
    "Target",
    "Task",
    "TaskProgress",
    "YearTarget",
]
