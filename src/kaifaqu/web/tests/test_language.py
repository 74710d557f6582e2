"""The interface in two languages: every message has its English, and an English page holds Chinese only where it shows data."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import polib
import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation.template import templatize
from lxml import html

from kaifaqu.core.engine.indicator import indicators
from kaifaqu.core.engine.scheme import schemes
from kaifaqu.core.figures.item import items
from kaifaqu.core.figures.period import Period
from kaifaqu.core.figures.statement import LABELS, Role
from kaifaqu.foundation.accounts.models import User
from kaifaqu.foundation.documents.models import Document
from kaifaqu.foundation.subjects.models import Subject
from kaifaqu.outputs.briefs.models import Brief
from kaifaqu.statistics.evaluation.models import Round
from kaifaqu.statistics.ledger.models import Fact
from kaifaqu.statistics.returns.form import current_forms
from kaifaqu.statistics.returns.models import Return

PACKAGE = Path(__file__).resolve().parents[2]
WITHIN_ROOM = Path("locale", "en", "LC_MESSAGES", "django.po")
ROOMS = ("foundation", "operations", "statistics", "outputs", "web")
CALLS = {"_", "gettext", "gettext_lazy", "gettext_noop", "pgettext", "pgettext_lazy"}
HAN = re.compile(r"[\u4e00-\u9fff]")
LITERAL = r"u?(?:\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*')"
IN_TEMPLATE = re.compile(rf"(?:p?gettext|_)\(\s*(?P<one>{LITERAL})(?:\s*,\s*(?P<two>{LITERAL}))?\s*\)")
PLACEHOLDER = re.compile(r"%\((\w+)\)s")

Message = tuple[str, str]
"""(context or "", msgid)."""


# -- the catalogue -----------------------------------------------------------------------------------------------------------


def find_messages() -> dict[Message, list[Path]]:
    """Every message of the rooms with the files that say it."""
    found: dict[Message, list[Path]] = {}
    for room in ROOMS:
        for file in sorted((PACKAGE / room).rglob("*.py")):
            if "tests" not in file.parts:
                for message in find_in_python(ast.parse(file.read_text(encoding="utf-8"))):
                    found.setdefault(message, []).append(file)
        for file in sorted((PACKAGE / room).rglob("templates/**/*.html")):
            for message in find_in_template(file.read_text(encoding="utf-8")):
                found.setdefault(message, []).append(file)
    return found


def find_in_python(tree: ast.Module) -> Iterator[Message]:
    """The literals handed to gettext. Raises ValueError where something else than a literal Chinese sentence is marked."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CALLS and node.args:
            if any(isinstance(part, ast.JoinedStr) for part in node.args):
                raise ValueError(f"line {node.lineno}: an f-string has no translation; use named placeholders")
            words = [part.value for part in node.args if isinstance(part, ast.Constant) and isinstance(part.value, str)]
            if words and len(words) == len(node.args):
                yield ("", words[0]) if len(words) == 1 else (words[0], words[1])


def find_in_template(source: str) -> Iterator[Message]:
    """The messages of a template, as Django's own extraction sees them."""
    for match in IN_TEMPLATE.finditer(templatize(source)):
        one = ast.literal_eval(match["one"])
        yield (one, ast.literal_eval(match["two"])) if match["two"] else ("", one)


Catalogues = dict[Path, polib.POFile]
"""Each room's English catalogue, by the room's folder."""


def read_catalogues() -> Catalogues:
    rooms = [file.parents[3] for room in ROOMS for file in sorted((PACKAGE / room).rglob(str(WITHIN_ROOM)))]
    return {room: polib.pofile(str(room / WITHIN_ROOM)) for room in rooms}


@pytest.fixture(scope="module")
def catalogues() -> Catalogues:
    return read_catalogues()


def find_translated(catalogues: Catalogues, file: Path) -> set[Message]:
    """What the catalogue of the file's own room translates."""
    room = next((folder for folder in file.parents if folder in catalogues), None)
    return {(entry.msgctxt or "", entry.msgid) for entry in catalogues[room] if entry.msgstr} if room else set()


