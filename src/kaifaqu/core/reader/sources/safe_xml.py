"""Parses XML of office files: no document type, no entities, no network, bounded depth."""

from __future__ import annotations

import zipfile

from lxml import etree

from kaifaqu.core.reader.sources.model import SourceRefused


def parse_part(archive: zipfile.ZipFile, name: str) -> etree._Element:
    """The root of one part. Raises SourceRefused when it is absent, not XML, or declares a document type (as XML bombs do)."""
    try:
        data = archive.read(name)
    except KeyError as error:
        raise SourceRefused(f"文件内缺少部件 {name}。应为完整的 Office 文件。请用原软件打开后另存一份再上传。") from error
    return parse_xml(data, name)


def parse_xml(data: bytes, name: str) -> etree._Element:
    """The root of `data`; `name` is what a message calls it. Raises SourceRefused."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise _declares_type(name)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise SourceRefused(f"部件 {name} 不是完整的 XML。文件已损坏。请用原软件打开后另存一份再上传。") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise _declares_type(name)
    return root


def local_name(element: etree._Element) -> str:
    """The element's name without its namespace: transitional and strict documents differ in nothing else here."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element: etree._Element, name: str) -> str | None:
    """The attribute with this local name, whatever its namespace."""
    return next((str(value) for key, value in element.attrib.items() if str(key).rpartition("}")[2] == name), None)


def _declares_type(name: str) -> SourceRefused:
    return SourceRefused(f"部件 {name} 声明了 DTD 或实体,Office 文件不应有(可能是恶意文件)。请用原软件打开后另存一份再上传。")
