"""What people type into evaluation, read whole: every fault at once, and nothing silently put right."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.core.validators import FileExtensionValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kaifaqu.core.engine.scheme import Criterion, Scheme, SchemeError
from kaifaqu.core.engine.standardise import METHODS, written
from kaifaqu.core.figures.missing import BY_LABEL, Missing
from kaifaqu.core.figures.quantity import Quantity, QuantityError, parse_decimal
from kaifaqu.core.figures.unit import Unit

EVIDENCE_KINDS = ("pdf", "jpg", "jpeg", "png", "docx", "xlsx", "xls", "doc")
EVIDENCE_BYTES = 10 * 1024 * 1024

PARAMETERS = {
    "cap": gettext_lazy("封顶（权重的倍数）"), "floor": gettext_lazy("保底（权重的倍数）"), "baseline": gettext_lazy("基准值"),
    "base": gettext_lazy("保底分（百分）"), "satisfactory": gettext_lazy("满意值"), "unacceptable": gettext_lazy("不允许值"),
    "each": gettext_lazy("每次分值"), "times": gettext_lazy("最多次数"), "when_equal": gettext_lazy("全组相等时（百分）"),
}  # fmt: skip
"""How a page calls the parameters of the formulas."""


class ObjectionForm(forms.Form):
    """A participant's objection."""

    input = forms.CharField(required=False, max_length=60)
    claimed = forms.CharField(required=False, max_length=60)
    reason = forms.CharField(
        max_length=2000, error_messages={"required": gettext_lazy("没有写异议理由。请写明哪一项不对、应是多少、依据什么。")}
    )
    evidence = forms.FileField(
        required=False,
        validators=[FileExtensionValidator(EVIDENCE_KINDS, gettext_lazy("佐证应是 PDF、图片、Word 或 Excel。请换一个文件。"))],
    )

    def clean_evidence(self) -> Any:
        """Refuses what is too large for a piece of evidence."""
        file = self.cleaned_data.get("evidence")
        if file is not None and file.size > EVIDENCE_BYTES:
            raise forms.ValidationError(_("佐证文件超过 10 MB。请压缩或只传有关的几页。"))
        return file


def read_result(text: str, unit: Unit) -> Quantity | Missing:
    """A number in the unit, or the name of an absence. Raises QuantityError."""
    text = text.strip()
    if not text:
        raise QuantityError(_("没有填数。请填数字，或填「未报」「不适用」。"))
    return BY_LABEL[text] if text in BY_LABEL else Quantity(parse_decimal(text), unit)


@dataclass(frozen=True, slots=True)
class Field:
    """One parameter on the trial page: its name in the form, what it is called, the scheme's own value and what is tried."""

    name: str
    label: Any
    own: str
    typed: str

    @property
    def is_changed(self) -> bool:
        return self.typed != self.own


@dataclass(frozen=True, slots=True)
class Row:
    """One criterion on the trial page."""

    criterion: Criterion
    method: str
    weight: Field
    others: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Trial:
    """What is tried: the scheme with it, the rows of the page, the parameters that differ, and what could not be read."""

    scheme: Scheme
    rows: tuple[Row, ...]
    changed: Mapping[str, Mapping[str, str]]
    faults: list[str] = field(default_factory=list)

    @property
    def total_weight(self) -> str:
        return written(self.scheme.total_weight)

    @property
    def own_numbers(self) -> dict[str, dict[str, str]]:
        """The parameters without the weights: what a round may set for itself."""
        kept = {code: {name: value for name, value in row.items() if name != "weight"} for code, row in self.changed.items()}
        return {code: row for code, row in kept.items() if row}


def read_trial(scheme: Scheme, data: Mapping[str, str]) -> Trial:
    """The weights and parameters that the page gives: `w.CRITERION` and `n.CRITERION.PARAMETER`; what is not given is the scheme's own."""
    rows = tuple(_row(criterion, data) for criterion in scheme.criteria)
    changed: dict[str, dict[str, str]] = {}
    faults: list[str] = []
    for row in rows:
        for entry, name in [(row.weight, "weight"), *((other, other.name.rpartition(".")[2]) for other in row.others)]:
            if entry.is_changed and entry.typed:
                faults += _fault_of(row.criterion, entry, name)
                changed.setdefault(row.criterion.code, {})[name] = entry.typed
    if faults:
        return Trial(scheme, rows, {}, faults)
    try:
        return Trial(scheme.with_numbers(changed), rows, changed)
    except SchemeError as error:
        return Trial(scheme, rows, {}, [str(error)])


def _row(criterion: Criterion, data: Mapping[str, str]) -> Row:
    method = METHODS[criterion.method]
    names = [
        name
        for name in PARAMETERS
        if name in method.needs or name in criterion.numbers or (name == "cap" and name in method.takes)
    ]
    return Row(
        criterion, method.name, _field(f"w.{criterion.code}", _("权重"), written(criterion.weight), data),
        tuple(
            _field(f"n.{criterion.code}.{name}", PARAMETERS[name], written(criterion.numbers[name]) if name in criterion.numbers else "", data)
            for name in names
        ),
    )  # fmt: skip


def _field(name: str, label: Any, own: str, data: Mapping[str, str]) -> Field:
    return Field(name, label, own, data.get(name, own).strip() or own)


def _fault_of(criterion: Criterion, entry: Field, name: str) -> list[str]:
    try:
        number = parse_decimal(entry.typed)
    except QuantityError as error:
        return [f"「{criterion.name}」{entry.label}：{error}"]
    lowest_allowed = name in ("each", "unacceptable", "satisfactory") or (number > 0 if name == "baseline" else number >= 0)
    return [] if lowest_allowed else [_("「%(name)s」%(label)s是 %(typed)s。请填不小于零的数，基准值应大于零。") % {
        "name": criterion.name, "label": entry.label, "typed": entry.typed,
    }]  # fmt: skip
