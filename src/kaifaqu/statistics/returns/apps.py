from django.apps import AppConfig


class ReturnsConfig(AppConfig):
    name = "kaifaqu.statistics.returns"
    label = "returns"
    verbose_name = "报表"
