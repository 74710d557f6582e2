from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReformConfig(AppConfig):
    name = "kaifaqu.outputs.reform"
    label = "reform"
    verbose_name = _("管运分离")
