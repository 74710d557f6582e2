"""The one shape that a figure keeps all the way; only its standing changes.

A statement is read (a Reading), declared (a Line), accepted (a Fact), computed with (a Value), judged by (a Score) and
shown. It says what is measured, of whom, when, in which role and on which basis, how much it is — or why it is absent — and
where it stands written.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from kaifaqu.core.figures.locator import Locator
from kaifaqu.core.figures.missing import Missing
from kaifaqu.core.figures.period import Period
from kaifaqu.core.figures.quantity import Quantity


class Role(StrEnum):
    """What kind of assertion the figure is. TARGET is what must be done (必保); AIM and STRETCH are the tiers above it."""

    ACTUAL = "actual"
    TARGET = "target"
    AIM = "aim"
    STRETCH = "stretch"
    PLANNED = "planned"
    EXPECTED = "expected"


class Basis(StrEnum):
    """Whether the figure is of the period itself, cumulative since January, or a state at its end."""

    CURRENT = "current"
    CUMULATIVE = "cumulative"
    AS_OF = "as_of"


class Price(StrEnum):
    """Current or comparable prices; NONE for what has no price."""

    CURRENT = "current"
    COMPARABLE = "comparable"
    NONE = "none"


class Scope(StrEnum):
    """口径: on whose counting rule the figure rests. Values of different scopes are never merged."""

    DEPARTMENT = "department"
    STATISTICAL = "statistical"
    ASSESSMENT = "assessment"
    ENTERPRISE = "enterprise"
    PUBLISHED = "published"


LABELS: dict[StrEnum, str] = {
    Role.ACTUAL: "完成", Role.TARGET: "目标", Role.AIM: "力争目标", Role.STRETCH: "奋斗目标", Role.PLANNED: "计划", Role.EXPECTED: "预计",
    Basis.CURRENT: "当期", Basis.CUMULATIVE: "累计", Basis.AS_OF: "时点",
    Price.CURRENT: "现价", Price.COMPARABLE: "可比价", Price.NONE: "—",
    Scope.DEPARTMENT: "部门口径", Scope.STATISTICAL: "统计在地口径", Scope.ASSESSMENT: "考核口径",
    Scope.ENTERPRISE: "企业自报", Scope.PUBLISHED: "公布口径",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Statement:
    """One figure. `item` and `subject` are codes of the catalogue and of the subject tree.

    `quantity` is a Quantity or the Missing that stands in its place: exactly one of the two, by type.
    """

    item: str
    subject: str
    period: Period
    quantity: Quantity | Missing
    role: Role = Role.ACTUAL
    basis: Basis = Basis.CUMULATIVE
    price: Price = Price.NONE
    scope: Scope = Scope.DEPARTMENT
    locator: Locator | None = None

    @property
    def key(self) -> tuple[str, str, str, Role, Basis, Price, Scope]:
        """Two statements with one key say the same thing: a later one supersedes, it does not stand beside."""
        return self.item, self.subject, str(self.period), self.role, self.basis, self.price, self.scope

    def at(self, locator: Locator) -> Statement:
        """The same statement with its place."""
        return replace(self, locator=locator)
