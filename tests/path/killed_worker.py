"""Corrects and books one return over and over, until it is killed. Run by test_killed; tells on standard output when it begins."""

from __future__ import annotations

import sys
from itertools import count

import django


def main() -> None:
    django.setup()
    from django.utils import timezone

    from kaifaqu.foundation.subjects.queries import get_subject
    from kaifaqu.statistics.ledger.actions import accept_return
    from kaifaqu.statistics.returns.actions import start_correction
    from kaifaqu.statistics.returns.queries import latest_return
    from tests.walks import QUARTER, STAFF, ZONE, declare, person, sign

    for number in count(1):
        at = timezone.now()
        return_ = latest_return("zone_quarter", get_subject(ZONE), QUARTER)
        if return_ is None:
            raise SystemExit("no return to correct")
        if return_.accepted_at is not None:
            return_ = start_correction(return_, f"第{number}次", by=person("zuoyun-clerk"), at=at)
        if return_.position == 0:
            declare(return_, {"industrial_investment": f"2.{number % 90 + 10}"}, at)
        sys.stdout.write("working\n")
        sys.stdout.flush()
        return_ = sign(return_, STAFF[return_.position :], at)
        accept_return(return_, by=person("province"), at=at)


if __name__ == "__main__":
    main()
