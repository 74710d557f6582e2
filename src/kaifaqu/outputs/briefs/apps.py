from django.apps import AppConfig


class BriefsConfig(AppConfig):
    name = "kaifaqu.outputs.briefs"
    label = "briefs"
    verbose_name = "简报"
