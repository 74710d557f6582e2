from django.apps import AppConfig


class RulebookConfig(AppConfig):
    name = "kaifaqu.foundation.rulebook"
    label = "rulebook"
    verbose_name = "规则簿"
