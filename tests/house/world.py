"""One record of every model, all with the same number and all under one subject: what a URL with that number opens, whatever its room.

The values are the plainest that the columns allow; whether a page makes sense of them is not asked here, only whether it is shown.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.db import IntegrityError, models, transaction

from conftest import AT
from kaifaqu.foundation.accounts.models import User
from kaifaqu.foundation.subjects.actions import put_subject
from kaifaqu.foundation.subjects.models import Kind, Subject

NUMBER = 424242
"""The primary key of every record of the world."""

PLAIN: tuple[tuple[type[models.Field[Any, Any]], Any], ...] = (
    (models.BooleanField, False), (models.DateTimeField, AT), (models.DateField, date(2024, 4, 1)), (models.DecimalField, Decimal(1)),
    (models.IntegerField, 1), (models.JSONField, {}), (models.UUIDField, "00000000-0000-4000-8000-000000424242"),
    (models.BinaryField, b"x"), (models.FileField, "x.bin"),
)  # fmt: skip
WORDS = {"period": "2024Q1", "item": "industrial_investment", "register": "leads", "number": "f001", "username": "world"}
ALWAYS = {"value": Decimal(1), "planned": Decimal(1), "bank": "x"}
"""Columns that may be empty, but of which a constraint wants one filled."""


def build_world(home: Subject, owner: User) -> set[str]:
    """One record of every model of the program under `home`; gives the models whose constraints refuse it."""
    refused = set()
    for model in list_models():
        record = model(**{field.attname: plain_value(field, home, owner) for field in model._meta.concrete_fields})
        try:
            with transaction.atomic():
                model._base_manager.bulk_create([record])
        except IntegrityError:
            refused.add(model._meta.label)
    return refused


def list_models() -> Iterable[type[models.Model]]:
    for config in apps.get_app_configs():
        if config.name.startswith("kaifaqu."):
            yield from (model for model in config.get_models() if model not in (Subject, User))


def plain_value(field: models.Field[Any, Any], home: Subject, owner: User) -> Any:
    if field.primary_key:
        return NUMBER
    if isinstance(field, models.ForeignKey):
        return point_at(field, home, owner)
    if field.choices:
        return next(iter(field.flatchoices))[0]
    if field.name in ALWAYS and not field.is_relation:
        return ALWAYS[field.name]
    if field.has_default():
        return field.get_default()
    if field.null:
        return None
    for kind, value in PLAIN:
        if isinstance(field, kind):
            return value
    return "" if field.blank and field.name not in WORDS else WORDS.get(field.name, "x")[: field.max_length]


def point_at(field: models.ForeignKey[Any, Any], home: Subject, owner: User) -> Any:
    """Subjects are the home or, where each has one record, a child of it; users are the owner, who has decided nothing; other records those of the world."""
    if field.related_model is Subject:
        return child_of(home, field).pk if field.unique else home.pk
    if field.related_model is User:
        return None if field.name.startswith("decided") else owner.pk
    return None if field.null else NUMBER


def child_of(home: Subject, field: models.ForeignKey[Any, Any]) -> Subject:
    code = f"W-{field.model._meta.label_lower}"[:40]
    return put_subject(code=code, kind=Kind.ENTERPRISE, name=code, parent=home.code)
