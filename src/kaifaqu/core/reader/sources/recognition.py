"""Recognises the text of a page image, offline: pieces of lines set upright, and the way back to the image as it was scanned."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import atan2, cos, radians, sin
from statistics import mean, median
from typing import Any

import numpy

from kaifaqu.core.reader.sources.layout import WIDE_FROM, Glyph, Piece, Rectangle, confidence_of
from kaifaqu.core.reader.sources.limits import RECOGNISING
from kaifaqu.core.reader.sources.model import SourceRefused

Image = numpy.ndarray[Any, Any]

USUAL_SIDE = 2000
"""Longest side, in pixels, at which a page is first read: an A4 page at 170 dpi, where body text is about 25 pixels high."""

LONGEST_SIDE = 4500
SMALL_LINE, GOOD_LINE = 19.0, 26.0
"""Lines lower than the first, in pixels, are read again at a scale that brings them to the second: newspapers, fine print."""

READABLE = 0.8
"""Mean confidence from which a page counts as lying the right way up."""

DOUBTFUL = 0.8
"""Lines below this confidence are named in the notes."""

LEAST_CONFIDENCE = 0.3
"""Below it the engine saw marks that are no writing (seals, photographs). What lies above is kept, and named when doubtful."""

MOST_THREADS = RECOGNISING.threads
"""Recognition takes half of the processors, at most so many; the house goes on working on the others."""

QUARTER_TURNS = (0, 1, 3, 2)
LEVEL = radians(0.15)


@dataclass(frozen=True, slots=True)
class Recognised:
    """A page's pieces, set upright on a field of `width`, and `place`, which takes a rectangle there back to the given image."""

    pieces: tuple[Piece, ...]
    width: float
    place: Callable[[Rectangle], Rectangle]
    confidence: float


@dataclass(frozen=True, slots=True)
class _Line:
    """One line as the engine gives it: text, confidence, the four corners, and for each character its corners and confidence."""

    text: str
    confidence: float
    corners: list[list[float]]
    characters: list[tuple[str, float, list[list[float]]]]


