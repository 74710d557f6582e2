"""Users, and what they are granted: a role on a subject and all that lies below it."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from kaifaqu.foundation.subjects.models import Subject


class Role(models.TextChoices):
    """What a person does. One account may hold several; the three officers never share one."""

    CLERK = "clerk", _("填报员")
    REVIEWER = "reviewer", _("复核")
    SIGNER = "signer", _("签发人")
    CITY_REVIEWER = "city_reviewer", _("市级审核")
    PROVINCE_APPROVER = "province_approver", _("省级核准")
    LEADER = "leader", _("管委会领导")
    INVESTMENT_OFFICER = "investment_officer", _("招商专员")
    PROJECT_OFFICER = "project_officer", _("项目专员")
    OPERATOR = "operator", _("运营公司")
    ENTERPRISE = "enterprise", _("企业")
    READER = "reader", _("只读")
    SYSTEM_OFFICER = "system_officer", _("系统管理员")
    SECURITY_OFFICER = "security_officer", _("安全管理员")
    AUDIT_OFFICER = "audit_officer", _("审计员")


class UserManager(BaseUserManager["User"]):
    """Finds users by name; accounts are made by `actions.create_user` only."""

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(username=username)


class User(AbstractBaseUser):
    """A person. `is_demonstration` marks accounts that exist only in a demonstration home."""

    username = models.CharField(_("账号"), max_length=40, unique=True)
    name = models.CharField(_("姓名"), max_length=60)
    email = models.EmailField(_("电子邮箱"), blank=True)
    is_active = models.BooleanField(_("启用"), default=True)
    is_demonstration = models.BooleanField(_("演示账号"), default=False)

    USERNAME_FIELD = "username"
    objects: Any = UserManager()

    class Meta:
        verbose_name = verbose_name_plural = _("用户")

    def __str__(self) -> str:
        return self.name


class Grant(models.Model):
    """A role on a subject's subtree."""

    user = models.ForeignKey(User, models.CASCADE, related_name="grants", verbose_name=_("用户"))
    role = models.CharField(_("角色"), max_length=20, choices=Role.choices)
    subject = models.ForeignKey(Subject, models.PROTECT, verbose_name=_("主体"))

    class Meta:
        verbose_name = verbose_name_plural = _("授权")
        constraints = [models.UniqueConstraint(fields=("user", "role", "subject"), name="accounts_grant_once")]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()} · {self.subject}"
