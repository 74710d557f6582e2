from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "kaifaqu.outputs.api"
    label = "api"
    verbose_name = "接口"
