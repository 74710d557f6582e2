from django.apps import AppConfig


class DashboardsConfig(AppConfig):
    name = "kaifaqu.outputs.dashboards"
    label = "dashboards"
    verbose_name = "驾驶舱"
