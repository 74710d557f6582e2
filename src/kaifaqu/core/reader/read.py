"""Reading a text, whole: the order of the passes, and nothing else."""

from __future__ import annotations

import hashlib
from datetime import date

from kaifaqu.core.reader.model import ReadDocument


def read_text(text: str, *, published_on: date | None = None, sha256: str | None = None) -> ReadDocument:
    """Figures, events, entities and checks of `text`. Without `published_on`, a period that needs it stays None."""
    digest = sha256 or hashlib.sha256(text.encode()).hexdigest()
    return ReadDocument(text=text, sha256=digest, published_on=published_on)
