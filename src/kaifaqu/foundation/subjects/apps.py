from django.apps import AppConfig


class SubjectsConfig(AppConfig):
    name = "kaifaqu.foundation.subjects"
    label = "subjects"
    verbose_name = "主体"
