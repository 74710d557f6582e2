"""A company that only tests know, with a mandate from its committee."""

from __future__ import annotations

from datetime import date
from typing import Any

from conftest import AT
from kaifaqu.foundation.subjects.models import Subject
from kaifaqu.foundation.subjects.queries import get_subject
from kaifaqu.operations.operators.actions.companies import register_company
from kaifaqu.operations.operators.actions.mandates import grant_mandate
from kaifaqu.operations.operators.models import Company, Mandate, Nature
from tests.walks import ZONE, person

LEADER = "zuoyun-signer"
START, END = date(2024, 1, 1), date(2026, 12, 31)


def zone() -> Subject:
    return get_subject(ZONE)


def company(name: str = "测试运营公司", nature: Nature = Nature.PLATFORM, **details: Any) -> Company:
    """A company registered by the zone's leader."""
    return register_company(zone(), name, nature, by=person(LEADER), at=AT, **details)


def mandate(held_by: Company, *duties: str, **details: Any) -> Mandate:
    """A mandate of three years."""
    told = {"paper": "委托协议〔2024〕1号", "scope": "建设、招商、资产运营", "start": START, "end": END} | details
    return grant_mandate(held_by, zone(), duties=duties, by=person(LEADER), at=AT, **told)
