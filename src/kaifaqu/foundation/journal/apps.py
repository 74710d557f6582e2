from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "kaifaqu.foundation.journal"
    label = "journal"
    verbose_name = "日志"