def test_every_message_of_the_source_has_its_english(catalogues: Catalogues) -> None:
    missing = {
        message: str(file.relative_to(PACKAGE))
        for message, files in find_messages().items()
        for file in files
        if message not in find_translated(catalogues, file)
    }
    assert missing == {}, "run `make messages` and translate what is new"


def test_the_catalogues_hold_nothing_that_their_room_no_longer_says(catalogues: Catalogues) -> None:
    said = find_messages()
    unsaid = {
        entry.msgid: str(room.relative_to(PACKAGE))
        for room, catalogue in catalogues.items()
        for entry in catalogue
        if not any(room in file.parents for file in said.get((entry.msgctxt or "", entry.msgid), ()))
    }
    assert unsaid == {}


def list_entries(catalogues: Catalogues) -> list[polib.POEntry]:
    return [entry for catalogue in catalogues.values() for entry in catalogue]


def test_no_translation_is_a_guess_or_chinese(catalogues: Catalogues) -> None:
    entries = list_entries(catalogues)
    assert [entry.msgid for entry in entries if entry.fuzzy or not entry.msgstr or HAN.search(entry.msgstr)] == []


def test_placeholders_are_the_same_in_both_languages(catalogues: Catalogues) -> None:
    def placeholders(text: str) -> list[str]:
        return sorted(PLACEHOLDER.findall(text))

    entries = list_entries(catalogues)
    assert [entry.msgid for entry in entries if placeholders(entry.msgid) != placeholders(entry.msgstr)] == []


def test_an_f_string_in_gettext_is_found() -> None:
    with pytest.raises(ValueError, match="f-string"):
        list(find_in_python(ast.parse('_(f"共 {count} 条")')))


def test_messages_are_found_in_every_form() -> None:
    template = """{% load i18n %}{% translate "收文" context "act" %}{% include "a.html" with title=_("轮到我") %}
    {% blocktranslate with n=1 %}第 {{ n }} 条{% endblocktranslate %}{{ shown|default:_("未报") }}{% translate '(本条)' %}"""
    expected = {("act", "收文"), ("", "轮到我"), ("", "第 %(n)s 条"), ("", "未报"), ("", "(本条)")}
    assert set(find_in_template(template)) == expected


# -- the choice --------------------------------------------------------------------------------------------------------------


@pytest.fixture
def english(settings: Any, tmp_path: Path) -> None:
    """The rooms' English catalogues, compiled together as they stand in the source."""
    compiled = tmp_path / "en" / "LC_MESSAGES" / "django.mo"
    compiled.parent.mkdir(parents=True)
    together = polib.POFile()
    together.metadata = {"Content-Type": "text/plain; charset=UTF-8"}
    for entry in list_entries(read_catalogues()):
        together.append(entry)
    together.save_as_mofile(str(compiled))
    settings.LOCALE_PATHS = [tmp_path]


def language_of(client: Client, **headers: str) -> str:
    return html.fromstring(client.get("/login", headers=headers).content).get("lang")


@pytest.mark.usefixtures("house", "english")
def test_a_chosen_language_is_kept(client: Client) -> None:
    chosen = client.post("/language", {"language": "en", "next": "/login"})
    assert chosen.status_code == 302
    assert chosen["Location"] == "/login"
    assert language_of(client) == "en"
    client.post("/language", {"language": "zh-hans"})
    assert language_of(client) == "zh-hans"


@pytest.mark.usefixtures("house", "english")
def test_the_browser_does_not_choose(client: Client) -> None:
    assert language_of(client, accept_language="en-GB,en;q=0.9") == "zh-hans"


@pytest.mark.usefixtures("house", "english")
def test_a_language_that_is_not_offered_changes_nothing(client: Client) -> None:
    client.post("/language", {"language": "fr"})
    assert language_of(client) == "zh-hans"
    client.cookies["django_language"] = "../../etc"
    assert language_of(client) == "zh-hans"


# -- the pages ---------------------------------------------------------------------------------------------------------------

LABELLING = "//title | //nav//a | //h1 | //h2 | //h3 | //h4 | //th | //button | //summary | //dt | //*[@role='heading'] | //label/text() | //@aria-label | //@placeholder"
"""What names things; a cell shows data. An issued text (class paper) is Chinese in any language."""

AS_OF = date(2024, 3, 31)
PERIODS = [Period.parse(text) for text in ("2024Q1", "2024H1", "2024M1-9")]
"""The columns of a quarterly return: periods are data, written in Chinese."""


