"""Foreign keys follow the order of imports: data walks forward, keys point back."""

from __future__ import annotations

from collections.abc import Iterable

from django.apps import apps

from tests.house.order import rank_rooms

Key = tuple[str, str, str]
"""(app that holds the key, field, app that it points to), apps by their full package names."""


def find_keys() -> list[Key]:
    """Every key between two tables of the house, many-to-many tables included."""
    models = apps.get_models(include_auto_created=True)
    return [
        (model._meta.app_config.name, f"{model.__name__}.{field.name}", field.related_model._meta.app_config.name)
        for model in models
        for field in (*model._meta.fields, *model._meta.local_many_to_many)
        if field.is_relation and field.related_model is not None
    ]


def find_wrong_keys(keys: Iterable[Key], ranks: dict[str, int]) -> list[str]:
    """The keys that point upwards, or sideways into another room. Apps outside the house have no rank and are free."""
    ranked = [key for key in keys if key[0] in ranks and key[2] in ranks]
    return [
        f"{holder}: {field} points up to {target}"
        for holder, field, target in ranked
        if holder != target and ranks[target] >= ranks[holder]
    ]


def test_no_key_points_upwards() -> None:
    assert find_wrong_keys(find_keys(), rank_rooms()) == []


def test_the_keys_of_the_house_are_seen() -> None:
    """Guards the test above against passing because it looked at nothing."""
    assert any(holder == "kaifaqu.statistics.returns" for holder, _, _ in find_keys())


def test_a_planted_upward_key_is_found() -> None:
    planted = [("kaifaqu.foundation.subjects", "Subject.owner", "kaifaqu.foundation.accounts")]
    assert find_wrong_keys(planted, rank_rooms()) == [
        "kaifaqu.foundation.subjects: Subject.owner points up to kaifaqu.foundation.accounts"
    ]


def test_a_planted_sideways_key_is_found() -> None:
    assert find_wrong_keys([("kaifaqu.outputs.api", "Token.brief", "kaifaqu.outputs.briefs")], rank_rooms())


def test_a_downward_key_is_free() -> None:
    assert not find_wrong_keys([("kaifaqu.statistics.ledger", "Fact.line", "kaifaqu.statistics.returns")], rank_rooms())
