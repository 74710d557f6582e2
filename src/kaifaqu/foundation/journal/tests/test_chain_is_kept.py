"""The journal's chain: whole as written; a row that was changed, removed or moved behind the program's back is found."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection, transaction

from conftest import AT
from kaifaqu.foundation.accounts.actions import System
from kaifaqu.foundation.journal.actions import record_act
from kaifaqu.foundation.journal.append_only import TRIGGERS, UNDO
from kaifaqu.foundation.journal.chain import GENESIS, find_break, link_hash
from kaifaqu.foundation.journal.models import Entry
from kaifaqu.foundation.journal.queries import find_broken_entry, holds_link, list_acts, newest_link, search_entries

TABLE = "journal_entry"


@pytest.fixture
def acts(db: None) -> list[Entry]:
    """Five acts on one target."""
    return [
        record_act("test.act", by=System(), at=AT + timedelta(minutes=n), target="thing:1", subject="140000", new={"数": n})
        for n in range(5)
    ]


def run_behind(*statements: str) -> None:
    """Raw SQL with the triggers out of the way: what somebody with the database's password could do."""
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in UNDO[connection.vendor]:
            cursor.execute(statement.format(table=TABLE))
        for statement in statements:
            cursor.execute(statement)
        for statement in TRIGGERS[connection.vendor]:
            cursor.execute(statement.format(table=TABLE))


def test_an_empty_journal_is_whole(db: None) -> None:
    assert find_broken_entry() is None


def test_the_chain_holds_as_written(acts: list[Entry]) -> None:
    assert find_broken_entry() is None
    assert acts[0].previous_hash == GENESIS
    assert [entry.previous_hash for entry in acts[1:]] == [entry.hash for entry in acts[:-1]]


def test_acts_on_a_target_are_listed_oldest_first(acts: list[Entry]) -> None:
    assert [entry.new for entry in list_acts("thing:1")] == [{"数": n} for n in range(5)]


@pytest.mark.parametrize(
    ("column", "value"),
    [("actor_name", "别人"), ("act", "test.other"), ("target", "thing:2"), ("new", '{"数": 99}'), ("subject_code", "140200")],
)
def test_a_changed_row_is_found(acts: list[Entry], column: str, value: str) -> None:
    run_behind(f"UPDATE {TABLE} SET {column} = '{value}' WHERE id = {acts[2].pk}")
    assert find_broken_entry() == acts[2]


def test_a_removed_row_is_found_at_its_follower(acts: list[Entry]) -> None:
    run_behind(f"DELETE FROM {TABLE} WHERE id = {acts[1].pk}")
    assert find_broken_entry() == acts[2]


def test_reordered_rows_are_found(acts: list[Entry]) -> None:
    one, other = acts[1].pk, acts[2].pk
    run_behind(
        f"UPDATE {TABLE} SET id = -1 WHERE id = {one}",
        f"UPDATE {TABLE} SET id = {one} WHERE id = {other}",
        f"UPDATE {TABLE} SET id = {other} WHERE id = -1",
    )
    broken = find_broken_entry()
    assert broken is not None
    assert broken.pk == one


def test_a_row_with_a_rewritten_hash_is_found_at_its_follower(acts: list[Entry]) -> None:
    forged = link_hash(acts[1].previous_hash, {"act": "forged"})
    run_behind(f"UPDATE {TABLE} SET hash = '{forged}' WHERE id = {acts[1].pk}")
    assert find_broken_entry() == acts[1]


def test_the_content_of_a_link_is_read_in_any_order_of_its_names() -> None:
    assert link_hash(GENESIS, {"a": 1, "b": "二"}) == link_hash(GENESIS, {"b": "二", "a": 1})
    assert link_hash(GENESIS, {"a": 1}) != link_hash(GENESIS, {"a": "1"})


def test_the_position_of_the_first_break_is_given() -> None:
    first = link_hash(GENESIS, {"n": 1})
    second = link_hash(first, {"n": 2})
    assert find_break([(GENESIS, first, {"n": 1}), (first, second, {"n": 2})]) is None
    assert find_break([(GENESIS, first, {"n": 1}), (first, second, {"n": 3})]) == 1
    assert find_break([(first, second, {"n": 2})]) == 0


def test_a_tail_that_was_cut_off_is_found_by_a_link_noted_elsewhere(acts: list[Entry]) -> None:
    noted = newest_link()
    assert holds_link(noted)
    run_behind(f"DELETE FROM {TABLE} WHERE id = {acts[-1].pk}")
    assert find_broken_entry() is None, "what is left is whole"
    assert not holds_link(noted)


def test_the_auditor_s_search(acts: list[Entry]) -> None:
    day = AT.date()
    assert [row.pk for row in search_entries(act="test.", target="thing")] == [row.pk for row in reversed(acts)]
    assert search_entries(target="140000", since=day, until=day).count() == 5
    assert not search_entries(since=day + timedelta(days=1)).exists()
    assert not search_entries(actor="别人").exists()
