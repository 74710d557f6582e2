"""Whatever comes in through a parser is read or refused with its reason: rule files, OC4IDS, workbooks and tables of every kind, entries, periods, numerals."""

from __future__ import annotations

import copy
import io
import json
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conftest import AT
from kaifaqu.core.engine.indicator import indicators_from
from kaifaqu.core.engine.scheme import read_scheme
from kaifaqu.core.figures.catalogue import Rule, load_rules, parse_rule
from kaifaqu.core.figures.period import Period
from kaifaqu.core.figures.unit import parse_unit
from kaifaqu.core.reader.numerals import parse_numeral
from kaifaqu.core.reader.registers.read import read_register
from kaifaqu.core.reader.sheets.filled import inspect_filled_form
from kaifaqu.core.reader.sheets.read import read_tables
from kaifaqu.core.reader.sources import SourceRefused, load_source
from kaifaqu.core.reader.sources.tests.samples import docx, paragraph, pdf, xlsx
from kaifaqu.foundation.subjects.queries import get_subject
from kaifaqu.foundation.zones.registers import ZonesRegister
from kaifaqu.operations.projects.actions.exchange import take_package
from kaifaqu.operations.projects.actions.files import ProjectRefusedError
from kaifaqu.operations.projects.interchange import PackageRefusedError, read_package
from kaifaqu.operations.projects.lights import parse_light_rule
from kaifaqu.operations.service.clocks import parse_clock_set
from kaifaqu.statistics.returns.entries import EntryError, read_entry
from kaifaqu.statistics.returns.form import parse_form
from tests.walks import ZONE, person

pytestmark = pytest.mark.long
MANY = settings(max_examples=500, deadline=None, suppress_health_check=list(HealthCheck))
SOME = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
ODD = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=12), st.dates(), st.just([]), st.just({}), st.just([[]]),
    st.just({"a": {"b": []}}), st.sampled_from(["2024-02-30", "9" * 400, "1e999", "NaN", "＝1", "=1+1", "\u202e", "\x00", "亿元", "Z140200-ZY", -1, 10**30]),
)  # fmt: skip


@contextmanager
def refused(*kinds: type[Exception], words: str = "") -> Iterator[None]:
    """Lets the reader do its work, or refuse it with words; anything else fails the test."""
    told = "done"
    try:
        yield
    except kinds as error:
        told = str(error)
    assert told
    assert told == "done" or words in told


def damage(data: st.DataObject, content: Any) -> Any:
    """The content with one to four of its places replaced, removed or doubled."""
    content = copy.deepcopy(content)
    for _time in range(data.draw(st.integers(1, 4))):
        places = list(walk(content))
        if not places:
            break
        holder, key = data.draw(st.sampled_from(places))
        if data.draw(st.integers(0, 3)) == 0:
            del holder[key]
        else:
            holder[key] = copy.deepcopy(data.draw(ODD))
    return content


def walk(content: Any) -> list[tuple[Any, Any]]:
    """Every place of nested content: (holder, key)."""
    keys = list(content) if isinstance(content, dict) else range(len(content)) if isinstance(content, list) else []
    return [(content, key) for key in keys] + [place for key in keys for place in walk(content[key])]


# -- rule files -------------------------------------------------------------------------------------------------------

PARSERS: dict[str, Callable[[Rule], object]] = {
    "forms": parse_form, "schemes": read_scheme, "indicators": lambda rule: indicators_from([rule], date(2024, 6, 1)),
    "lights": parse_light_rule, "clocks": parse_clock_set,
}  # fmt: skip


@pytest.mark.parametrize("kind", sorted(PARSERS))
@MANY
@given(data=st.data())
def test_a_damaged_rule_file_is_refused_or_read(kind: str, data: st.DataObject) -> None:
    rule = data.draw(st.sampled_from(load_rules(kind)))
    with refused(ValueError, KeyError):
        text = yaml.safe_dump(damage(data, rule.content), allow_unicode=True)
        PARSERS[kind](parse_rule(kind, rule.code, text))


@MANY
@given(text=st.text(max_size=200) | st.text(alphabet="-:[]{}&*!|>'\"%@`#?, \n\tab1", max_size=80))
def test_any_text_is_a_rule_or_refused(text: str) -> None:
    with refused(ValueError, words="catalogue/forms/any.yaml"):
        parse_rule("forms", "any", text)


# -- OC4IDS -----------------------------------------------------------------------------------------------------------

PACKAGE = {
    "version": "0.9", "projects": [
        {
            "id": "a-1", "title": "来件一", "description": "新建", "sector": ["industry"], "period": {"startDate": "2024-01-01T00:00:00Z", "endDate": "2025-01-01T00:00:00Z"},
            "budget": {"amount": {"amount": 350000000, "currency": "CNY"}}, "identifiers": [{"id": "2404-140200-89-01-123456", "scheme": "CN-TZXM"}],
            "parties": [{"id": "1", "name": "某公司", "roles": ["publicAuthority"], "identifier": {"scheme": "CN-USCC", "id": "x"}}],
            "locations": [{"geometry": {"type": "Point", "coordinates": [112.5, 39.9]}, "address": {"streetAddress": "某路"}}],
            "milestones": [{"id": "1", "code": "signed", "dateMet": "2024-01-05T00:00:00Z"}],
        },
    ],
}  # fmt: skip


@MANY
@given(data=st.data())
def test_a_damaged_package_is_refused_or_read(data: st.DataObject) -> None:
    text = json.dumps(damage(data, PACKAGE), default=str).encode("utf-8", "surrogatepass")
    with refused(PackageRefusedError, ProjectRefusedError):
        read_package(text)


