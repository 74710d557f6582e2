"""Whatever bytes come under whatever ending: text or a refusal, and soon."""

from __future__ import annotations

import time

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kaifaqu.core.reader.sources import SourceRefused, load_source
from kaifaqu.core.reader.sources.load import BY_ENDING
from kaifaqu.core.reader.sources.tests.samples import docx, paragraph, pdf, xlsx

TEXTS = [ending for ending in BY_ENDING if ending in (".txt", ".csv")]
PARSED = [ending for ending in BY_ENDING if ending not in TEXTS]
STARTS = (
    b"",
    b"%PDF-1.7\n",
    b"PK\x03\x04",
    b"\x89PNG\r\n\x1a\n",
    b"\xff\xd8\xff",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    b"<html>",
    b"\xff\xfe",
)
WHOLE = {
    ".docx": docx(paragraph("投资2.9亿元")),
    ".xlsx": xlsx({"表": [("投资", 2.9)]}),
    ".pdf": pdf([[(72, 100, "投资2.9亿元")]]),
    ".html": "<html><body><table><tr><td>投资<td>2.9</table></body></html>".encode(),
}
SECONDS = 20


def knock(data: bytes, ending: str) -> None:
    """Loads the bytes; anything but a source or a refusal, or a long wait, fails the test."""
    started = time.monotonic()
    try:
        text = load_source(data, f"a{ending}").text
    except SourceRefused as refused:
        text = str(refused)
    assert text.strip()
    assert time.monotonic() - started < SECONDS


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(STARTS), st.binary(max_size=4000), st.sampled_from(TEXTS))
def test_random_bytes_as_text(start: bytes, data: bytes, ending: str) -> None:
    knock(start + data, ending)


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(STARTS), st.binary(max_size=4000), st.sampled_from(PARSED))
def test_random_bytes_under_every_ending(start: bytes, data: bytes, ending: str) -> None:
    knock(start + data, ending)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(sorted(WHOLE)), st.lists(st.tuples(st.floats(0, 0.999), st.integers(0, 255)), min_size=1, max_size=20))
def test_damaged_files(ending: str, damage: list[tuple[float, int]]) -> None:
    data = bytearray(WHOLE[ending])
    for at, value in damage:
        data[int(at * len(data))] = value
    knock(bytes(data), ending)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=500), st.sampled_from([".txt", ".csv"]))
def test_any_text_in_utf8(text: str, ending: str) -> None:
    try:
        source = load_source(text.encode("utf-8", "surrogatepass"), f"a{ending}")
    except SourceRefused:
        return
    if ending == ".txt":
        assert source.text == text
