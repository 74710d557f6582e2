"""Users, and what they are granted: a role on a subject and all that lies below it."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from kaifaqu.foundation.accounts.devices import RecoveryCodes, Telephone
from kaifaqu.foundation.subjects.models import Subject

__all__ = ["AccessToken", "Grant", "RecoveryCodes", "Role", "SignIn", "Telephone", "User"]


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
    opened_by = models.ForeignKey("self", models.PROTECT, null=True, related_name="+", verbose_name=_("开户人"))
    approved_by = models.ForeignKey("self", models.PROTECT, null=True, related_name="+", verbose_name=_("批准人"))
    must_change_password = models.BooleanField(_("须改口令"), default=False)
    password_changed_at = models.DateTimeField(_("口令修改时间"), null=True)

    USERNAME_FIELD = "username"
    objects: Any = UserManager()

    class Meta:
        verbose_name = verbose_name_plural = _("用户")

    def __str__(self) -> str:
        return self.name

    @property
    def waits_for_approval(self) -> bool:
        """Opened by one officer and not yet approved by the other."""
        return self.opened_by_id is not None and self.approved_by_id is None


class FormerPassword(models.Model):
    """The hash of a password that the account had: it is not taken again."""

    user = models.ForeignKey(User, models.CASCADE, related_name="former_passwords")
    password = models.CharField(max_length=128)
    at = models.DateTimeField()

    class Meta:
        verbose_name = verbose_name_plural = _("用过的口令")
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.user} {self.at:%Y-%m-%d}"


class SignIn(models.Model):
    """One session of an account: from where and since when; its owner and the officers can end it."""

    user = models.ForeignKey(User, models.CASCADE, related_name="sign_ins")
    session_key = models.CharField(max_length=40, unique=True)
    address = models.CharField(_("地址"), max_length=64, blank=True)
    device = models.CharField(_("设备"), max_length=200, blank=True)
    at = models.DateTimeField(_("登录时间"))

    class Meta:
        verbose_name = verbose_name_plural = _("登录")
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.user} {self.at:%Y-%m-%d %H:%M}"


class TokenScope(models.TextChoices):
    """What a key opens of the API."""

    FACTS = "facts", _("入账的数")
    VALUES = "values", _("指标和溯源")
    BULK = "bulk", _("整批下载")
    READ = "read", _("读数核对")


class AccessToken(models.Model):
    """A key by which a program reads the API as this account; only its digest is kept. It writes nothing and ends with the account.

    `scopes` says what of the API it opens (all, for a key made before there were scopes), `within` below which subject.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="access_tokens")
    name = models.CharField(_("用途"), max_length=80)
    scopes = models.JSONField(_("范围"), default=list)
    within = models.ForeignKey(Subject, models.PROTECT, null=True, related_name="+", verbose_name=_("只看"))
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(_("生成时间"))
    ends_on = models.DateField(_("有效期至"))
    ended_at = models.DateTimeField(_("作废时间"), null=True)
    last_used_on = models.DateField(_("最近使用"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("接口令牌")
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.user} · {self.name}"

    @property
    def scope_labels(self) -> list[str]:
        """The scopes in words; none where the key opens all."""
        return [str(TokenScope(scope).label) for scope in self.scopes]


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
