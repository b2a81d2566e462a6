"""Django's settings: environment for secrets and addresses, the profile for everything regional (设置)."""

from __future__ import annotations

import os
from pathlib import Path

from rongxin.config import home, rooms
from rongxin.config.postgres import address, bootstrap

RONGXIN_HOME: Path = home.home()
ROLE = os.environ.get("RONGXIN_ROLE", "web")
PROFILE = rooms.profile()

SECRET_KEY = home.secret("django.key", 48)
DEBUG = False
ALLOWED_HOSTS = os.environ.get("RONGXIN_HOSTS", "127.0.0.1,localhost,[::1]").split(",")
SITE_URL = os.environ.get("RONGXIN_SITE_URL", "http://127.0.0.1:8000")
SECURE = SITE_URL.startswith("https://")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "axes",
    "csp",
    "procrastinate.contrib.django",
    *rooms.APPS,
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "rongxin.doors.portals.shared.refusals.Refusals",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "rongxin.config.urls"
WSGI_APPLICATION = "rongxin.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "rongxin.doors.portals.shared.look.context",
            ]
        },
    }
]

_database = address.of(ROLE)
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": _database.host,
        "PORT": _database.port,
        "NAME": _database.database,
        "USER": _database.user,
        "PASSWORD": _database.password,
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"options": f"-c search_path={bootstrap.SEARCH_PATH.replace(' ', '')}"},
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "parties.Person"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "/sign-in/"
CSRF_FAILURE_VIEW = "rongxin.doors.portals.shared.refusals.forbidden"
OTP_TOTP_ISSUER = PROFILE.name
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.5
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_ENABLE_ADMIN = False
AXES_DISABLE_ACCESS_LOG = True  # sign-ins leave their entry in evidence
AXES_LOCKOUT_CALLABLE = "rongxin.doors.portals.shared.signing.locked_out"

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 8 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = RONGXIN_HOME / "static"
VENDOR_DIR = home.PACKAGE / "doors" / "portals" / "shared" / "vendor"
FONT_DIR = VENDOR_DIR / "fonts"
STATICFILES_DIRS = [("vendor", VENDOR_DIR / "web")] if VENDOR_DIR.exists() else []
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

MAX_DELIVERY_BYTES = int(os.environ.get("RONGXIN_MAX_DELIVERY_BYTES", 2 * 1024**3))
MAX_UNPACKED_BYTES = int(os.environ.get("RONGXIN_MAX_UNPACKED_BYTES", 1024**3))  # of a workbook, once unzipped
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024**2
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024**2
EVIDENCE_MAX_LAG_SECONDS = int(os.environ.get("RONGXIN_EVIDENCE_MAX_LAG_SECONDS", 4 * 3600))
BANK_CONNECTOR = os.environ.get("RONGXIN_BANK_CONNECTOR", "push")
INTERFACE_TIMEOUT_SECONDS = float(os.environ.get("RONGXIN_INTERFACE_TIMEOUT_SECONDS", 3))
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
PROCRASTINATE_WORKER_DEFAULTS = {"listen_notify": True}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}
