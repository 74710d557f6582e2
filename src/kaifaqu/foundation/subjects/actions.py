"""Writes of the subject tree. Journalled by the caller's act: subjects stand below the journal."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from kaifaqu.foundation.subjects.models import Kind, Membership, Subject


@transaction.atomic
def put_subject(
    *, code: str, kind: Kind, name: str, parent: str | None = None, short_name: str = "", valid_from: date | None = None
) -> Subject:
    """Creates the subject, or brings its name and place up to date. Raises Subject.DoesNotExist when the parent is not there."""
    above = Subject.objects.get(code=parent) if parent else None
    before = Subject.objects.filter(code=code).values_list("path", flat=True).first()
    path = f"{above.path if above else '/'}{code}/"
    subject, _created = Subject.objects.update_or_create(
        code=code,
        defaults={
            "kind": kind,
            "name": name,
            "short_name": short_name,
            "parent": above,
            "path": path,
            "valid_from": valid_from,
        },
    )
    if before is not None and before != path:
        _move_branch(before, path)
    return subject


def _move_branch(before: str, path: str) -> None:
    """Brings the paths below a moved subject up to date: a grant reaches by path."""
    for row in Subject.objects.filter(path__startswith=before):
        row.path = path + row.path.removeprefix(before)
        row.save(update_fields=["path"])


@transaction.atomic
def put_member(*, group: str, member: str, valid_from: date | None = None) -> Membership:
    """Puts a subject into a group or event; once, however often it is said."""
    row, _created = Membership.objects.get_or_create(
        group=Subject.objects.get(code=group), member=Subject.objects.get(code=member), valid_from=valid_from
    )
    return row


@transaction.atomic
def close_subject(code: str, on: date) -> None:
    """Ends the subject on a day; everything about it stays. Raises Subject.DoesNotExist."""
    subject = Subject.objects.select_for_update().get(code=code)
    subject.valid_to = on
    subject.save(update_fields=["valid_to"])


@transaction.atomic
def reopen_subject(code: str) -> None:
    """Takes back the end of a subject that goes on after all. Raises Subject.DoesNotExist."""
    subject = Subject.objects.select_for_update().get(code=code)
    subject.valid_to = None
    subject.save(update_fields=["valid_to"])


@transaction.atomic
def drop_subject(code: str) -> None:
    """Takes back a subject that was entered by mistake. Raises ProtectedError when anything rests on it."""
    Subject.objects.get(code=code).delete()
