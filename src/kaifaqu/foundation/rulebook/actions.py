"""Keeping the text of a rule at the moment of its use."""

from __future__ import annotations

from kaifaqu.core.figures.catalogue import Rule
from kaifaqu.foundation.rulebook.models import RuleText


def keep_rule(rule: Rule) -> RuleText:
    """Stores the rule's text under its digest, once."""
    kept, _created = RuleText.objects.get_or_create(
        digest=rule.digest, defaults={"kind": rule.kind, "code": rule.code, "text": rule.text}
    )
    return kept