@pytest.mark.usefixtures("standing_house", "db")
@SOME
@given(data=st.data())
def test_a_damaged_package_is_taken_in_whole_or_not_at_all(data: st.DataObject) -> None:
    text = json.dumps(damage(data, PACKAGE), default=str).encode("utf-8", "surrogatepass")
    with refused(PackageRefusedError, ProjectRefusedError):
        take_package(read_package(text), get_subject(ZONE), by=person("zuoyun-officer"), at=AT)


@MANY
@given(st.binary(max_size=300) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_any_bytes_are_a_package_or_refused(data: bytes) -> None:
    with refused(PackageRefusedError):
        read_package(data)


# -- workbooks and tables ---------------------------------------------------------------------------------------------

CELLS = st.one_of(
    st.none(), st.text(max_size=15), st.integers(-(10**9), 10**9), st.floats(allow_nan=False, allow_infinity=False), st.booleans(),
    st.sampled_from(["开发区", "名称", "合计", "其中：", "单位：亿元", "本年累计", "1—2月", "2.9亿元", "—", "#DIV/0!", "=HYPERLINK(\"x\")", "一、", "2024年3月", "100%"]),
)  # fmt: skip
ROWS = st.lists(st.lists(CELLS, max_size=8), max_size=14)


def spoil(data: st.DataObject, book: bytes) -> bytes:
    """A workbook some of whose parts are cut, changed or gone, with whole checksums: the parsers inside are reached."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            part = bytearray(old.read(name))
            fate = data.draw(st.sampled_from(["whole"] * 6 + ["cut", "changed", "changed", "gone"]))
            if fate == "cut":
                part = part[: data.draw(st.integers(0, len(part)))]
            if fate == "changed":
                for _time in range(data.draw(st.integers(1, 6))):
                    part[data.draw(st.integers(0, len(part) - 1))] = data.draw(st.sampled_from(b"0<>/\"' &;A\x00\xff9-"))
            if fate != "gone":
                new.writestr(name, bytes(part))
    return out.getvalue()


def read_by_all(data: bytes, name: str) -> None:
    """Every reader of tables takes it or refuses it with words."""
    for read in (
        lambda: read_tables(data, name),
        lambda: read_register(data, ZonesRegister().columns),
        lambda: inspect_filled_form(data),
        lambda: load_source(data, name),
    ):
        with refused(SourceRefused, ValueError):
            read()


@SOME
@given(ROWS)
def test_any_workbook_is_read_or_refused(rows: list[list[Any]]) -> None:
    read_by_all(xlsx({"表": [tuple(row) for row in rows]}), "a.xlsx")


@SOME
@given(data=st.data())
def test_a_spoilt_workbook_is_read_or_refused(data: st.DataObject) -> None:
    book = xlsx({"表": [("开发区", "工业投资"), ("甲", 2.9), ("乙", "—")], "二": [("名称",)]})
    read_by_all(spoil(data, book), "a.xlsx")


@SOME
@given(ROWS, st.sampled_from(["utf-8", "gb18030", "utf-16"]))
def test_any_csv_is_read_or_refused(rows: list[list[Any]], encoding: str) -> None:
    text = "\n".join(",".join("" if cell is None else str(cell) for cell in row) for row in rows)
    read_by_all(text.encode(encoding, "ignore"), "a.csv")


TAGS = st.sampled_from(
    ["<table>", "</table>", "<tr>", "<td>", "<td colspan=99999>", "<td rowspan='-1'>", "<td colspan=x>", "<th>", "</td>", "<br>", "<!--", "-->", "<script>", "&#0;", "&amp", "<td rowspan=60000 colspan=60000>"]
)  # fmt: skip


@SOME
@given(st.lists(TAGS | st.text(max_size=8), max_size=40))
def test_any_page_is_read_or_refused(parts: list[str]) -> None:
    read_by_all(("<html><table>" + "".join(parts)).encode("utf-8", "surrogatepass"), "a.html")


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.binary(max_size=3000))
def test_any_old_workbook_is_read_or_refused(data: bytes) -> None:
    read_by_all(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + data, "a.xls")


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_spoilt_letter_is_read_or_refused(data: st.DataObject) -> None:
    with refused(SourceRefused):
        load_source(spoil(data, docx(paragraph("一季度工业投资2.9亿元") + paragraph("同比增长20.2%"))), "a.docx")


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_spoilt_pdf_is_read_or_refused(data: st.DataObject) -> None:
    page = bytearray(pdf([[(72, 100, "投资2.9亿元")]]))
    for _time in range(data.draw(st.integers(1, 12))):
        page[data.draw(st.integers(0, len(page) - 1))] = data.draw(st.integers(0, 255))
    with refused(SourceRefused):
        load_source(bytes(page[: data.draw(st.integers(1, len(page)))]), "a.pdf")


# -- what a person types ----------------------------------------------------------------------------------------------

TYPED = st.text(max_size=30) | st.text(
    alphabet="0123456789.,，、-+%eE亿万千百十两零半〇壹贰 多余来几分之点至—~/年月季度M Q", max_size=24
)


@MANY
@given(TYPED)
def test_what_is_typed_is_a_quantity_or_refused(text: str) -> None:
    for unit in ("亿元", "%", "家"):
        with refused(EntryError):
            read_entry(text, parse_unit(unit))


@MANY
@given(TYPED)
def test_a_period_a_unit_and_a_numeral_are_read_or_refused(text: str) -> None:
    for read in (Period.parse, parse_unit, parse_numeral):
        with refused(ValueError):
            read(text)
