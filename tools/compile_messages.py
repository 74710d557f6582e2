"""Compiles the translations (.po → .mo) without the system's gettext tools."""

from __future__ import annotations

from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent


def compile_messages(folder: Path = ROOT / "src") -> list[Path]:
    """Writes a .mo beside every .po below `folder`; fuzzy entries stay out. Raises OSError naming a file with a syntax error."""
    compiled = []
    for source in sorted(folder.rglob("*.po")):
        polib.pofile(str(source)).save_as_mofile(str(source.with_suffix(".mo")))
        compiled.append(source.with_suffix(".mo"))
    return compiled


if __name__ == "__main__":
    compile_messages()
