"""Reads of kept rules."""

from __future__ import annotations

from kaifaqu.core.figures.catalogue import Rule, parse_rule
from kaifaqu.foundation.rulebook.models import RuleText


def get_rule(digest: str) -> Rule:
    """The rule as it read when it was used. Raises RuleText.DoesNotExist."""
    kept = RuleText.objects.get(digest=digest)
    return parse_rule(kept.kind, kept.code, kept.text)
