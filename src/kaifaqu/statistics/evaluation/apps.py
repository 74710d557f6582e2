from django.apps import AppConfig


class EvaluationConfig(AppConfig):
    name = "kaifaqu.statistics.evaluation"
    label = "evaluation"
    verbose_name = "评价"
