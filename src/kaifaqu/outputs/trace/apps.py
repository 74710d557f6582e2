from django.apps import AppConfig


class TraceConfig(AppConfig):
    name = "kaifaqu.outputs.trace"
    label = "trace"
    verbose_name = "溯源"
