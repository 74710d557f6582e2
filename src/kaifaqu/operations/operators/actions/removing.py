"""Taking back a record that an import made by mistake, as long as nothing rests on it."""

from __future__ import annotations

from datetime import datetime

from django.db import models, transaction
from django.utils.translation import gettext as _

from kaifaqu.foundation.accounts.models import User
from kaifaqu.foundation.subjects.models import Subject
from kaifaqu.operations.operators.actions.books import drop_receipt
from kaifaqu.operations.operators.actions.writing import OperatorRefusedError, describe, write_act
from kaifaqu.operations.operators.models import Asset, Commitment, FeeTerm, Fund, Lease, Mandate, Receipt


@transaction.atomic
def remove_record(row: models.Model, *, by: User, at: datetime) -> None:
    """Deletes the record with one row of the journal. Raises OperatorRefusedError where another record rests on it."""
    if isinstance(row, Receipt):
        drop_receipt(row, by=by, at=at)
        return
    name, old, subject, number = row._meta.model_name, describe(row), _subject_of(row), row.pk
    try:
        with transaction.atomic():
            row.delete()
    except models.ProtectedError as error:
        raise OperatorRefusedError(_("「%(row)s」上已经有别的记录，不能撤销。请先撤销那些记录。") % {"row": row}) from error
    row.pk = number
    write_act(f"remove_{name}", row, subject, by=by, at=at, old=old)


def _subject_of(row: models.Model) -> Subject:
    """Whose journal the act stands in."""
    if isinstance(row, Mandate | Asset):
        return row.company.subject
    if isinstance(row, Lease):
        return row.asset.company.subject
    if isinstance(row, FeeTerm):
        return row.mandate.company.subject
    if isinstance(row, Commitment):
        return row.fund.owner
    if isinstance(row, Fund):
        return row.owner
    raise OperatorRefusedError(_("这类记录不能撤销导入。"))
