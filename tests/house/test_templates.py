"""Templates hold no inline script, style or handler (the content policy refuses them), load nothing from elsewhere, work with scripts off."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.house.order import PACKAGE, ROOT

TEMPLATES = sorted(PACKAGE.rglob("templates/**/*.html"))

FAULTS = {
    "inline script": re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*\btype=[\"']?application/json)", re.I),
    "inline style": re.compile(r"<style\b|<[^>]*\sstyle\s*=", re.I),
    "inline handler": re.compile(r"<[a-z][^>]*\s(?:on[a-z]+|hx-on[:\w-]*)\s*=", re.I),
    "javascript address": re.compile(r"javascript:", re.I),
    "asset from elsewhere": re.compile(
        r"<(?:script|link|img|iframe|source)\b[^>]*(?:src|href)\s*=\s*[\"']?(?:https?:)?//", re.I
    ),
    "link without href": re.compile(r"<a\b(?=[^>]*\shx-get)(?![^>]*\shref\s*=)", re.I),
    "absent measure shown as 0": re.compile(r"\|\s*default(?:_if_none)?:\s*[\"']?0\b"),
}
PLANTED = {
    "inline script": "<script>alert(1)</script>",
    "inline style": '<p class="a" style="color:red">',
    "inline handler": '<button type="button" onclick="go()">',
    "javascript address": '<a href="javascript:go()">',
    "asset from elsewhere": '<script src="https://cdn.example/x.js"></script>',
    "link without href": '<a class="b" hx-get="/next">',
    "absent measure shown as 0": "{{ value|default:0 }}",
}
FINE = """<script src="{% static 'vendor/htmx.min.js' %}" defer></script><script type="application/json" id="d">{}</script>
<a href="/x" hx-get="/x" class="one">一</a><img src="{% static 'a.svg' %}" alt="">{{ value|default:"未报" }}"""


def strip_tags(text: str) -> str:
    """The page without Django's own tags and comments, whose signs would end an HTML tag too early."""
    return re.sub(r"{#.*?#}|{%\s*comment.*?endcomment\s*%}|{%.*?%}", "", text, flags=re.S)


def find_faults(name: str, text: str) -> list[str]:
    return [match[0][:100] for match in FAULTS[name].finditer(text if "|" in FAULTS[name].pattern[:3] else strip_tags(text))]


@pytest.mark.parametrize("name", FAULTS)
def test_templates_are_free_of(name: str) -> None:
    found = {str(file.relative_to(ROOT)): find_faults(name, file.read_text(encoding="utf-8")) for file in TEMPLATES}
    assert {file: faults for file, faults in found.items() if faults} == {}


@pytest.mark.parametrize("name", FAULTS)
def test_a_planted_fault_is_found(name: str) -> None:
    assert find_faults(name, PLANTED[name])


@pytest.mark.parametrize("name", FAULTS)
def test_a_good_page_is_free_of(name: str) -> None:
    assert find_faults(name, FINE) == []


def test_no_view_trusts_text_as_markup() -> None:
    """`mark_safe` and `|safe` open a page to whoever wrote the text; format_html escapes its arguments."""
    files: list[Path] = [*TEMPLATES, *PACKAGE.rglob("*.py")]
    assert [str(f) for f in files if re.search(r"\bmark_safe\b|\|\s*safe\b", f.read_text(encoding="utf-8"))] == []
