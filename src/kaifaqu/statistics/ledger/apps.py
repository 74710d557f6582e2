from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "kaifaqu.statistics.ledger"
    label = "ledger"
    verbose_name = "一本账"
