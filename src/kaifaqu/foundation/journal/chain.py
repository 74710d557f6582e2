"""The hash chain: each row's hash covers its content and the hash before it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

GENESIS = "0" * 64
"""The hash before the first row."""


def link_hash(previous: str, content: Mapping[str, Any]) -> str:
    """sha-256 of the previous hash and the content as canonical JSON."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(f"{previous}\n{text}".encode()).hexdigest()


def find_break(rows: Iterable[tuple[str, str, Mapping[str, Any]]]) -> int | None:
    """The position (from 0) of the first row that does not follow: changed, missing or reordered. None when the chain is whole.

    Each row is (previous_hash, hash, content), in the order written.
    """
    before = GENESIS
    for position, (previous, own, content) in enumerate(rows):
        if previous != before or own != link_hash(previous, content):
            return position
        before = own
    return None
