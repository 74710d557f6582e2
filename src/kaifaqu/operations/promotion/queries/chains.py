"""Chains: the firms of each node here and in the partner region, the gaps, whom to court next and why, who competes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from kaifaqu.foundation.accounts.queries import reach_of
from kaifaqu.foundation.enterprises.models import Enterprise
from kaifaqu.foundation.subjects.models import Kind, Subject
from kaifaqu.operations.promotion.models import Cooperation, Focus, Lead, Prospect
from kaifaqu.operations.promotion.practice import Chain, Node, chains
from kaifaqu.operations.promotion.queries import list_leads
from kaifaqu.operations.promotion.vocabulary import OPEN_STATES


@dataclass(frozen=True, slots=True)
class NodeView:
    """One node: firms registered here, firms outside by partner region, zones that declare it, open leads on it."""

    node: Node
    here: Sequence[Prospect]
    outside: Sequence[tuple[Prospect, str]]
    zones: Sequence[Focus]
    leads: int

    @property
    def is_gap(self) -> bool:
        """Nobody here and nobody courted."""
        return not self.here and not self.leads

    @property
    def competes(self) -> bool:
        """True when more than one zone declares the node (错位发展)."""
        return len(self.zones) > 1


@dataclass(frozen=True, slots=True)
class Target:
    """A firm to court next, with every reason."""

    prospect: Prospect
    node: Node | None
    reasons: Sequence[str]


def list_chain_prospects(user: Any, chain: str) -> QuerySet[Prospect]:
    """The firms on a chain that the user's offices keep."""
    reach = reach_of(user, "promotion:chain")
    return Prospect.objects.filter(chain=chain, keeper__in=reach, merged_into=None).select_related(
        "keeper", "enterprise__subject"
    )


def list_places_of(enterprise: Enterprise) -> list[tuple[str, str]]:
    """(chain, node) by name at which a registered firm stands, each once; "" for a chain without a node."""
    names = {(chain.code, node.code): (chain.name, node.name) for chain in chains().values() for node in chain.nodes}
    names |= {(chain.code, ""): (chain.name, "") for chain in chains().values()}
    rows = Prospect.objects.filter(enterprise=enterprise, merged_into=None).exclude(chain="")
    return sorted(names.get(place, place) for place in set(rows.values_list("chain", "node")))


def view_chain(user: Any, chain: Chain) -> list[NodeView]:
    """Every node of a chain from where the user stands."""
    firms: dict[str, list[Prospect]] = defaultdict(list)
    focuses: dict[str, list[Focus]] = defaultdict(list)
    counts: dict[str, int] = defaultdict(int)
    for prospect in list_chain_prospects(user, chain.code):
        firms[prospect.node].append(prospect)
    for focus in Focus.objects.filter(chain=chain.code).select_related("subject"):
        focuses[focus.node].append(focus)
    for node in list_leads(user).filter(chain=chain.code, state__in=OPEN_STATES).values_list("node", flat=True):
        counts[node] += 1
    return [
        NodeView(
            node, [row for row in firms[node.code] if is_here(row)],
            [(row, chain.partner_of(row.region)) for row in firms[node.code] if not is_here(row)], focuses[node.code], counts[node.code],
        )
        for node in chain.nodes
    ]  # fmt: skip


def is_here(prospect: Prospect) -> bool:
    """True for a firm that stands in the register of enterprises below a zone or city, or that says that it is of the province."""
    return prospect.enterprise is not None or "山西" in prospect.region or "山西" in prospect.name


def list_targets(user: Any, chain: Chain) -> list[Target]:
    """Firms outside that nobody courts yet, those for gaps and from the partner region first; each with its reasons."""
    nodes = {view.node.code: view for view in view_chain(user, chain)}
    courted = set(Lead.objects.filter(state__in=OPEN_STATES).values_list("prospect", flat=True))
    partners = _partners(user)
    targets = []
    for view in nodes.values():
        for prospect, region in view.outside:
            if prospect.pk not in courted:
                targets.append(Target(prospect, view.node, _reasons(view, prospect, region, partners)))
    return sorted(targets, key=lambda target: (-len(target.reasons), target.prospect.name))


def _reasons(view: NodeView, prospect: Prospect, region: str, partners: dict[int, list[str]]) -> list[str]:
    reasons = []
    if view.is_gap:
        reasons.append(_("补%(node)s的空白：范围内没有这一环节的企业，也没有在谈") % {"node": view.node.name})
    if region:
        reasons.append(_("在%(region)s，产业协作区域") % {"region": region})
    reasons += [_("与%(name)s已有合作") % {"name": name} for name in partners.get(prospect.pk, ())]
    reasons += [_("%(zone)s把这一环节列为主攻方向") % {"zone": focus.subject.label} for focus in view.zones]
    return reasons


def _partners(user: Any) -> dict[int, list[str]]:
    names: dict[int, list[str]] = defaultdict(list)
    for row in list_cooperations(user):
        names[row.one_id].append(row.other.name)
        names[row.other_id].append(row.one.name)
    return names


def list_cooperations(user: Any) -> QuerySet[Cooperation]:
    """Firms that work together, as the user's offices know it."""
    reach = reach_of(user, "promotion:chain")
    return Cooperation.objects.filter(keeper__in=reach).select_related("one", "other", "document")


def count_open_nodes(user: Any) -> dict[str, int]:
    """The number of gaps by chain."""
    return {code: sum(view.is_gap for view in view_chain(user, chain)) for code, chain in chains().items()}


def list_public_directions() -> list[Focus]:
    """What the portal may show: the directions that zones have declared."""
    return list(
        Focus.objects.select_related("subject").filter(subject__kind__in=(Kind.ZONE, Kind.PARK)).order_by("subject__path")
    )


def zones_of(user: Any) -> QuerySet[Subject]:
    """Zones and parks that the user may declare a direction for."""
    return reach_of(user, "promotion:focus").filter(kind__in=(Kind.ZONE, Kind.PARK)).order_by("path")
