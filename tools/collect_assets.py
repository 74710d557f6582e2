"""Copies the front-end files that pages load and the fonts that papers embed, with their licences, from node_modules into the package."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "node_modules"
PACKAGE = ROOT / "src" / "kaifaqu"

ASSETS: Mapping[str, Mapping[str, str]] = {
    "web/static/vendor": {
        "htmx.org/dist/htmx.min.js": "htmx.min.js",
        "htmx.org/LICENSE": "htmx.LICENSE.txt",
    },
    "foundation/fonts": {
        "@embedpdf/fonts-sc/fonts/NotoSansHans-Regular.otf": "NotoSansHans-Regular.otf",
        "@embedpdf/fonts-sc/fonts/NotoSansHans-Bold.otf": "NotoSansHans-Bold.otf",
        "@embedpdf/fonts-sc/LICENSE": "NotoSansHans.LICENSE.txt",
    },
}
"""Folder of the package → installed file → its name there."""


def collect_assets(source: Path = SOURCE, package: Path = PACKAGE) -> list[Path]:
    """Replaces each folder of ASSETS by its files. Raises FileNotFoundError for a package that is not installed."""
    copied = []
    for folder, files in ASSETS.items():
        target = package / folder
        shutil.rmtree(target, ignore_errors=True)
        target.mkdir(parents=True)
        copied += [Path(shutil.copyfile(source / installed, target / name)) for installed, name in files.items()]
    return copied


if __name__ == "__main__":
    collect_assets()
