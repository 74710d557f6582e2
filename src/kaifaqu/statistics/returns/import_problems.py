"""Why a workbook's cell is not taken into a return, or stops the import: found, expected, what to do."""

from __future__ import annotations

from django.utils.translation import gettext as _

from kaifaqu.core.figures.item import Item
from kaifaqu.core.figures.period import Period
from kaifaqu.core.figures.problem import Problem, Severity


def _at(rule: str, place: str, found: str, expected: str, action: str, severity: Severity) -> Problem:
    return Problem(f"import.{rule}", place.replace("!", " "), found, expected, action, severity, place)


def of_last_year(place: str) -> Problem:
    return _at(
        "of_last_year", place, _("是上年数"), _("，本表只报本年，上年数以当时入账的为准"), _("不导入；如需更正上年数，请在上年的报表上更正"),
        Severity.NOTE,
    )  # fmt: skip


def out_of_reach(place: str) -> Problem:
    return _at(
        "out_of_reach", place, _("是其他单位的数"), _("，本表只报本单位和下属的主体"), _("不导入；认错了单位的，请在「对应关系」中改选"),
        Severity.NOTE,
    )  # fmt: skip


def not_own_period(place: str, period: Period, own: Period) -> Problem:
    return _at(
        "not_own_period", place, _("时期是%(period)s") % {"period": period.chinese}, _("，本表报%(own)s") % {"own": own.chinese},
        _("不导入；这一列其实是本期数的，请在该列的「时期」选「本报告期」"), Severity.NOTE,
    )  # fmt: skip


def not_asked(place: str, item: Item, form: str) -> Problem:
    return _at(
        "not_asked", place, _("是「%(item)s」") % {"item": item.name}, _("，《%(form)s》没有这一行") % {"form": form},
        _("不导入；认错了指标或角色的，请在「对应关系」中改选"), Severity.NOTE,
    )  # fmt: skip


def not_named(place: str) -> Problem:
    return _at(
        "not_named", place, _("没有对应的指标"), _("，所在的行或列未指定、不取，或目录中没有这项指标的增速、位次"),
        _("不导入；需要的，请在「对应关系」中指定"), Severity.NOTE,
    )  # fmt: skip


def no_unit(place: str, item: Item) -> Problem:
    return _at(
        "no_unit", place, _("没有可用的计量单位"), _("，「%(item)s」的单位应能换算为「%(unit)s」") % {"item": item.name, "unit": item.unit},
        _("请在「表中未写单位的，按」处选定单位"), Severity.HARD,
    )  # fmt: skip


def doubled_cell(place: str, other: str, item: Item, agree: bool) -> Problem:
    found = _("与 %(other)s 是同一格「%(item)s」") % {"other": other.replace("!", " "), "item": item.name}
    if agree:
        return _at("doubled_cell", place, found, _("，两处数值相同"), _("取前一处，本格不再导入"), Severity.NOTE)
    return _at(
        "doubled_cell", place, found, _("，两处数值不同，只能取一处"), _("请在「对应关系」中把其中一行或一列改选为「不取」"),
        Severity.HARD,
    )  # fmt: skip
