"""Settings: a plain reading of the environment, with safe values where it says nothing.

Every variable is listed in docs/how-to/install-for-a-province.md. A demonstration
(`LIENTHONG_DEMO`, on unless a real host is named) shows persona cards, shifts the clock to November
2022 and signs with demo keys.
"""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from lienthong.launch import paths, postgres
from lienthong.launch.errors import LaunchError

ROOT = Path(__file__).resolve().parents[2]
PATHS = paths.find()
LAST_PORT = 65535


def _flag(name: str, *, default: bool) -> bool:
    return os.environ.get(name, "1" if default else "0") in {"1", "true", "yes"}


def _port(name: str, usual: int) -> int:
    text = os.environ.get(name, "") or str(usual)
    if not (text.isascii() and text.isdecimal() and 0 < int(text) <= LAST_PORT):
        raise LaunchError(f"{name}={text} không phải số cổng. Ghi một số từ 1 đến {LAST_PORT}.")
    return int(text)


def _one_of(name: str, known: tuple[str, ...]) -> str:
    """A setting that is one of these words; the first when it is not given."""
    text = os.environ.get(name) or known[0]
    if text not in known:
        raise LaunchError(f"{name}={text} không phải một trong {', '.join(known)}. Ghi lại.")
    return text


def _secret() -> str:
    """The installation's own secret: from the environment, else made once and kept 0600
    under var/. Of several processes that start at once the first one's stands for all.
    """
    given = os.environ.get("LIENTHONG_SECRET_KEY")
    if given:
        return given
    file = PATHS.base / "secret-key"
    try:
        return file.read_text(encoding="ascii")
    except FileNotFoundError:
        PATHS.base.mkdir(parents=True, exist_ok=True)
    fresh = file.with_name(f".secret-key-{secrets.token_hex(8)}")
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as out:
        out.write(secrets.token_urlsafe(48))
    with suppress(FileExistsError):
        os.link(fresh, file)
    fresh.unlink()
    return file.read_text(encoding="ascii")


HOST = os.environ.get("LIENTHONG_HOST", "")
DEMO = _flag("LIENTHONG_DEMO", default=not HOST)
DEBUG = False
SECRET_KEY = _secret()
ALLOWED_HOSTS = [HOST] if HOST else ["127.0.0.1", "localhost", "[::1]"]
SECURE = bool(HOST)

PROVINCE_NAME = os.environ.get("LIENTHONG_PROVINCE_NAME", "Sóc Trăng")
PROVINCE_DIR = Path(os.environ.get("LIENTHONG_PROVINCE", str(ROOT / "provinces" / "soc-trang")))
ATTACHMENTS_DIR = Path(os.environ.get("LIENTHONG_ATTACHMENTS", str(PATHS.attachments)))
EXCHANGE_DIR = Path(os.environ.get("LIENTHONG_EXCHANGE", str(PATHS.base / "exchange")))
BANK_BOOKS = PATHS.base / "simulated-bank.jsonl"
KEYS_DIR = Path(os.environ.get("LIENTHONG_KEYS", str(PATHS.keys)))
TRUST_DIR = Path(os.environ["LIENTHONG_TRUST"]) if "LIENTHONG_TRUST" in os.environ else None
SIGNING_FILE = Path(os.environ["LIENTHONG_SIGNING"]) if "LIENTHONG_SIGNING" in os.environ else None
_citizens = os.environ.get("LIENTHONG_CITIZENS")
CITIZENS_FILE = Path(_citizens) if _citizens else None
FONTS_DIR = PATHS.fonts

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "procrastinate.contrib.django",
    "lienthong.kernel",
    "lienthong.ui",
    "lienthong.directory",
    "lienthong.work",
    "lienthong.indicators",
    "lienthong.exchange",
    "lienthong.documents",
    "lienthong.dossiers",
    "lienthong.services",
    "lienthong.portal",
    "lienthong.api",
    "lienthong.config",
]

MIDDLEWARE = [
    "lienthong.config.middleware.security_headers",
    "lienthong.config.middleware.language",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "lienthong.config.middleware.sound_text",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "lienthong.config.middleware.acting",
    "lienthong.config.middleware.access_notes",
    "lienthong.config.middleware.refusals",
    "lienthong.config.middleware.reading",
]

ROOT_URLCONF = "lienthong.config.urls"
WSGI_APPLICATION = "lienthong.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "lienthong.ui.context.shell",
                "lienthong.config.shell.office",
                "lienthong.portal.context.frame",
            ],
        },
    },
]

FORM_RENDERER = "lienthong.ui.forms.Renderer"

_role: postgres.Role = "owner" if os.environ.get("LIENTHONG_DB_ROLE") == "owner" else "app"
_server = postgres.connection(_role)
DATABASES: dict[str, dict[str, Any]] = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": _server["host"],
        "PORT": _server["port"],
        "NAME": os.environ.get("LIENTHONG_DB_NAME", _server["name"]),
        "USER": _server["user"],
        "PASSWORD": _server["password"],
        "OPTIONS": {
            "prepare_threshold": 2,  # what kernel.statements sends; Django's own is never prepared
            **({"sslmode": _server["sslmode"]} if _server["sslmode"] else {}),
        },
    },
}
if _flag("LIENTHONG_DB_POOL", default=False):
    DATABASES["default"]["OPTIONS"]["pool"] = {"min_size": 1, "max_size": 6, "timeout": 10}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "directory.Account"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "directory:sign_in"

SESSION_ENGINE = "lienthong.directory.sessions"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_NAME = "lienthong"
CSRF_FAILURE_VIEW = "lienthong.config.pages.csrf_failure"
SECURE_SSL_REDIRECT = SECURE
SECURE_HSTS_SECONDS = 31536000 if SECURE else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 2**20
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", _("Tiếng Việt")), ("km", _("ខ្មែរ")), ("en", _("English"))]
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_I18N = USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = PATHS.base / "static"
MEDIA_URL = "/khong-dung/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"},
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    # pyHanko logs a traceback for every damaged file it is shown; the verdict says it in words.
    "loggers": {"pyhanko": {"level": "CRITICAL"}, "pyhanko_certvalidator": {"level": "CRITICAL"}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("LIENTHONG_LOG", "WARNING")},
}

MAIL = bool(os.environ.get("LIENTHONG_SMTP_HOST"))
EMAIL_HOST = os.environ.get("LIENTHONG_SMTP_HOST", "")
EMAIL_PORT = _port("LIENTHONG_SMTP_PORT", 587)
EMAIL_HOST_USER = os.environ.get("LIENTHONG_SMTP_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("LIENTHONG_SMTP_PASSWORD", "")
_mail_tls = _one_of("LIENTHONG_SMTP_TLS", ("starttls", "tls", "none"))
EMAIL_USE_TLS, EMAIL_USE_SSL = _mail_tls == "starttls", _mail_tls == "tls"
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = os.environ.get("LIENTHONG_SMTP_FROM", f"lienthong@{HOST or 'localhost'}")

ATTACHMENT_MAX_BYTES = 100 * 2**20
ATTACHMENT_LIMITS: dict[str, int] = {}
ATTACHMENT_SCANNERS = os.environ.get("LIENTHONG_SCANNERS", "yara").split()
PROCRASTINATE_ON_APP_READY = None
