"""Looks into a zip archive before any parser does: sizes, ratio, encryption, checksums; then hands out its parts."""

from __future__ import annotations

import io
import zipfile
import zlib

from kaifaqu.core.reader.sources.limits import (
    MAX_ARCHIVE_ENTRIES,
    MAX_ENTRY_BYTES,
    MAX_RATIO,
    MAX_UNPACKED_BYTES,
    MEBIBYTE,
    RATIO_APPLIES_ABOVE,
)
from kaifaqu.core.reader.sources.model import SourceRefused

ENCRYPTED = 0x1
CHUNK = 1 * MEBIBYTE

CONTENTS = (
    ("word/", "Word 文档", ".docx"),
    ("xl/workbook.bin", "Excel 二进制工作簿", ".xlsb"),
    ("xl/", "Excel 工作簿", ".xlsx"),
    ("ppt/", "演示文稿", ".pptx"),
    ("content.xml", "OpenDocument 文件", ".odt/.ods"),
)
"""What the names in an archive say that it is; the first that fits."""


def open_archive(data: bytes) -> zipfile.ZipFile:
    """The archive, checked entry by entry. Raises SourceRefused when it is broken, encrypted or a bomb."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        _check_sizes(archive, len(data))
        for entry in archive.infolist():
            _check_entry(archive, entry)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError, IndexError) as error:
        if isinstance(error, SourceRefused):
            raise
        raise SourceRefused(
            "文件是压缩包结构,但已损坏或不完整。应为完整的 .docx 或 .xlsx。请用原软件打开后另存一份,或重新取得原文件。"
        ) from error
    return archive


def require_content(archive: zipfile.ZipFile, folder: str, expected: str) -> None:
    """Raises SourceRefused, with what the archive holds instead, unless it holds `folder` (`word/`, `xl/`)."""
    names = archive.namelist()
    if any(name.startswith(folder) for name in names) and "xl/workbook.bin" not in names:
        return
    found = next(
        (f"{what}({ending})" for start, what, ending in CONTENTS if any(n.startswith(start) for n in names)), "普通压缩包"
    )
    raise SourceRefused(f"扩展名表示{expected},内容却是{found}。请改成与内容相符的扩展名,或另存为{expected}后再上传。")


def _check_sizes(archive: zipfile.ZipFile, packed: int) -> None:
    """By what the directory declares; `_check_entry` then holds every entry to it."""
    entries = archive.infolist()
    if len(entries) > MAX_ARCHIVE_ENTRIES:
        raise SourceRefused(
            f"压缩包内有 {len(entries)} 个部件,上限为 {MAX_ARCHIVE_ENTRIES} 个。请删去多余的图片和对象后另存再上传。"
        )
    if any(entry.flag_bits & ENCRYPTED for entry in entries):
        raise SourceRefused("压缩包内的部件加了密码。应为不加密的文件。请去掉密码后再上传。")
    unpacked = sum(entry.file_size for entry in entries)
    largest = max((entry.file_size for entry in entries), default=0)
    too_dense = unpacked > RATIO_APPLIES_ABOVE and unpacked > MAX_RATIO * packed
    if unpacked > MAX_UNPACKED_BYTES or largest > MAX_ENTRY_BYTES or too_dense:
        raise SourceRefused(
            f"文件展开后有 {unpacked // MEBIBYTE} MB,是原来的 {unpacked // max(packed, 1)} 倍;"
            f"上限为 {MAX_UNPACKED_BYTES // MEBIBYTE} MB、{MAX_RATIO} 倍。请删去多余的空行、空表和图片,或拆成几个文件后再上传。"
        )
    if len({entry.filename for entry in entries}) < len(entries):
        raise SourceRefused("压缩包内有同名的部件,无法判定以哪一个为准。应为原软件保存的文件。请打开后另存一份再上传。")


def _check_entry(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    """Unpacks the entry once without keeping it: zipfile stops at the declared size and raises when size or checksum is another."""
    with archive.open(entry) as stream:
        while stream.read(CHUNK):
            pass