def list_pages() -> list[tuple[str, str]]:
    """(account, address) of every kind of page."""
    fact, round_, brief = (
        Fact.objects.exclude(value=None).earliest("pk"),
        Round.objects.earliest("pk"),
        Brief.objects.earliest("pk"),
    )
    pages = [
        ("", reverse("entrance:login")), ("", reverse("web:home")), ("", reverse("trace:fact", args=[fact.pk])),
        ("zuoyun-clerk", reverse("web:home")), ("zuoyun-clerk", reverse("documents:list")),
        ("zuoyun-clerk", reverse("documents:review", args=[brief_document(brief).pk])),
        ("zuoyun-clerk", reverse("returns:list")), ("zuoyun-clerk", reverse("ledger:claims")),
        ("zuoyun-clerk", reverse("dashboards:subject", args=[brief.subject.code])),
        ("zuoyun-clerk", reverse("trace:value", args=["industrial_investment_growth_as_published", brief.subject.code, brief.period])),
        ("zuoyun-signer", reverse("briefs:list")), ("zuoyun-signer", reverse("briefs:brief", args=[brief.pk])),
        ("datong", reverse("evaluation:list")), ("datong", reverse("evaluation:round", args=[round_.pk])),
        ("province", reverse("dashboards:subject", args=["140000"])), ("auditor", reverse("web:journal")),
    ]  # fmt: skip
    return pages + [("zuoyun-clerk", reverse("returns:grid", args=[r.pk])) for r in Return.objects.filter(filer=brief.subject)]


def brief_document(brief: Brief) -> Document:
    return Document.objects.filter(subject=brief.subject).earliest("pk")


def list_data() -> list[str]:
    """The Chinese names that a heading may show as they are, the longest first."""
    names = {name for subject in Subject.objects.all() for name in (subject.name, subject.short_name)}
    names |= {*Document.objects.values_list("title", flat=True), *Brief.objects.values_list("title", flat=True)}
    names |= set(User.objects.values_list("name", flat=True))
    for item in items().values():
        names |= {*item.names, item.name, item.unit.symbol, item.registered_by.rpartition(":")[2]}
    names |= {form.name for form in current_forms().values()} | {form.number for form in current_forms().values()}
    names |= {rule.name for rule in (*schemes(AS_OF).values(), *indicators(AS_OF).values())}
    names |= {
        told for scheme in schemes(AS_OF).values() for one in scheme.inputs.values() for told in (one.name, one.unit.symbol)
    }
    names |= {f"({words})" for role, words in LABELS.items() if isinstance(role, Role)}
    names |= {period.chinese.removeprefix("2024年") for period in PERIODS}
    return sorted((name for name in names if name), key=len, reverse=True)


def chinese_labels(page: Any, data: list[str]) -> list[str]:
    """The labels of a page that hold Chinese which is no data."""
    for paper in page.xpath('//article[contains(@class, "paper")]'):
        paper.drop_tree()
    labels = [part if isinstance(part, str) else part.text_content() for part in page.xpath(LABELLING)]
    return [label.strip() for label in labels if label.strip() != "中文" and HAN.search(without(label, data))]


def without(label: str, data: list[str]) -> str:
    for name in data:
        label = label.replace(name, "")
    return label


@pytest.mark.usefixtures("demonstration", "english")
def test_english_pages_name_things_in_english(client: Client) -> None:
    client.cookies["django_language"] = "en"
    data, found = list_data(), {}
    for account, address in list_pages():
        if account:
            client.force_login(User.objects.get(username=account), backend="django.contrib.auth.backends.ModelBackend")
        response = client.get(address)
        assert response.status_code == 200, address
        page = html.fromstring(response.content.decode())
        assert page.get("lang") == "en"
        if chinese := chinese_labels(page, data):
            found[f"{account} {address}"] = chinese
    assert found == {}


def test_chinese_that_is_no_data_is_found() -> None:
    page = html.fromstring(
        "<html><body><h1>左云经开区</h1><th>来源</th><article class='paper'><h2>一、概况</h2></article></body></html>"
    )
    assert chinese_labels(page, ["左云经开区"]) == ["来源"]
