"""Plans with targets, tasks and projects, and what is kept around them; one import per module."""

from .assessment import Consequence, Objection, Scheme, Score, ScoreSheet
from .campaigns import CampaignObject, SpecialCampaign
from .honours import Honour
from .imports import PlanImport, Proposal
from .inspections import Inspection, InspectionAnswer
from .measures import LegalityReview, Measure, MeasureStep
from .meetings import Mechanism, MechanismMember, Meeting, MeetingIssue, MeetingTask, TaskPress
from .plans import Amendment, Chapter, Plan, PlanFact, Target, YearTarget
from .rectification import DeadlineChange, DueReminder, RectificationItem, RectificationRound
from .reports import EvaluationReport, ReportFigure, ReportReader, ReportText
from .standards import Norm, NormCheck, Pilot
from .statistics import FormApproval, StatisticsCell, StatisticsReturn, StatisticsSnapshot
from .surveys import Survey, SurveyAnswer, SurveyQuestion, SurveyStratum, SurveyUnit
from .work import Project, ProjectMilestone, ProjectPhoto, ProjectSource, Task, TaskProgress

__all__ = [
    "Amendment",
    "CampaignObject",
    "Chapter",
    "Consequence",
    "DeadlineChange",
    "DueReminder",
    "EvaluationReport",
    "FormApproval",
    "Honour",
    "Inspection",
    "InspectionAnswer",
    "LegalityReview",
    "Measure",
    "MeasureStep",
    "Mechanism",
    "MechanismMember",
    "Meeting",
    "MeetingIssue",
    "MeetingTask",
    "Norm",
    "NormCheck",
    "Objection",
    "Pilot",
    "Plan",
    "PlanFact",
    "PlanImport",
    "Project",
    "ProjectMilestone",
    "ProjectPhoto",
    "ProjectSource",
    "Proposal",
    "RectificationItem",
    "RectificationRound",
    "ReportFigure",
    "ReportReader",
    "ReportText",
    "Scheme",
    "Score",
    "ScoreSheet",
    "SpecialCampaign",
    "StatisticsCell",
    "StatisticsReturn",
    "StatisticsSnapshot",
    "Survey",
    "SurveyAnswer",
    "SurveyQuestion",
    "SurveyStratum",
    "SurveyUnit",
    "Target",
    "Task",
    "TaskPress",
    "TaskProgress",
    "YearTarget",
]
