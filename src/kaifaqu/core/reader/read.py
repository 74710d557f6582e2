"""Reading a text, whole: the order of the passes, and nothing else."""

from __future__ import annotations

import hashlib
from datetime import date

from kaifaqu.core.reader.attribution import attribute
from kaifaqu.core.reader.checks import check_figures
from kaifaqu.core.reader.dates import find_dates, year_of_text
from kaifaqu.core.reader.events import find_events
from kaifaqu.core.reader.figures import scan_figures
from kaifaqu.core.reader.layer import Layer
from kaifaqu.core.reader.model import ReadDocument
from kaifaqu.core.reader.names import find_entities


def read_text(text: str, *, published_on: date | None = None, sha256: str | None = None) -> ReadDocument:
    """Figures, events, entities and checks of `text`. Without `published_on`, a period that needs it stays None."""
    digest = sha256 or hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    layer = Layer.of(text)
    dates = find_dates(layer.flat, published_on, year=year_of_text(layer.flat, published_on))
    entities = find_entities(layer)
    marks = scan_figures(layer.flat, dates)
    figures = attribute(layer, marks, dates, entities, published_on)
    events = find_events(layer, figures, entities, dates, published_on)
    checks = check_figures(layer, figures, entities, events, published_on)
    return ReadDocument(text, digest, published_on, figures, events, entities, checks)
