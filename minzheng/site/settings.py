"""The settings of the whole house, read from the environment and from one home folder."""

import os
from pathlib import Path

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from minzheng.site import database, keys, rooms

ROOT = Path(__file__).resolve().parents[2]
HOME = Path(os.environ.get("MINZHENG_HOME", ROOT / ".home")).resolve()
keys.read(HOME, os.environ)

# A demo home holds synthetic people only; everything it prints is marked 演示数据.
DEMO = os.environ.get("MINZHENG_DEMO") == "1"
if DEMO and "MINZHENG_KEY" not in os.environ:
    keys.make(HOME, demo=True)
    keys.read(HOME, os.environ)

try:
    SECRET_KEY = os.environ["MINZHENG_SECRET_KEY"]
    DATA_KEY = bytes.fromhex(os.environ["MINZHENG_KEY"])
except KeyError as missing:
    raise ImproperlyConfigured(
        f"{HOME} 中没有密钥（缺 {missing}）。新建：./mz migrate --new；演示：./mz demo"
    ) from missing
except ValueError as malformed:
    raise ImproperlyConfigured("MINZHENG_KEY 须为 64 位十六进制数。") from malformed
if len(DATA_KEY) != 32:
    raise ImproperlyConfigured("MINZHENG_KEY 须为 64 位十六进制数（32 字节）。")

DEBUG = False
# Plain http only where asked for: a demo on one's own machine, or tests.
HTTPS = os.environ.get("MINZHENG_HTTPS", "0" if DEMO else "1") == "1"
ALLOWED_HOSTS = os.environ.get(
    "MINZHENG_HOSTS", "*" if DEMO else "localhost,127.0.0.1,[::1]"
).split(",")
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("MINZHENG_ORIGINS", "").split(",") if o]

# -- rooms --------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "minzheng.site.apps.FlashConfig",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_htmx",
    "csp",
    *rooms.installed(),
]
AUTH_USER_MODEL = "accounts.User"
LOGIN_URL = "office:sign_in"
CITIZEN_LOGIN_URL = "portal:sign_in"
# The telephone the portal offers everywhere, and where bills of public services are paid online.
HOTLINE = os.environ.get("MINZHENG_HOTLINE", "12345")
PAYMENT_ADDRESS = os.environ.get("MINZHENG_PAYMENT_ADDRESS", "")
# For how long a public page may be told again as it stood; 0: each is made anew.
KEPT_SECONDS = int(os.environ.get("MINZHENG_KEPT_SECONDS", "60"))
# The identity service at which citizens sign in (OpenID Connect), and how it names what it tells.
OIDC_ISSUER = os.environ.get("MINZHENG_OIDC_ISSUER", "")
OIDC_CLIENT = os.environ.get("MINZHENG_OIDC_CLIENT", "minzheng")
OIDC_SECRET = os.environ.get("MINZHENG_OIDC_SECRET", "")
OIDC_NAME = os.environ.get("MINZHENG_OIDC_NAME", "统一身份认证平台")
OIDC_SCOPE = os.environ.get("MINZHENG_OIDC_SCOPE", "openid profile phone")
OIDC_CLAIMS = {
    key: os.environ.get(f"MINZHENG_OIDC_{key.upper()}_CLAIM", claim)
    for key, claim in {
        "name": "name",
        "id_number": "id_number",
        "phone": "phone_number",
        "level": "assurance_level",
    }.items()
}
# The levels of assurance that suffice; none named: every level.
OIDC_LEVELS = [level for level in os.environ.get("MINZHENG_OIDC_LEVELS", "").split(",") if level]
# How short messages leave: an address, the path of a class, or empty for a file in the home.
SMS_GATEWAY = os.environ.get("MINZHENG_SMS", "")
SMS_SENDER = os.environ.get("MINZHENG_SMS_SENDER", "minzheng")
SMS_SECRET = os.environ.get("MINZHENG_SMS_SECRET", "")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "minzheng.site.middleware.DoorMiddleware",
]
ROOT_URLCONF = "minzheng.site.urls"
WSGI_APPLICATION = "minzheng.site.wsgi.application"
ASGI_APPLICATION = "minzheng.site.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "minzheng.site.context.house",
                "minzheng.site.office.context.shell",
                "minzheng.site.portal.context.street",
            ]
        },
    }
]

# -- data ---------------------------------------------------------------------------------------
DATABASES = {
    "default": (
        database.postgresql(os.environ["MINZHENG_DATABASE"])
        if os.environ.get("MINZHENG_DATABASE")
        else database.sqlite(HOME)
    )
}
LAKE = HOME / "lake"
MEDIA_ROOT = HOME / "files"
FILE_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 8 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

# -- language and time --------------------------------------------------------------------------
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
FORMAT_MODULE_PATH = "minzheng.site.formats"

# -- static files -------------------------------------------------------------------------------
# Served from the rooms' own folders: no collecting step between a clone and a page.
STATIC_URL = "static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
WHITENOISE_MAX_AGE = 3600

# -- protection ---------------------------------------------------------------------------------
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
SESSION_COOKIE_NAME = "minzheng_session"
SESSION_COOKIE_AGE = 8 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
# A citizen often sits at a phone that is not his: his session ends sooner, however busy it is.
CITIZEN_SESSION_SECONDS = 60 * int(os.environ.get("MINZHENG_CITIZEN_MINUTES", "120"))
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_NAME = "minzheng_csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_COOKIE_SECURE = HTTPS
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}

# -- logs: to the console, names of persons never in them ---------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": os.environ.get("MINZHENG_LOG", "WARNING")},
}
SILENCED_SYSTEM_CHECKS: list[str] = []
