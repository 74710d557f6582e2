"""A line between two programs that is slow, stalls and breaks: forwards what one sends to the other, late, and now and then not at all."""

from __future__ import annotations

import random
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

CHUNK = 4096


class BadLine:
    """Pairs of connections; what goes over a pair waits up to `late` seconds a piece, and one piece in `breaks` breaks the pair in its middle."""

    def __init__(self, listener: socket.socket, reach: Callable[[], socket.socket], *, late: float, breaks: int) -> None:
        self.listener, self.reach, self.late, self.breaks = listener, reach, late, breaks
        self.chance = random.Random(7)
        self.carried = self.broken = 0

    def accept(self) -> None:
        """Takes connections until the listener is closed."""
        while True:
            try:
                near, _address = self.listener.accept()
                far = self.reach()
            except OSError:
                return
            for one, other in ((near, far), (far, near)):
                threading.Thread(target=self.carry, args=(one, other), daemon=True).start()

    def carry(self, one: socket.socket, other: socket.socket) -> None:
        """Forwards one direction until either end closes."""
        with suppress(OSError):
            while piece := one.recv(CHUNK):
                time.sleep(self.chance.random() * self.late)
                self.carried += 1
                if self.breaks and self.chance.randrange(self.breaks) == 0:
                    self.broken += 1
                    other.sendall(piece[: len(piece) // 2])
                    break
                other.sendall(piece)
        for end in (one, other):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()


@contextmanager
def bad_line(listener: socket.socket, reach: Callable[[], socket.socket], *, late: float, breaks: int) -> Iterator[BadLine]:
    """A line that stands while the block runs; `listener` listens already."""
    line = BadLine(listener, reach, late=late, breaks=breaks)
    threading.Thread(target=line.accept, daemon=True).start()
    try:
        yield line
    finally:
        listener.close()
