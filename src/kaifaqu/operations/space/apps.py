from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SpaceConfig(AppConfig):
    name = "kaifaqu.operations.space"
    label = "space"
    verbose_name = _("空间资源")
