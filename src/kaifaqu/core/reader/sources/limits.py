"""How large a file may be, and what a parser of untrusted bytes may use before it is stopped."""

from __future__ import annotations

from dataclasses import dataclass

MEBIBYTE = 1024 * 1024

MAX_FILE_BYTES = 50 * MEBIBYTE
MAX_CHARACTERS = 10_000_000
"""A county's yearbook has about two million."""

MAX_ARCHIVE_ENTRIES = 5_000
MAX_ENTRY_BYTES = 200 * MEBIBYTE
MAX_UNPACKED_BYTES = 400 * MEBIBYTE
MAX_RATIO = 150
"""Unpacked to packed size of a whole archive. Honest sheets of repeated words stay below 60."""

RATIO_APPLIES_ABOVE = 20 * MEBIBYTE
"""A small archive may be mostly blanks; only a large unpacked size makes a ratio dangerous."""

MAX_PAGES = 1_000
MAX_SCANNED_PAGES = 60
MAX_PICTURES = 60
"""Pages of which a picture is kept for the review."""

MAX_CHARACTERS_ON_PAGE = 60_000
MAX_IMAGE_PIXELS = 60_000_000
"""An A3 page at 400 dpi has 31 million."""

MAX_PAGE_POINTS = 14_400
"""The longest side of a page that ISO 32000-1, annex C, allows."""

MAX_SHEETS = 200
MAX_CELLS = 3_000_000
MAX_CELLS_AS_TEXT = 300_000
"""Cells that hold something, where a workbook is read as text: each keeps its place. The import of tables takes more."""

MAX_NESTED_TABLES = 20

MAX_RESULT_BYTES = 160 * MEBIBYTE


@dataclass(frozen=True, slots=True)
class Limits:
    """What the child may use: `memory` in bytes of address space, `seconds` by the clock, on at most `threads` processors."""

    memory: int = 2048 * MEBIBYTE
    seconds: int = 60
    threads: int = 1

    @property
    def processor_seconds(self) -> int:
        return self.seconds * self.threads


READING = Limits()
PAGES = Limits(memory=1536 * MEBIBYTE, seconds=180)
"""The text layer of a PDF: about 50 ms for a dense page. A page that draws itself without end fills the memory in ten seconds."""

RECOGNISING = Limits(memory=6 * 1024 * MEBIBYTE, seconds=900, threads=4)
"""Recognition of scanned pages: about ten seconds for each; onnxruntime reserves address space generously."""
