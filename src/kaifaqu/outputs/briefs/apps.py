from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BriefsConfig(AppConfig):
    name = "kaifaqu.outputs.briefs"
    label = "briefs"
    verbose_name = _("简报")
