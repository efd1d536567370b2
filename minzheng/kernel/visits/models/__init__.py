"""What the room keeps: visits with their proof, duties to visit, those who serve at home, posts in villages."""

from minzheng.kernel.people.declarations import declare_person_reference

from .duties import CareActivity, VisitDuty
from .posts import Assistant, Training
from .visits import HomePlace, Visit, VisitFact, VisitPhoto, VisitReview
from .workers import CareCharge, QualityAssessment, ServiceWorker, WorkTask

__all__ = [
    "Assistant",
    "CareActivity",
    "CareCharge",
    "HomePlace",
    "QualityAssessment",
    "ServiceWorker",
    "Training",
    "Visit",
    "VisitDuty",
    "VisitFact",
    "VisitPhoto",
    "VisitReview",
    "WorkTask",
]

# A merge of two files of one person moves these too.
for _label in ("Visit", "VisitFact", "VisitDuty", "CareCharge", "WorkTask"):
    declare_person_reference(f"visits.{_label}", "person")
