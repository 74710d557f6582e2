"""One file for a project's life. The stage is not typed: it follows from dated facts, and the action that writes a fact keeps it beside."""

from kaifaqu.operations.projects.models.dispatch import DispatchIssue, DispatchMonth, LightChoice, SavedFilter, SetAside
from kaifaqu.operations.projects.models.file import DatedFact, DurationClaim, Listing, Photo, Pledge, Project
from kaifaqu.operations.projects.models.labour import LabourNeed, LabourOffer, School
from kaifaqu.operations.projects.models.work import Approval, ApprovalPause, Exemption, Problem, Progress, Readiness, YearPlan

__all__ = [
    "Approval",
    "ApprovalPause",
    "DatedFact",
    "DispatchIssue",
    "DispatchMonth",
    "DurationClaim",
    "Exemption",
    "LabourNeed",
    "LabourOffer",
    "LightChoice",
    "Listing",
    "Photo",
    "Pledge",
    "Problem",
    "Progress",
    "Project",
    "Readiness",
    "SavedFilter",
    "School",
    "SetAside",
    "YearPlan",
]
