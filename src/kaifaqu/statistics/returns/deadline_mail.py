"""Reminders by e-mail. Off until the operator names a mail server; what could not be sent is told to who asked for it."""

from __future__ import annotations

import smtplib
from collections.abc import Sequence

from django.conf import settings
from django.core.mail import send_mail
from django.utils.translation import gettext as _

from kaifaqu.foundation.accounts.models import User


def mail_is_on() -> bool:
    """True when the operator has chosen a way to send (KAIFAQU_MAIL)."""
    return bool(settings.MAIL_IS_ON)


def send_reminder(to: User, title: str, lines: Sequence[str], path: str) -> str:
    """Sends one reminder: "" when it went out, else why it did not."""
    if not to.email:
        return _("「%(name)s」没有登记电子邮箱。") % {"name": to.name}
    body = "\n".join([*lines, "", f"{settings.PUBLIC_URL}{path}", _("（本邮件由开发区一本账自动发出，请勿回复。）")])
    try:
        send_mail(title, body, settings.DEFAULT_FROM_EMAIL, [to.email])
    except (OSError, smtplib.SMTPException) as error:
        return _("发给「%(name)s」的邮件没有发出：%(error)s。请检查邮件设置后再催。") % {"name": to.name, "error": error}
    return ""
