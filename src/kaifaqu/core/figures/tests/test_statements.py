"""The one shape of a figure, the items, and the catalogue that they come from."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from kaifaqu.core.figures.catalogue import CatalogueError, load_rules, parse_rule
from kaifaqu.core.figures.item import Nature, item_named, items
from kaifaqu.core.figures.locator import Cell, Entry, Row, Span, type_of_locator
from kaifaqu.core.figures.missing import BY_LABEL, Missing
from kaifaqu.core.figures.period import Period
from kaifaqu.core.figures.problem import Problem, Severity
from kaifaqu.core.figures.quantity import Quantity
from kaifaqu.core.figures.statement import LABELS, Basis, Price, Role, Scope, Statement

FIGURE = Statement("industrial_investment", "zone", Period.parse("2024Q1"), Quantity.of("2.9", "亿元"))


def test_a_statement_s_key_leaves_out_how_much_and_where() -> None:
    elsewhere = Statement("industrial_investment", "zone", Period.parse("2024M1-3"), Missing.NOT_REPORTED)
    assert FIGURE.key == elsewhere.at(Cell("d", "表1", "C7")).key


@pytest.mark.parametrize(
    "change", [{"role": Role.TARGET}, {"basis": Basis.CURRENT}, {"price": Price.COMPARABLE}, {"scope": Scope.STATISTICAL}]
)
def test_role_basis_price_and_scope_make_another_statement(change: dict[str, object]) -> None:
    other = Statement(FIGURE.item, FIGURE.subject, FIGURE.period, FIGURE.quantity, **change)  # type: ignore[arg-type]
    assert other.key != FIGURE.key


def test_a_statement_with_its_place_is_otherwise_the_same() -> None:
    place = Span("digest", 3, 9)
    assert FIGURE.at(place).locator == place
    assert FIGURE.locator is None


def test_every_kind_of_place_has_a_name() -> None:
    places = [Span("d", 0, 1), Cell("d", "s", "A1"), Row("projects", "1"), Entry("甲", datetime(2024, 4, 3, tzinfo=UTC))]
    assert [type_of_locator[type(place)] for place in places] == ["span", "cell", "row", "entry"]


def test_every_absence_role_basis_price_and_scope_has_its_word() -> None:
    assert {missing.label for missing in Missing} == BY_LABEL.keys()
    assert all(LABELS[member] for kind in (Role, Basis, Price, Scope) for member in kind)


def test_a_problem_is_one_sentence_with_what_to_do() -> None:
    problem = Problem("cumulative_falls", "表3 C7", "累计值 120 万元", "小于上月累计 150 万元", "请核对，或填写更正说明。")
    assert problem.message == "表3 C7：累计值 120 万元小于上月累计 150 万元。请核对，或填写更正说明。"
    assert problem.severity is Severity.HARD


def test_items_are_complete_and_refer_to_one_another() -> None:
    for item in items().values():
        assert item.name
        assert item.basis is (Basis.AS_OF if item.nature is Nature.STOCK else Basis.CUMULATIVE)
        part_of = item.part_of and items()[item.part_of]
        assert not part_of or part_of.unit.same_measure(item.unit), item.code


def test_an_item_s_published_growth_is_a_percentage_and_its_rank_a_place() -> None:
    for item in items().values():
        assert not item.growth_of or str(item.unit) == "%"
        assert not item.rank_of or str(item.unit) == "位"


def test_an_unknown_item_is_refused_by_name() -> None:
    with pytest.raises(CatalogueError, match="nothing_of_the_kind"):
        item_named("nothing_of_the_kind")


def test_a_rule_is_known_by_the_digest_of_its_text() -> None:
    one, same, other = (parse_rule("indicators", "x", text) for text in ("a: 1", "a: 1", "a: 2"))
    assert one.digest == same.digest != other.digest
    assert len(one.digest) == 64


@pytest.mark.parametrize(("day", "valid"), [(date(2022, 12, 31), False), (date(2023, 1, 1), True), (date(2023, 12, 31), True), (date(2024, 1, 1), False)])  # fmt: skip
def test_a_rule_is_valid_from_its_first_to_its_last_day(day: date, valid: bool) -> None:
    rule = parse_rule("schemes", "x", "valid_from: 2023-01-01\nvalid_to: 2023-12-31")
    assert rule.valid_on(day) is valid


def test_a_rule_without_days_is_always_valid() -> None:
    assert parse_rule("items", "x", "a: 1").valid_on(date(1900, 1, 1))


@pytest.mark.parametrize("text", ["- a", "a: [", "just words"])
def test_a_file_that_is_no_mapping_is_refused_by_name(text: str) -> None:
    with pytest.raises(CatalogueError, match=r"catalogue/forms/x\.yaml"):
        parse_rule("forms", "x", text)


@pytest.mark.parametrize("kind", ["items", "indicators", "schemes", "cases"])
def test_the_catalogue_has_rules_of_every_kind_and_no_number_in_it_is_a_float(kind: str) -> None:
    rules = load_rules(kind)
    assert rules
    assert [rule.code for rule in rules if _has_float(rule.content)] == []


def _has_float(value: object) -> bool:
    if isinstance(value, dict):
        return any(_has_float(part) for part in value.values())
    return any(_has_float(part) for part in value) if isinstance(value, list) else isinstance(value, float)
