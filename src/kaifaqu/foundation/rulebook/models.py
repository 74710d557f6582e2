"""The text of every rule that was ever used, by its digest: a form, a formula, a scheme as it read on that day."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from kaifaqu.foundation.journal.append_only import AppendOnly


class RuleText(AppendOnly):
    """One text of one rule. The catalogue may move on; what was computed with it stays explainable."""

    digest = models.CharField(_("摘要"), max_length=64, primary_key=True)
    kind = models.CharField(_("类别"), max_length=20)
    code = models.CharField(_("代码"), max_length=80)
    text = models.TextField(_("内容"))

    class Meta:
        verbose_name = verbose_name_plural = _("规则")

    def __str__(self) -> str:
        return f"{self.kind}/{self.code} {self.digest[:8]}"
