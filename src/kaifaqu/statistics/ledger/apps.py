from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LedgerConfig(AppConfig):
    name = "kaifaqu.statistics.ledger"
    label = "ledger"
    verbose_name = _("一本账")
