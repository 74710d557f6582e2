"""Recognition beside the server: a thread that reads the scans that wait, so that no request waits for them."""

from __future__ import annotations

import logging
import threading
import time

from django.db import Error, close_old_connections
from django.utils import timezone

from kaifaqu.foundation.documents.actions import read_all_waiting

LOOKS_EVERY = 2.0
"""Seconds between two looks for a document that waits."""

RESTS_AFTER_A_FAULT = 30.0

_log = logging.getLogger(__name__)


def start_recognition() -> None:
    """Begins the thread. It ends with the process; what it was about then goes on waiting for the next one."""
    threading.Thread(target=_recognise_for_ever, name="recognition", daemon=True).start()


def _recognise_for_ever() -> None:
    while True:
        time.sleep(LOOKS_EVERY if recognise_once() else RESTS_AFTER_A_FAULT)


def recognise_once() -> bool:
    """One look: reads what waits. False after a fault, which is logged: the document goes on waiting and is tried again later."""
    close_old_connections()
    try:
        for told in read_all_waiting(timezone.now()):
            _log.info(told)
    except Error:  # the database is being migrated, restored or is away
        _log.warning("recognition: the database does not answer", exc_info=True)
        return False
    except Exception:  # the thread must outlive any one file
        _log.exception("recognition: a document could not be read")
        return False
    finally:
        close_old_connections()
    return True
