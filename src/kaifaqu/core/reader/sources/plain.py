"""Plain text and CSV: which encoding it is, strictly, and the text as it is, byte order mark and line ends kept."""

from __future__ import annotations

import codecs
import csv
import io
import re
import unicodedata
from collections.abc import Callable

from kaifaqu.core.reader.sources.model import Extract, SourceRefused

BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32-be", "UTF-32"),
    (codecs.BOM_UTF8, "utf-8", "UTF-8(有 BOM)"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16 LE(有 BOM)"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16 BE(有 BOM)"),
)
"""UTF-32 LE begins with the mark of UTF-16 LE, so it is asked first."""

CONTROL_CHARACTER = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f](?!\Z)|[\x00-\x08\x0b\x0e-\x19\x1b-\x1f\x7f]\Z")
"""What text does not hold; \\x1a as the last character is how DOS programs ended a file."""

SINCE_2022 = str.maketrans(
    "\ue78d\ue78e\ue78f\ue790\ue791\ue792\ue793\ue794\ue795\ue796\ue81e\ue826\ue82b\ue82c\ue832\ue843\ue854\ue864",
    "\ufe10\ufe12\ufe11\ufe13\ufe14\ufe15\ufe16\ufe17\ufe18\ufe19\u9fb4\u9fb5\u9fb6\u9fb7\u9fb8\u9fb9\u9fba\u9fbb",
)
"""GB 18030-2022 gives these eighteen codes characters of their own; Python's codec still has those of 2005, which nothing can show."""

SAMPLE = 20_000
COMMON_SHARE = 0.6
"""Of the characters beyond ASCII in real Chinese text, at least this share stands in GB 2312 rows 1–55 (symbols and first-level
hanzi). Big5 or Latin-1 bytes that happen to be valid GB 18030 stay below it."""


def extract(data: bytes) -> Extract:
    """The decoded text, unchanged. Raises SourceRefused when it is in none of the four encodings or is not text."""
    text, encoding = decode_text(data)
    return Extract(text, notes=(f"编码:{encoding}",))


def extract_csv(data: bytes) -> Extract:
    """The rows as lines of tab-separated cells. Raises SourceRefused when it is not text or a quotation is never closed."""
    text, encoding = decode_text(data)
    body = text.removeprefix("\ufeff")
    try:
        rows = list(csv.reader(io.StringIO(body, newline=""), delimiter=_delimiter(body), strict=True))
    except csv.Error as error:
        raise SourceRefused(
            "这个 .csv 不能按行列拆开。应为以逗号或制表符分隔、引号成对的文本。请用表格软件打开后另存为 .csv 或 .xlsx。"
        ) from error
    lines = ("\t".join(" ".join(cell.split()) for cell in row).rstrip("\t") for row in rows)
    return Extract("".join(line + "\n" for line in lines), notes=(f"编码:{encoding}",))


def decode_text(data: bytes) -> tuple[str, str]:
    """The text and the Chinese name of its encoding. Raises SourceRefused."""
    for mark, codec, name in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return _checked(_decode(data, codec, name), name)
    for codec, name, accepts in ENCODINGS:
        try:
            text = data.decode(codec)
        except UnicodeDecodeError:
            continue
        if accepts(text):
            return _checked(text.translate(SINCE_2022) if codec == "gb18030" else text, name)
    raise SourceRefused(
        "文件内容不是 UTF-8、GB18030 或带 BOM 的 UTF-16 文字(可能是 Big5 等其他编码,或已损坏)。"
        "应为这几种编码的纯文本。请用记事本打开,另存为时编码选 UTF-8,再上传。"
    )


def _decode(data: bytes, codec: str, name: str) -> str:
    try:
        return data.decode(codec)
    except UnicodeDecodeError as error:
        raise SourceRefused(
            f"文件以 {name} 的标记开头,但第 {error.start} 字节起不成字。应为完整的 {name} 文本。请重新取得原文件,或另存为 UTF-8 后再上传。"
        ) from error


def _checked(text: str, encoding: str) -> tuple[str, str]:
    """Refuses what decodes but is not text."""
    found = CONTROL_CHARACTER.search(text)
    if found:
        raise SourceRefused(
            f"按 {encoding} 解码后,第 {found.start() + 1} 个字符是控制符 U+{ord(found[0]):04X},不是文字。"
            "应为纯文本(不带 BOM 的 UTF-16 也会这样)。请用原软件打开,另存为 UTF-8 文本后再上传。"
        )
    return text, encoding


def _looks_chinese(text: str) -> bool:
    """True when most characters beyond ASCII are common ones, or there are none."""
    beyond = [character for character in text[:SAMPLE] if character > "\x7f"]
    common = sum(1 for character in beyond if _is_common(character))
    return common >= COMMON_SHARE * len(beyond)


def _is_common(character: str) -> bool:
    """True for GB 2312 rows 1–3 (symbols, full-width letters) and 16–55 (first-level hanzi)."""
    try:
        lead = character.encode("gb2312")[0]
    except UnicodeEncodeError:
        return unicodedata.category(character) == "Po"
    return 0xA1 <= lead <= 0xA3 or 0xB0 <= lead <= 0xD7


def _always(text: str) -> bool:
    return True


def _delimiter(text: str) -> str:
    """A tab where the first line that has anything holds one and no comma; else a comma."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    return "\t" if "\t" in first and "," not in first else ","


ENCODINGS: tuple[tuple[str, str, Callable[[str], bool]], ...] = (
    ("utf-8", "UTF-8", _always),
    ("gb18030", "GB18030", _looks_chinese),
)
