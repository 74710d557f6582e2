"""The door through which files come in: bytes and a name become text with its places, or are refused with the reason."""

from kaifaqu.core.reader.sources.limited import run_limited
from kaifaqu.core.reader.sources.load import load_source
from kaifaqu.core.reader.sources.model import Box, Page, SheetCell, Source, SourceRefused

__all__ = ["Box", "Page", "SheetCell", "Source", "SourceRefused", "load_source", "run_limited"]
