"""A reviewed return becomes facts in one transaction, or none of it; what is booked is chained and reads back as it was said."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, transaction

from conftest import AT
from kaifaqu.core.figures.missing import Missing
from kaifaqu.foundation.journal.append_only import TRIGGERS, UNDO
from kaifaqu.foundation.journal.models import Entry
from kaifaqu.foundation.journal.queries import list_acts
from kaifaqu.statistics.ledger import actions
from kaifaqu.statistics.ledger.actions import accept_return
from kaifaqu.statistics.ledger.models import Fact
from kaifaqu.statistics.ledger.queries import find_booked, find_broken_fact, statement_of_fact
from kaifaqu.statistics.returns.actions import ReturnRefusedError
from kaifaqu.statistics.returns.models import Return, Signature
from tests.walks import FIGURES, STAFF, book_quarter, file_quarter, person, sign

pytestmark = pytest.mark.usefixtures("standing_house", "db")


def test_every_line_becomes_a_fact() -> None:
    facts = book_quarter({**FIGURES, "tax_revenue": Missing.NOT_REPORTED})
    assert {fact.item: fact.value for fact in facts} == {
        "industrial_investment": Decimal("2.9"), "transformation_investment": Decimal("2.68"),
        "industrial_value_added": Decimal("5.67"), "tax_revenue": None,
    }  # fmt: skip
    assert {fact.missing for fact in facts} == {"", "not_reported"}
    (act,) = list_acts(f"return:{facts[0].line.owner_id}").filter(act="ledger.accept_return")
    assert act.new == {"facts": [fact.pk for fact in facts]}


def test_a_fact_reads_back_as_the_statement_that_was_declared() -> None:
    fact = find_booked(book_quarter()[0].pk)
    assert fact is not None
    statement = statement_of_fact(fact)
    assert str(statement.quantity) == "2.9 亿元"
    assert str(statement.locator) != "None"
    assert find_booked(999_999) is None


@pytest.mark.parametrize("signed", range(4))
def test_a_return_that_is_not_at_its_last_step_is_refused(signed: int) -> None:
    return_ = sign(file_quarter(), STAFF[:signed])
    with pytest.raises(ReturnRefusedError, match="不能核准入账"):
        accept_return(return_, by=person("province"), at=AT)
    assert not Fact.objects.exists()


def test_only_the_province_books() -> None:
    return_ = sign(file_quarter())
    with pytest.raises(ReturnRefusedError, match="省级核准"):
        accept_return(return_, by=person("datong"), at=AT)
    assert not Fact.objects.exists()


def test_a_return_is_booked_once() -> None:
    book_quarter()
    with pytest.raises(ReturnRefusedError, match="已入账"):
        accept_return(Return.objects.get(), by=person("province"), at=AT)


def test_a_fault_in_the_middle_leaves_no_fact_and_no_signature(monkeypatch: pytest.MonkeyPatch) -> None:
    return_ = sign(file_quarter())
    acts, signatures = Entry.objects.count(), Signature.objects.count()
    booked = []

    def fail_after_the_facts(*_arguments: Any, **_named: Any) -> None:
        booked.append(Fact.objects.count())
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(actions, "mark_accepted", fail_after_the_facts)
    with pytest.raises(RuntimeError, match="the disk is full"):
        accept_return(return_, by=person("province"), at=AT)
    assert booked == [3]
    assert not Fact.objects.exists()
    assert (Entry.objects.count(), Signature.objects.count()) == (acts, signatures)
    left = Return.objects.get()
    assert (left.position, left.accepted_at) == (4, None)
    monkeypatch.undo()
    assert len(accept_return(left, by=person("province"), at=AT + timedelta(hours=1))) == 3


def run_behind(*statements: str) -> None:
    """Raw SQL with the triggers out of the way."""
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in (*UNDO[connection.vendor], *statements, *TRIGGERS[connection.vendor]):
            cursor.execute(statement.format(table="ledger_fact"))


@pytest.mark.parametrize(
    "change",
    ["value = '9.9'", "unit = '万元'", "period = '2024H1'", "role = 'target'", "provenance = 'page'", "scope = 'published'"],
)
def test_a_changed_fact_is_found(change: str) -> None:
    facts = book_quarter()
    assert find_broken_fact() is None
    run_behind(f"UPDATE ledger_fact SET {change} WHERE id = {facts[1].pk}")
    assert find_broken_fact() == facts[1]


def test_a_removed_fact_is_found_at_its_follower() -> None:
    facts = book_quarter()
    run_behind(f"DELETE FROM ledger_fact WHERE id = {facts[1].pk}")
    assert find_broken_fact() == facts[2]


def test_reordered_facts_are_found() -> None:
    one, other = (fact.pk for fact in book_quarter()[:2])
    run_behind(
        f"UPDATE ledger_fact SET id = -1 WHERE id = {one}",
        f"UPDATE ledger_fact SET id = {one} WHERE id = {other}",
        f"UPDATE ledger_fact SET id = {other} WHERE id = -1",
    )
    broken = find_broken_fact()
    assert broken is not None
    assert broken.pk == one


def test_the_page_books_and_says_how_many(sign_in: Any) -> None:
    return_ = sign(file_quarter())
    answer = sign_in("province").post(f"/ledger/returns/{return_.pk}/accept", follow=True)
    assert "已核准入账 3 条" in answer.content.decode()
    again = sign_in("province").post(f"/ledger/returns/{return_.pk}/accept", follow=True)
    assert "已入账" in again.content.decode()
    assert Fact.objects.count() == 3
