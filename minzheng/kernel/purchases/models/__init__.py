"""Rules and appraisals, purchases, settlements, projects, goods."""

from .buying import Acceptance, CatalogueItem, Contract, Demand, Invoice
from .goods import Goods, GoodsMove
from .projects import Milestone, Project, ProjectReceipt, ProjectSource, ProjectStep
from .rules import Appraisal, Rule
from .settling import ServiceRecord, Settlement

__all__ = [
    "Acceptance",
    "Appraisal",
    "CatalogueItem",
    "Contract",
    "Demand",
    "Goods",
    "GoodsMove",
    "Invoice",
    "Milestone",
    "Project",
    "ProjectReceipt",
    "ProjectSource",
    "ProjectStep",
    "Rule",
    "ServiceRecord",
    "Settlement",
]
