"""Copies the front-end files that pages load, with their licences, from node_modules to the package's static files."""

from __future__ import annotations

import shutil
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "node_modules"
TARGET = ROOT / "src" / "kaifaqu" / "web" / "static" / "vendor"

ASSETS = {
    "htmx.org/dist/htmx.min.js": "htmx.min.js",
    "htmx.org/LICENSE": "htmx.LICENSE.txt",
}
"""Installed file → vendored file."""


def collect_assets(source: Path = SOURCE, target: Path = TARGET) -> list[Path]:
    """Replaces `target` by the files of ASSETS. Raises FileNotFoundError for a package that is not installed."""
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    return [Path(shutil.copyfile(source / installed, target / name)) for installed, name in ASSETS.items()]


if __name__ == "__main__":
    collect_assets()