class Recogniser:
    """The engine, loaded once for all pages of a file. Raises SourceRefused when it is not installed."""

    def __init__(self) -> None:
        try:
            from rapidocr import RapidOCR
        except ImportError as error:
            raise SourceRefused(
                "这是扫描件(页面是图像,没有文字层),而本机没有安装文字识别组件。应为带文字层的 PDF,或 .docx、.txt 等文字文件。"
                "请改传文字版;或请管理员执行 pip install 'kaifaqu[ocr]'(模型在安装包内,不需联网)后再上传。"
            ) from error
        self._engine: Any = RapidOCR(
            params={
                "Global.log_level": "critical",
                "Global.use_cls": False,
                "Global.text_score": LEAST_CONFIDENCE,
                "EngineConfig.onnxruntime.intra_op_num_threads": max(1, min(MOST_THREADS, (os.cpu_count() or 1) // 2)),
            }
        )

    def read(self, image: Image) -> Recognised:
        """The text on an image (height × width × 3, blue green red). A page that lies on its side or head is turned first."""
        best: tuple[float, int, list[_Line]] = (-1.0, 0, [])
        for turns in QUARTER_TURNS:
            lines = self._lines(numpy.ascontiguousarray(numpy.rot90(image, turns)))
            confidence = mean(line.confidence for line in lines) if lines else 0.0
            if not _lies_sideways(lines) and confidence > best[0]:
                best = confidence, turns, lines
            if not lines or best[0] >= READABLE:
                break
        return _set_upright(best, image.shape[1], image.shape[0])

    def _lines(self, image: Image) -> list[_Line]:
        """The lines at the usual scale, or at a larger one where they turn out small."""
        side = max(image.shape[:2])
        scale = min(1.0, USUAL_SIDE / side)
        lines = self._lines_at(image, USUAL_SIDE)
        height = median([_height(line) for line in lines]) * scale if lines else GOOD_LINE
        if scale == 1.0 or height >= SMALL_LINE:
            return lines
        return self._lines_at(image, min(LONGEST_SIDE, int(side * scale * GOOD_LINE / height)))

    def _lines_at(self, image: Image, longest: int) -> list[_Line]:
        self._engine.max_side_len = longest
        found = self._engine(image, return_word_box=True, return_single_char_box=True)
        if getattr(found, "txts", None) is None:
            return []
        return list(_recognised_lines(found))


def _recognised_lines(found: Any) -> Iterator[_Line]:
    """The engine's lines. It leaves lines out of its list of characters, so those are taken where they spell the line."""
    spelled = [entry for entry in found.word_results if isinstance(entry, tuple)]
    for text, score, corners in zip(found.txts, found.scores, found.boxes, strict=True):
        fits = bool(spelled) and _squeezed("".join(c[0] for c in spelled[0])) == _squeezed(text)
        characters = [c for c in spelled.pop(0) if c[0].strip()] if fits else []
        yield _Line(text.strip(), float(score), corners.tolist(), characters)


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _height(line: _Line) -> float:
    (x0, y0), _, _, (x3, y3) = line.corners
    return float(((x3 - x0) ** 2 + (y3 - y0) ** 2) ** 0.5)


def _width(line: _Line) -> float:
    (x0, y0), (x1, y1), _, _ = line.corners
    return float(((x1 - x0) ** 2 + (y1 - y0) ** 2) ** 0.5)


def _lies_sideways(lines: list[_Line]) -> bool:
    """True when most lines of several characters stand upright on the page."""
    long = [line for line in lines if len(line.text) >= 4]
    return 2 * sum(1 for line in long if _height(line) > _width(line)) > len(long)


def _set_upright(best: tuple[float, int, list[_Line]], width: int, height: int) -> Recognised:
    """Turns the lines level around the origin; `place` undoes that and the quarter turns."""
    confidence, turns, lines = best
    tilt = _tilt(lines)
    across, along = cos(tilt), sin(tilt)

    def level(x: float, y: float) -> tuple[float, float]:
        return x * across + y * along, y * across - x * along

    def place(upright: Rectangle) -> Rectangle:
        left, top, right, bottom = upright
        corners = [(x * across - y * along, y * across + x * along) for x in (left, right) for y in (top, bottom)]
        return _around([_turned_back(x, y, turns, width, height) for x, y in corners])

    pieces = tuple(Piece.of(glyphs) for line in lines if (glyphs := list(_glyphs(line, level))))
    return Recognised(pieces, height if turns % 2 else width, place, max(confidence, 0.0))


def _tilt(lines: list[_Line]) -> float:
    """The angle, in radians, at which the page's lines rise or fall; 0 for what is level or too short to tell."""
    angles = []
    for line in lines:
        (x0, y0), (x1, y1), _, _ = line.corners
        if len(line.text) >= 8 and x1 > x0:
            angles.append(atan2(y1 - y0, x1 - x0))
    tilt = median(angles) if angles else 0.0
    return tilt if LEVEL < abs(tilt) < radians(30) else 0.0


def _turned_back(x: float, y: float, turns: int, width: int, height: int) -> tuple[float, float]:
    """The point of the image as given, from that of the image after counter-clockwise quarter turns."""
    return ((x, y), (width - y, x), (width - x, height - y), (y, height - x))[turns]


def _around(points: list[tuple[float, float]]) -> Rectangle:
    across, down = [x for x, _ in points], [y for _, y in points]
    return min(across), min(down), max(across), max(down)


def _glyphs(line: _Line, level: Callable[[float, float], tuple[float, float]]) -> Iterator[Glyph]:
    """The line's characters in level rectangles. Blanks between hanzi and digits are typesetting, and are left out."""
    _, top, _, bottom = _around([level(x, y) for x, y in line.corners])
    text = line.text
    for at, (character, (left, right, confidence)) in enumerate(zip(text, _extents(line, level), strict=True)):
        if character != " " or (text[at - 1] < WIDE_FROM) == (text[at + 1] < WIDE_FROM):
            yield Glyph(character, left, top, right, bottom, confidence)


def _extents(line: _Line, level: Callable[[float, float], tuple[float, float]]) -> list[tuple[float, float, float]]:
    """Left, right and confidence of every character: the engine's where it placed them all, else evenly over the line."""
    if not line.characters:
        left, _, right, _ = _around([level(x, y) for x, y in line.corners])
        step = (right - left) / max(len(line.text), 1)
        return [(left + step * at, left + step * (at + 1), line.confidence) for at in range(len(line.text))]
    found: list[tuple[float, float, float]] = []
    following = iter(line.characters)
    for character in line.text:
        if character.strip():
            _, confidence, corners = next(following)
            left, _, right, _ = _around([level(x, y) for x, y in corners])
            found.append((left, right, float(confidence)))
        else:
            found.append((found[-1][1], found[-1][1], line.confidence))
    return found


def describe(number: int, recognised: Recognised) -> list[str]:
    """The notes on one recognised page: how sure the engine is, and which lines a person should look at."""
    doubtful = [piece.text for piece in recognised.pieces if confidence_of(piece.glyphs) < DOUBTFUL]
    notes = [f"第 {number} 页由图像识别得到:{len(recognised.pieces)} 行,平均置信度 {recognised.confidence:.2f}。请与原件核对。"]
    if doubtful:
        shown = "、".join(f"「{text[:20]}」" for text in doubtful[:5])
        notes.append(
            f"第 {number} 页有 {len(doubtful)} 行含置信度低于 {DOUBTFUL} 的字:{shown}{'等' if len(doubtful) > 5 else ''}。"
        )
    return notes
