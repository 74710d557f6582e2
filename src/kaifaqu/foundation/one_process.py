"""Work that only one process of a home may do at a time: a lock on a file, which the end of the process lifts, however it comes."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings


@contextmanager
def only_one(name: str) -> Iterator[bool]:
    """True for the one process (and thread) that holds the lock of this name; False at once for every other."""
    with (settings.HOME / f"{name}.lock").open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True
