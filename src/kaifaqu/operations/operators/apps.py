from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OperatorsConfig(AppConfig):
    name = "kaifaqu.operations.operators"
    label = "operators"
    verbose_name = _("运营公司")
