"""Works at one thing over and over until it is killed. Run by test_killed, which names the work and kills.

The program is made ready once; each work then begins in a process forked from it: `<work>` on standard input, its process number on standard
output once it works, `gone` when it was killed.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from datetime import date, datetime
from itertools import count
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.utils import timezone  # noqa: E402

from kaifaqu.core.reader.registers.write import Row, standard_layout, write_register  # noqa: E402
from kaifaqu.foundation.documents.actions import receive_document  # noqa: E402
from kaifaqu.foundation.registers.actions import apply_upload, start_upload  # noqa: E402
from kaifaqu.foundation.subjects.queries import get_subject  # noqa: E402
from kaifaqu.foundation.zones.registers import ZonesRegister  # noqa: E402
from kaifaqu.operations.projects.actions import change_project, open_project  # noqa: E402
from kaifaqu.outputs.portal.actions import open_release  # noqa: E402
from kaifaqu.statistics.indicators.actions import issue_release  # noqa: E402
from kaifaqu.statistics.ledger.actions import accept_return, project_columns  # noqa: E402
from kaifaqu.statistics.returns.actions import start_correction  # noqa: E402
from kaifaqu.statistics.returns.models import Return  # noqa: E402
from kaifaqu.statistics.returns.queries import latest_return  # noqa: E402
from kaifaqu.web.demonstration.plan import put_subjects, put_users, read_plan  # noqa: E402
from tests.walks import QUARTER, STAFF, ZONE, book_quarter, declare, person, sign  # noqa: E402


def book(number: int, at: datetime) -> None:
    """A correction is entered, signed by all and booked."""
    return_ = latest_return("zone_quarter", get_subject(ZONE), str(QUARTER))
    if return_ is None:
        raise SystemExit("no return to correct")
    if return_.accepted_at is not None:
        return_ = start_correction(return_, f"第{number}次", by=person("zuoyun-clerk"), at=at)
    if return_.position == 0:
        declare(return_, {"industrial_output": f"{10 + Return.objects.count()}"}, at)
    return_ = sign(return_, STAFF[return_.position :], at)
    accept_return(return_, by=person("province"), at=at)


def bring_in(number: int, at: datetime) -> None:
    """A list of new zones comes in from a workbook."""
    register, clerk, name = ZonesRegister(), person("province"), f"{os.getpid()}-{number}"
    rows: list[Mapping[str, Any]] = [
        {"name": f"示例{name}-{row}区", "city": "阳泉市", "kind": "agricultural"} for row in range(12)
    ]
    layout = standard_layout(name, "山西省", date(2024, 4, 1), register.columns)
    data = write_register(layout, register.columns, [Row(row) for row in rows])
    document, _new = receive_document(data, f"{name}.xlsx", subject=get_subject("140000"), by=clerk, at=at, as_table=True)
    apply_upload(start_upload(register, get_subject("140000"), document, name, by=clerk, at=at), register, by=clerk, at=at)


def keep_project(number: int, at: datetime) -> None:
    """A project's file is opened, and changed."""
    officer = person("zuoyun-officer")
    project = open_project(name=f"示例项目{os.getpid()}-{number}", under=get_subject(ZONE), by=officer, at=at, content="新建")
    change_project(
        project,
        {"content": f"扩建{number}", "address": "某路"},
        by=officer,
        at=at,
        name=f"示例项目{os.getpid()}-{number}（二期）",
    )


def publish(number: int, at: datetime) -> None:
    """What was booked anew is published and laid open."""
    book(number, at)
    open_release(
        issue_release(get_subject(ZONE), QUARTER, note="", by=person("zuoyun-signer"), at=at), by=person("zuoyun-signer"), at=at
    )


def project_book(number: int, at: datetime) -> None:
    """What was booked anew goes into the columnar files."""
    book(number, at)
    project_columns(settings.HOME / "columns")


WORKS: Mapping[str, Callable[[int, datetime], None]] = {
    "book": book, "import": bring_in, "project": keep_project, "publish": publish, "columns": project_book,
}  # fmt: skip


def lay() -> None:
    """Subjects and accounts, and the return that is corrected again and again."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    plan = read_plan()
    put_subjects(plan, timezone.now())
    put_users(plan["users"], "not asked for", timezone.now())
    book_quarter(at=timezone.now())
    say("laid")
    os._exit(0)


def work(name: str) -> None:
    """One work without end."""
    say(str(os.getpid()))
    for number in count(1):
        WORKS[name](number, timezone.now())


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    say("ready")
    for asked in sys.stdin:
        child = os.fork()
        if child == 0:
            lay() if asked.strip() == "lay" else work(asked.strip())
        _child, status = os.waitpid(child, 0)
        if asked.strip() != "lay":
            say("gone" if os.WIFSIGNALED(status) else f"ended by itself: {status}")
