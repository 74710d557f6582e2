"""What an operator watches: counts of the house and of the process, in the text format of Prometheus."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_GET
from prometheus_client import PLATFORM_COLLECTOR, PROCESS_COLLECTOR, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from kaifaqu.foundation.accounts.models import SignIn, User
from kaifaqu.foundation.journal.models import Entry
from kaifaqu.statistics.ledger.models import Fact
from kaifaqu.statistics.returns.models import Return


class House(Collector):
    """Counts of rows, and when something was last done; each one is one short statement."""

    def collect(self) -> Iterator[Metric]:
        counts = {"facts": Fact, "journal_entries": Entry, "returns": Return, "accounts": User, "sessions": SignIn}
        for name, model in counts.items():
            yield GaugeMetricFamily(f"kaifaqu_{name}", f"Rows of {model._meta.db_table}.", value=model._base_manager.count())
        newest = Entry.objects.order_by("-pk").values_list("at", flat=True).first()
        if newest is not None:
            yield GaugeMetricFamily(
                "kaifaqu_last_act_seconds", "When the newest entry of the journal was written.", value=newest.timestamp()
            )


@require_GET
def show_metrics(request: HttpRequest) -> HttpResponse:
    """The figures, for whoever holds KAIFAQU_METRICS_TOKEN; for anybody else as if the page were not there."""
    given = request.headers.get("Authorization", "")
    if not settings.METRICS_TOKEN or not constant_time_compare(given, f"Bearer {settings.METRICS_TOKEN}"):
        raise Http404
    registry = CollectorRegistry()
    for collector in (House(), PROCESS_COLLECTOR, PLATFORM_COLLECTOR):
        registry.register(collector)
    return HttpResponse(generate_latest(registry), content_type="text/plain; version=0.0.4; charset=utf-8")
