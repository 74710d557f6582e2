"""What a file is by its first bytes, whatever its name says."""

from __future__ import annotations

import re
from enum import StrEnum


class Content(StrEnum):
    """Families of content that can be told apart by signature; the value is what a message calls them."""

    PDF = "PDF 文件"
    PNG = "PNG 图片"
    JPEG = "JPEG 图片"
    ZIP = "Office 新格式文件(或压缩包)"
    OLE = "Office 旧格式文件"
    ENCRYPTED = "加了打开密码的 Office 文件"
    OTHER = "不支持的二进制文件"
    HTML = "HTML 网页"
    TEXT = "纯文本"


ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
"""An encrypted .docx or .xlsx lies in an OLE envelope, in a stream of this name ([MS-OFFCRYPTO] §2.3.1)."""

PDF_HEADER_WITHIN = 1024
"""Readers accept a PDF whose header stands anywhere in its first 1024 bytes (ISO 32000-1, annex H.3)."""

SIGNATURES: tuple[tuple[bytes, Content], ...] = (
    (b"\x89PNG\r\n\x1a\n", Content.PNG),
    (b"\xff\xd8\xff", Content.JPEG),
    (b"PK\x03\x04", Content.ZIP),
    (b"PK\x05\x06", Content.ZIP),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Content.OLE),
    (b"{\\rtf", Content.OTHER),
    (b"\x1f\x8b", Content.OTHER),
    (b"7z\xbc\xaf\x27\x1c", Content.OTHER),
    (b"Rar!", Content.OTHER),
    (b"GIF8", Content.OTHER),
    (b"BM", Content.OTHER),
    (b"II*\x00", Content.OTHER),
    (b"MM\x00*", Content.OTHER),
    (b"MZ", Content.OTHER),
    (b"\x7fELF", Content.OTHER),
)

HTML_START = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html|head|body|table|meta)\b",
    re.I | re.S,
)


def content_of(data: bytes) -> Content:
    """The family of the bytes; TEXT when nothing says otherwise."""
    for signature, content in SIGNATURES:
        if data.startswith(signature):
            return Content.ENCRYPTED if content is Content.OLE and ENCRYPTED_STREAM in data else content
    if b"%PDF-" in data[:PDF_HEADER_WITHIN]:
        return Content.PDF
    return Content.HTML if HTML_START.match(data[:8192]) else Content.TEXT
