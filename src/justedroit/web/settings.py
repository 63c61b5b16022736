"""Django's settings. What differs from one place to another comes from the environment.

DATABASE_URL: where the journals, the accounts and the sessions are, as `--base` of the commands.
JUSTEDROIT_CLE_SECRETE: signs the sessions; secret, 50 characters or more.
JUSTEDROIT_HOTES: names under which the site is reached, between commas; 127.0.0.1 by default.
JUSTEDROIT_HTTPS: `oui` where the site is behind TLS, as everywhere but on one's own machine.
JUSTEDROIT_DEMONSTRATION: `oui` on a demonstration fund; `justedroit serve` sets it, after a look.
JUSTEDROIT_EXEMPLES: dossiers that a demonstration shows first: `indu:12,rappel:7`.
JUSTEDROIT_HORLOGE: the instant at which the pages live, on a fund whose life has ended.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Final

from csp.constants import NONE, SELF

from justedroit.records.database.adresse import database_settings

WEB = Path(__file__).resolve().parent
DEMO_URL: Final = "sqlite:///demo/justedroit.sqlite3"
YES: Final = "oui"


def _said(name: str) -> bool:
    return os.environ.get(name, "") == YES


DATABASE_URL = os.environ.get("DATABASE_URL", DEMO_URL)
DEMONSTRATION = _said("JUSTEDROIT_DEMONSTRATION")
EXEMPLES = tuple(
    (what, int(number))
    for what, _, number in (
        told.partition(":") for told in os.environ.get("JUSTEDROIT_EXEMPLES", "").split(",") if told
    )
)
HORLOGE = os.environ.get("JUSTEDROIT_HORLOGE", "")
HTTPS = _said("JUSTEDROIT_HTTPS")

SECRET_KEY = os.environ.get("JUSTEDROIT_CLE_SECRETE", "")  # empty: Django refuses to sign anything
DEBUG = False  # a person never sees a stack trace
ALLOWED_HOSTS = os.environ.get("JUSTEDROIT_HOTES", "127.0.0.1,localhost").split(",")

INSTALLED_APPS = [
    "justedroit.records.database",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "axes",
    "csp",
    "django_htmx",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "justedroit.web.entetes.headers",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "justedroit.web.typographie.apostrophes",
    "django.middleware.csrf.CsrfViewMiddleware",
    "justedroit.web.retour.to_sign_in",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "justedroit.web.erreurs.refusals",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "justedroit.web.urls"
WSGI_APPLICATION = "justedroit.web.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# One database: what is signed in, what is logged and what is paid are kept, and lost, together.
DATABASES: dict[str, dict[str, Any]] = {"default": database_settings(DATABASE_URL)}

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [WEB / "templates", *sorted(WEB.glob("agents/*/templates"))],
        "OPTIONS": {
            "builtins": [
                "django.templatetags.static",
                "justedroit.web.templatetags.justedroit",
                "justedroit.web.agents.dossiers.balises",
                "justedroit.web.agents.creances.liens",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "justedroit.web.contexte.site",
            ],
        },
    }
]

LANGUAGE_CODE = "fr"
TIME_ZONE = "Europe/Paris"
USE_TZ = True

# Vendored files lie in folders that bear their version; ours is asked for with the version.
STATIC_URL = "/static/"
STATICFILES_DIRS = [WEB / "static"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
WHITENOISE_MAX_AGE = 3600

# ---------------------------------------------------------------- who signs in
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
_VALIDATORS = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": f"{_VALIDATORS}.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": f"{_VALIDATORS}.UserAttributeSimilarityValidator"},
    {"NAME": f"{_VALIDATORS}.CommonPasswordValidator"},
    {"NAME": f"{_VALIDATORS}.NumericPasswordValidator"},
]
LOGIN_URL = "connexion"
LOGIN_REDIRECT_URL = "accueil:accueil"
LOGOUT_REDIRECT_URL = "connexion"
# Five wrong passwords for one account from one machine, and it waits.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_TEMPLATE = "erreurs/verrouille.html"
AXES_VERBOSE = False
AXES_ENABLE_ADMIN = False
AXES_DISABLE_ACCESS_LOG = True  # one log of accesses: ours

# ---------------------------------------------------------------- what a browser is told
SESSION_COOKIE_AGE = 4 * 3600  # half a day at work
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "justedroit.web.erreurs.csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_REFERRER_POLICY = "same-origin"  # the check of a form over TLS wants a referrer of ours
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],  # the marks of Bootstrap's boxes are in its style
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

# ---------------------------------------------------------------- what is written for those who serve
# An exception may quote a value, and a value may be someone's: where it happened is written, not what
# it says. Neither addresses' queries nor what forms hold are logged.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"discret": {"()": "justedroit.web.discret.Discret"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "discret"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        "django.request": {"level": "ERROR"},
        "django.server": {"handlers": [], "propagate": False},
        "axes": {"handlers": ["console"], "level": "CRITICAL", "propagate": False},
    },
}
