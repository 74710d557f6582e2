"""Pictures drawn as SVG from exact figures, each with the table behind it. No database, no clock, no scripts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from kaifaqu.core.figures.period import Period

WIDTH = 640
"""Every picture is as wide; a page scales it."""


@dataclass(frozen=True, slots=True)
class Shape:
    """One drawn thing: a rectangle, a line through points, a circle, or words; with an address it opens what it shows."""

    tag: str
    css: str
    x: int = 0
    y: int = 0
    width: int = 0
    height: int = 0
    points: Sequence[tuple[int, int]] = ()
    text: str = ""
    url: str = ""
    title: str = ""

    def markup(self) -> SafeString:
        """The element alone."""
        if self.tag == "rect":
            hatched = format_html(' fill="{}"', "url(#hatch)") if "absent" in self.css else ""
            return format_html(
                '<rect class="{}"{} x="{}" y="{}" width="{}" height="{}">{}</rect>', self.css, hatched, self.x, self.y, self.width, self.height, self._told(),
            )  # fmt: skip
        if self.tag == "circle":
            return format_html(
                '<circle class="{}" cx="{}" cy="{}" r="{}">{}</circle>', self.css, self.x, self.y, self.width, self._told()
            )
        if self.tag == "polyline":
            return format_html('<polyline class="{}" points="{}"/>', self.css, " ".join(f"{x},{y}" for x, y in self.points))
        return format_html(
            '<text class="{}" x="{}" y="{}" aria-hidden="true">{}</text>', self.css, self.x, self.y, self.text
        )  # read aloud are the links and the table behind

    def _told(self) -> SafeString:
        return format_html("<title>{}</title>", self.title) if self.title else SafeString()

    def linked(self) -> SafeString:
        """The element inside its link, named by what it says."""
        if not self.url:
            return self.markup()
        return format_html('<a href="{}" aria-label="{}">{}</a>', self.url, self.title or self.text, self.markup())


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of the table behind a picture."""

    text: str
    url: str = ""
    number: bool = False
    css: str = ""
    period: Period | None = None
    """Where the text is a period, so that a page writes it in its reader's language."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A picture with its title, its legend (class of the swatch, words) and the table that says the same."""

    name: str
    title: str
    height: int
    shapes: Sequence[Shape]
    headings: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    legend: Sequence[tuple[str, str]] = ()
    note: str = ""
    period: Period | None = None

    @property
    def width(self) -> int:
        return WIDTH

    def linked(self) -> SafeString:
        """All shapes for a page, those with an address as links."""
        return format_html_join("", "{}", ((shape.linked(),) for shape in self.shapes))

    def plain(self) -> SafeString:
        """All shapes for a file, which leads nowhere."""
        return format_html_join("", "{}", ((shape.markup(),) for shape in self.shapes))

    def keys(self) -> Iterator[tuple[int, str, str]]:
        """The legend for a file: x, class, words."""
        x = 10
        for css, words in self.legend:
            yield x, css, words
            x += 40 + 13 * len(words)


def scale(value: Decimal, top: Decimal, pixels: int) -> int:
    """How long a value is drawn where `top` is `pixels` long; at least one pixel for what is above 0."""
    if top <= 0 or value <= 0:
        return 0
    return max(int(value / top * pixels), 1)


def shorten(text: str, widest: int) -> str:
    """The text, or its beginning with 「…」, in half-widths of a Chinese letter: the table and the pointer say it whole."""
    if sum(map(_wide, text)) <= widest:
        return text
    kept, room = "", widest - 2
    for letter in text:
        room -= _wide(letter)
        if room < 0:
            break
        kept += letter
    return f"{kept}…"


def _wide(letter: str) -> int:
    return 1 if letter.isascii() else 2
