"""Settings of the one program. Everything an operator changes is an environment variable that starts with KAIFAQU_."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlparse

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from kaifaqu.web.readiness import home

PACKAGE = Path(__file__).resolve().parent.parent
HOME = home()
DEBUG = os.environ.get("KAIFAQU_DEBUG") == "1"
ALLOWED_HOSTS = os.environ.get("KAIFAQU_ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("KAIFAQU_TRUSTED_ORIGINS", "").split(",") if o]


def read_secret_key(home: Path) -> str:
    """The home's own secret key, made at first need and readable by its owner only."""
    file = home / "secret_key"
    if not file.exists():
        home.mkdir(parents=True, exist_ok=True)
        with open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="ascii") as handle:
            handle.write(secrets.token_urlsafe(64))
    return file.read_text(encoding="ascii")


def read_database(url: str, home: Path) -> dict[str, Any]:
    """Django's settings for `postgres://user:password@host:port/name`, or for the embedded SQLite where no URL is given."""
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": home / "kaifaqu.sqlite3",
            # The last connection that closes folds the write-ahead log in and removes it; at every page that would cost more than the page.
            "CONN_MAX_AGE": 60,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 30,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
            },
        }
    parts = urlparse(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": parts.port or "",
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


SECRET_KEY = os.environ.get("KAIFAQU_SECRET_KEY") or read_secret_key(HOME)
DATABASES = {"default": read_database(os.environ.get("KAIFAQU_DATABASE_URL", ""), HOME)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "axes",
    "csp",
    "django_otp",
    "django_otp.plugins.otp_static",
    "django_otp.plugins.otp_totp",
    "ninja",
    "template_partials",
    "kaifaqu.foundation.subjects",
    "kaifaqu.foundation.journal",
    "kaifaqu.foundation.rulebook",
    "kaifaqu.foundation.accounts",
    "kaifaqu.foundation.zones",
    "kaifaqu.foundation.enterprises",
    "kaifaqu.foundation.documents",
    "kaifaqu.foundation.registers",
    "kaifaqu.operations.tasks",
    "kaifaqu.operations.operators",
    "kaifaqu.operations.space",
    "kaifaqu.operations.promotion",
    "kaifaqu.operations.projects",
    "kaifaqu.operations.production",
    "kaifaqu.operations.service",
    "kaifaqu.statistics.returns",
    "kaifaqu.statistics.ledger",
    "kaifaqu.statistics.indicators",
    "kaifaqu.statistics.evaluation",
    "kaifaqu.outputs.reform",
    "kaifaqu.outputs.dashboards",
    "kaifaqu.outputs.briefs",
    "kaifaqu.outputs.api",
    "kaifaqu.outputs.portal",
    "kaifaqu.outputs.trace",
    "kaifaqu.web",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "kaifaqu.web.sessions.CalmSessionMiddleware",
    "kaifaqu.web.language.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "kaifaqu.foundation.accounts.middleware.TokenMiddleware",
    "kaifaqu.web.pace.PaceMiddleware",
    "kaifaqu.foundation.accounts.middleware.AccessMiddleware",
    "kaifaqu.web.not_secret.NotSecretMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "kaifaqu.web.urls"
WSGI_APPLICATION = "kaifaqu.web.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "web" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "kaifaqu.web.context.shell",
            ],
        },
    }
]

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
    "kaifaqu.foundation.accounts.oidc.OfficeBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 8}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "kaifaqu.foundation.accounts.passwords.KindsValidator"},
    {"NAME": "kaifaqu.foundation.accounts.passwords.FormerPasswordValidator"},
]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.5
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False
AXES_CLIENT_IP_CALLABLE = "kaifaqu.foundation.requests.address_of"

TRUSTED_PROXIES = int(os.environ.get("KAIFAQU_PROXIES", "0"))
"""How many proxies of one's own stand before the program, each of which adds the address that it was asked from."""
PACE = os.environ.get("KAIFAQU_PACE", "on") != "off"
"""Whether one account or address is held to so many requests a minute (web/pace.py)."""

SECOND_FACTOR = os.environ.get("KAIFAQU_SECOND_FACTOR", "officers")
"""Whose work needs a second factor: off, officers (the three officers and everybody who signs or approves), all."""
if SECOND_FACTOR not in ("off", "officers", "all"):
    raise ImproperlyConfigured(f"KAIFAQU_SECOND_FACTOR 是“{SECOND_FACTOR}”，只能是 off、officers 或 all。")
OTP_TOTP_ISSUER = "开发区一本账"

METRICS_TOKEN = os.environ.get("KAIFAQU_METRICS_TOKEN", "")

