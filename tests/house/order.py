"""The order of the house, read from the contract that keeps it, so that it is written down once."""

from __future__ import annotations

from configparser import ConfigParser
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "kaifaqu"
CONTRACTS = ROOT / ".importlinter"


def read_contracts() -> ConfigParser:
    """The contracts as import-linter reads them."""
    contracts = ConfigParser()
    contracts.read(CONTRACTS, encoding="utf-8")
    return contracts


def read_layers() -> list[list[str]]:
    """Full package names, highest layer first; rooms of one layer stand together."""
    layers = read_contracts()["importlinter:contract:order"]["layers"].strip().splitlines()
    return [[room.strip().strip("()") for room in layer.split("|")] for layer in layers]


def rank_rooms() -> dict[str, int]:
    """Full package name → height; what stands higher may know what stands lower, never the other way round."""
    return {room: -depth for depth, layer in enumerate(read_layers()) for room in layer}
