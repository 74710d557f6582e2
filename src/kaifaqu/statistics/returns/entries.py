"""What a person types or pastes into a cell, read as a figure of the cell's unit or as the name of its absence. Pure."""

from __future__ import annotations

import re
import unicodedata

from django.utils.translation import gettext as _

from kaifaqu.core.figures.missing import Missing
from kaifaqu.core.figures.quantity import Quantity, QuantityError, parse_decimal
from kaifaqu.core.figures.unit import MULTIPLIERS, Dimension, Unit, UnitError, parse_unit

ABSENCES: dict[str, Missing] = {
    **{reason.label: reason for reason in Missing if reason is not Missing.NOT_COMPUTABLE}, "未上报": Missing.NOT_REPORTED, "不涉及": Missing.NOT_APPLICABLE, "涉密": Missing.CONFIDENTIAL,
}  # fmt: skip
"""The words under which a filer may name an absence. 无法计算 is what a formula says, never a filer."""

NUMBER = re.compile(r"([+-]?[\d,]*\.?\d+(?:[eE][+-]?\d+)?|[+-]?[\d,]+\.)(.*)")


class EntryError(QuantityError):
    """The text is neither a figure of this cell nor the name of an absence; the message says what to type."""


def read_entry(text: str, unit: Unit) -> Quantity | Missing | None:
    """What the text says in a cell of `unit`: 1,350.5 · 2.9亿 · 29000万元 · 20.2% · 未报; None for an empty text (the cell is cleared).

    A figure printed in another unit of the same measure is given in the cell's own. Raises EntryError.
    """
    told = unicodedata.normalize("NFKC", text).strip()
    if not told:
        return None
    if told in ABSENCES:
        return ABSENCES[told]
    if told == Missing.NOT_COMPUTABLE.label:
        raise EntryError(_("「无法计算」是计算的结果，填报时不能用。请填数字，或填「未报」「不适用」「保密」「未到期」。"))
    found = NUMBER.fullmatch(told.replace(" ", ""))
    if found is None:
        raise EntryError(
            _("「%(text)s」不是数字。请填形如 2.68 的数字，或填「未报」「不适用」「保密」「未到期」。") % {"text": text.strip()}
        )
    number, suffix = found.groups()
    try:
        quantity = Quantity(parse_decimal(number), _unit_meant(suffix, unit))
    except QuantityError as error:
        raise EntryError(str(error)) from error
    except UnitError as error:
        raise EntryError(_("「%(text)s」的单位看不懂。本格单位是「%(unit)s」，请只填数字或换算后再填。") % {
            "text": text.strip(), "unit": unit,
        }) from error  # fmt: skip
    if not quantity.unit.same_measure(unit):
        raise EntryError(
            _("「%(text)s」的单位与本格的「%(unit)s」不是同一种量。请核对后再填。") % {"text": text.strip(), "unit": unit}
        )
    return quantity if quantity.unit == unit else quantity.to(unit)


def _unit_meant(suffix: str, unit: Unit) -> Unit:
    """The unit that stands behind the number: the cell's own where none does; 亿 alone is 亿 of what the cell measures."""
    if not suffix:
        return unit
    if suffix in MULTIPLIERS:
        return parse_unit(suffix + unit.canonical) if unit.dimension is not Dimension.PERCENT else parse_unit(suffix)
    return parse_unit(suffix)
