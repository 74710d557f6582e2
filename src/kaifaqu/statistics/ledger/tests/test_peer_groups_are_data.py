"""Who is compared with whom: dated data of the catalogue, each group by its worked case."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from conftest import AT
from kaifaqu.core.engine.book import peer_group, peer_groups
from kaifaqu.core.figures.catalogue import load_rules
from kaifaqu.foundation.accounts.actions import System
from kaifaqu.foundation.subjects.actions import put_subject
from kaifaqu.foundation.subjects.models import Kind
from kaifaqu.foundation.subjects.queries import get_subject
from kaifaqu.foundation.zones.actions import register_zone
from kaifaqu.foundation.zones.models import ZoneKind
from kaifaqu.statistics.ledger.queries import list_peers

RULE: Any = next(rule.content["peers"] for rule in load_rules("cases") if "peers" in rule.content)


@pytest.fixture
def units(db: None) -> None:
    """The case's units, registered."""
    for row in RULE["units"]:
        unit = put_subject(code=row["code"], kind=Kind(row["kind"]), name=row["code"], parent=row.get("parent"))
        unit.valid_to = row.get("valid_to")
        unit.save(update_fields=["valid_to"])
        if "zone_kind" in row:
            register_zone(unit, by=System(), at=AT, kind=ZoneKind(row["zone_kind"]))


@pytest.mark.parametrize("case", RULE["cases"], ids=lambda case: case["name"])
def test_a_case_gives_its_members(units: None, case: dict[str, Any]) -> None:
    group = peer_group(case["group"], case["day"])
    assert list_peers(group, get_subject(case["subject"]), case["day"])[1] == case["members"]


def test_every_group_names_kinds_that_exist() -> None:
    for group in peer_groups():
        assert Kind(group.within)
        assert Kind(group.members)
        assert not group.zone_kind or ZoneKind(group.zone_kind)


def test_an_unknown_group_or_a_day_before_it_is_no_group() -> None:
    with pytest.raises(KeyError):
        peer_group("nobody", date(2024, 1, 1))
    with pytest.raises(KeyError):
        peer_group("zones_of_city", date(1999, 1, 1))
