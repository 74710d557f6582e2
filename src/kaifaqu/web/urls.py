"""Where the rooms are put together by URL. Every name stands in the permission table, or the page does not exist."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from kaifaqu.outputs.api.urls import api
from kaifaqu.outputs.trace.urls import operations
from kaifaqu.web import journal_views, metrics, views
from kaifaqu.web.consequences import views as consequences
from kaifaqu.web.sample.views import switch_sample

api.add_router("/v1", operations)

web = (
    [
        path("", views.home, name="home"),
        path("language", views.choose_language, name="language"),
        path("become/<str:username>", views.become, name="become"),
        path("read", views.read_pasted, name="read_pasted"),
        path("journal", journal_views.show_journal, name="journal"),
        path("journal/export", journal_views.export_journal, name="export_journal"),
        path("consequences/<int:pk>/settle", consequences.settle, name="settle_consequence"),
        path("consequences/<int:pk>/exit", consequences.begin_exit, name="exit_consequence"),
        path("sample", switch_sample, name="sample"),
        path("healthz", views.health, name="health"),
        path("metrics", metrics.show_metrics, name="metrics"),
    ],
    "web",
)

handler404 = "kaifaqu.web.breakdown.answer_absent"
handler500 = "kaifaqu.web.breakdown.answer_breakdown"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include(web)),
    path("", include("kaifaqu.foundation.accounts.entrance_urls")),
    path("accounts/", include("kaifaqu.foundation.accounts.urls")),
    path("zones/", include("kaifaqu.foundation.zones.urls")),
    path("documents/", include("kaifaqu.foundation.documents.urls")),
    path("enterprises/", include("kaifaqu.foundation.enterprises.urls")),
    path("registers/", include("kaifaqu.foundation.registers.urls")),
    path("tasks/", include("kaifaqu.operations.tasks.urls")),
    path("operators/", include("kaifaqu.operations.operators.urls")),
    path("space/", include("kaifaqu.operations.space.urls")),
    path("promotion/", include("kaifaqu.operations.promotion.urls")),
    path("projects/", include("kaifaqu.operations.projects.urls")),
    path("production/", include("kaifaqu.operations.production.urls")),
    path("service/", include("kaifaqu.operations.service.urls")),
    path("returns/", include("kaifaqu.statistics.returns.urls")),
    path("ledger/", include("kaifaqu.statistics.ledger.urls")),
    path("indicators/", include("kaifaqu.statistics.indicators.urls")),
    path("evaluation/", include("kaifaqu.statistics.evaluation.urls")),
    path("reform/", include("kaifaqu.outputs.reform.urls")),
    path("at/", include("kaifaqu.outputs.dashboards.urls")),
    path("briefs/", include("kaifaqu.outputs.briefs.urls")),
    path("open/", include("kaifaqu.outputs.portal.urls")),
    path("trace/", include("kaifaqu.outputs.trace.urls")),
    path("webhooks/", include("kaifaqu.outputs.api.webhook_urls")),
    path("api/", api.urls),
]
