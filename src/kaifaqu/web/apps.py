from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "kaifaqu.web"
    label = "web"
