from django.apps import AppConfig


class IndicatorsConfig(AppConfig):
    name = "kaifaqu.statistics.indicators"
    label = "indicators"
    verbose_name = "指标"
