"""Keys of written names are written anew once for each edition of the rules."""

from __future__ import annotations

import pytest

from conftest import AT
from kaifaqu.foundation.accounts.actions import System
from kaifaqu.foundation.enterprises.actions import register_enterprise, renew_keys
from kaifaqu.foundation.enterprises.models import NameKey
from kaifaqu.foundation.enterprises.queries import find_similar
from kaifaqu.foundation.journal.models import Entry
from kaifaqu.foundation.subjects.queries import get_subject

pytestmark = pytest.mark.usefixtures("standing_house", "db")


def test_a_name_with_keys_of_old_rules_is_found_again() -> None:
    firm = register_enterprise(name="山西振东制药股份有限公司", parent=get_subject("140000"), by=System(), at=AT)
    NameKey.objects.filter(name__enterprise=firm).delete()
    assert find_similar("振东制药") == []
    assert renew_keys(AT) == 1
    assert [row.enterprise for row in find_similar("振东制药")] == [firm]
    assert renew_keys(AT) == 0
    assert Entry.objects.filter(act="enterprises.renew_keys").count() == 1


def test_an_empty_register_writes_nothing() -> None:
    assert renew_keys(AT) == 0
    assert not Entry.objects.filter(act="enterprises.renew_keys").exists()