OIDC_ISSUER = os.environ.get("KAIFAQU_OIDC_ISSUER", "").rstrip("/")
"""The office's own sign-in (OpenID Connect), by its issuer's address; none where it is empty."""
OIDC_RP_CLIENT_ID = os.environ.get("KAIFAQU_OIDC_CLIENT_ID", "")
OIDC_RP_CLIENT_SECRET = os.environ.get("KAIFAQU_OIDC_CLIENT_SECRET", "")
OIDC_CLAIM = os.environ.get("KAIFAQU_OIDC_CLAIM", "preferred_username")
"""The claim that is the name of an account here."""
OIDC_RP_SCOPES = "openid profile"
OIDC_RP_SIGN_ALGO = os.environ.get("KAIFAQU_OIDC_SIGN_ALGORITHM", "RS256")
OIDC_CREATE_USER = False
OIDC_USE_PKCE = True
OIDC_TIMEOUT = 10
OIDC_AUTHENTICATION_CALLBACK_URL = "entrance:office_back"

LOGIN_URL = "entrance:login"
LOGIN_REDIRECT_URL = "web:home"
LOGOUT_REDIRECT_URL = "web:home"
SESSION_COOKIE_AGE = 30 * 60
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = os.environ.get("KAIFAQU_HTTPS") == "1"
if TRUSTED_PROXIES and SESSION_COOKIE_SECURE:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "web" / "locale", PACKAGE / "foundation" / "locale"]
USE_I18N = True
USE_THOUSAND_SEPARATOR = False
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = PACKAGE / "web" / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": HOME / "files"}},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"},
}

DATA_UPLOAD_MAX_MEMORY_SIZE = 8 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o600
REGISTERS: tuple[str, ...] = (
    "kaifaqu.operations.promotion.registers.LeadRegister",
    "kaifaqu.operations.space.registers.ParcelRegister",
    "kaifaqu.operations.space.registers.PlantRegister",
    "kaifaqu.foundation.zones.registers.ZonesRegister",
    "kaifaqu.operations.operators.registers.companies.CompaniesRegister",
    "kaifaqu.operations.operators.registers.contracts.MandatesRegister",
    "kaifaqu.operations.operators.registers.contracts.FeeTermsRegister",
    "kaifaqu.operations.operators.registers.property.AssetsRegister",
    "kaifaqu.operations.operators.registers.property.LeasesRegister",
    "kaifaqu.operations.operators.registers.property.ReceiptsRegister",
    "kaifaqu.operations.operators.registers.funds.FundsRegister",
    "kaifaqu.operations.operators.registers.funds.CommitmentsRegister",
    "kaifaqu.operations.projects.registers.DispatchTable",
    "kaifaqu.foundation.enterprises.registers.EnterprisesRegister",
    "kaifaqu.operations.service.registers.TicketsRegister",
    "kaifaqu.operations.service.registers.VisitsRegister",
    "kaifaqu.operations.service.help_register.HelpsRegister",
    "kaifaqu.operations.production.registers.LinesRegister",
    "kaifaqu.operations.production.output_register.OutputsRegister",
)
"""The lists of the rooms that go in and out of Excel (foundation/register.py), by dotted name."""

UPLOAD_LIMIT = 32 * 1024 * 1024

MAIL_BACKENDS = {"smtp": "smtp", "console": "console", "file": "filebased"}
MAIL_IS_ON = os.environ.get("KAIFAQU_MAIL", "") in MAIL_BACKENDS
"""Reminders go out by mail only where KAIFAQU_MAIL says how: smtp, console, or file (into the home's `mail`)."""
EMAIL_BACKEND = f"django.core.mail.backends.{MAIL_BACKENDS.get(os.environ.get('KAIFAQU_MAIL', ''), 'dummy')}.EmailBackend"
EMAIL_FILE_PATH = HOME / "mail"
EMAIL_HOST = os.environ.get("KAIFAQU_MAIL_HOST", "localhost")
EMAIL_PORT = int(os.environ.get("KAIFAQU_MAIL_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("KAIFAQU_MAIL_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("KAIFAQU_MAIL_PASSWORD", "")
EMAIL_USE_SSL = os.environ.get("KAIFAQU_MAIL_TLS") == "ssl"
EMAIL_USE_TLS = os.environ.get("KAIFAQU_MAIL_TLS") == "starttls"
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = os.environ.get("KAIFAQU_MAIL_FROM", "kaifaqu@localhost")
PUBLIC_URL = os.environ.get("KAIFAQU_PUBLIC_URL", "").rstrip("/")
"""The address under which people open the program, for links in mails."""

WEBHOOK_HOSTS = frozenset(host for host in os.environ.get("KAIFAQU_WEBHOOK_HOSTS", "").lower().split(",") if host)
"""Hosts of the own network that may be told of events (推送); all other addresses must be public."""

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
