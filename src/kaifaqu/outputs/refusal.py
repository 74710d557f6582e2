"""How an operation of the API refuses: the same shape in every room."""

from __future__ import annotations

from ninja import Schema


class Refusal(Schema):
    """What was found and what to do, in one sentence."""

    detail: str
