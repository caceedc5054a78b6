"""Settings that hold everywhere; runs on SQLite without any variable set."""

from typing import Any

from celery.schedules import crontab
from django.templatetags.static import static
from django.utils.translation import gettext_lazy as _

from config import env
from config.caches import default_cache
from config.logs import configure_structlog, logging_config

BASE_DIR = env.BASE_DIR
SECRET_KEY = env.text("SECRET_KEY")
DEBUG = env.flag("DEBUG")
ALLOWED_HOSTS = env.names("ALLOWED_HOSTS")
CSRF_TRUSTED_ORIGINS = env.names("CSRF_TRUSTED_ORIGINS")
SITE_URL = env.text("SITE_URL").rstrip("/")
TRUSTED_PROXY_COUNT = env.number("TRUSTED_PROXY_COUNT")

# --- Parts ---------------------------------------------------------------------------------------
ADMIN_THEME = env.one_of("ADMIN_THEME", allowed=("unfold", "stock"))
INSTALLED_APPS = [
    "config.apps.WiringConfig",
    "reports.apps.ReportsConfig",
    "approvals.apps.ApprovalsConfig",
    *(["unfold"] if ADMIN_THEME == "unfold" else []),
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "axes",
]
MIDDLEWARE = [
    "config.middleware.RequestIdMiddleware",
    "config.middleware.VisitorAddressMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "config.middleware.ContentSecurityPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.middleware.MetricsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "config.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "config.middleware.LoginMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
ASGI_APPLICATION = "config.asgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "approvals.pages.home.menu",
            ],
        },
    },
]

# --- Database ------------------------------------------------------------------------------------
DATABASES = {"default": env.database("DATABASE_URL")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # Deferred transactions fail at once when a second writer upgrades its lock; IMMEDIATE ones wait their turn.
    DATABASES["default"]["OPTIONS"] = {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
        # Without recursive triggers INSERT OR REPLACE deletes rows past the triggers that keep history.
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; PRAGMA recursive_triggers=ON;"
        ),
    }
else:
    # JIT compiles our many-branched reads for seconds before it runs them for milliseconds.
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("options", "-c jit=off")
    if pool_size := env.number("DATABASE_POOL_SIZE"):
        DATABASES["default"]["OPTIONS"]["pool"] = {"min_size": 1, "max_size": pool_size, "timeout": 10}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Cache ---------------------------------------------------------------------------------------
CACHES = {"default": default_cache(env.text("REDIS_URL"))}

# --- People --------------------------------------------------------------------------------------
AUTH_USER_MODEL = "reports.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
_VALIDATION = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"{_VALIDATION}.UserAttributeSimilarityValidator"},
    {"NAME": f"{_VALIDATION}.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": f"{_VALIDATION}.CommonPasswordValidator"},
    {"NAME": f"{_VALIDATION}.NumericPasswordValidator"},
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
SESSION_COOKIE_AGE = 60 * 60 * 10  # one working day, in seconds
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "config.api_errors.csrf_failure"
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_CLIENT_IP_CALLABLE = "config.middleware.client_ip"
AXES_HTTP_RESPONSE_CODE = 429
AXES_LOCKOUT_CALLABLE = "config.api_errors.locked_out"
# The policy is named by its path so that reports can ask it without importing approvals.
ACCESS_POLICY = "approvals.domain.policy.POLICY"

# --- Admin -----------------------------------------------------------------------------------------
UNFOLD = {
    "SITE_TITLE": _("Jibao administration"),
    "SITE_HEADER": _("Jibao administration"),
    "SITE_SYMBOL": "approval",
    "SHOW_LANGUAGES": True,
    "SITE_FAVICONS": [{"rel": "icon", "type": "image/svg+xml", "href": lambda request: static("reports/icon.svg")}],
    # A hash is longer than a telephone is wide.
    "STYLES": [lambda request: static("reports/admin.css")],
}

# --- Language and time ---------------------------------------------------------------------------
LANGUAGE_CODE = env.one_of("LANGUAGE_CODE", allowed=("zh-hant", "en"))
LANGUAGES = [("zh-hant", _("Traditional Chinese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Taipei"
USE_TZ = True
USE_I18N = True

# --- Files ---------------------------------------------------------------------------------------
STORAGE_DIR = env.path("STORAGE_DIR")
MEDIA_ROOT = STORAGE_DIR
STATIC_URL = "/static/"
STATIC_ROOT = env.path("STATIC_ROOT")
JIBAO_SIGNING_PASSPHRASE = env.text("SIGNING_PASSPHRASE")
JIBAO_PDF_CERTIFICATE = env.path("PDF_CERTIFICATE") if env.is_set("PDF_CERTIFICATE") else None
JIBAO_PDF_CERTIFICATE_PASSPHRASE = env.text("PDF_CERTIFICATE_PASSPHRASE")
JIBAO_PDF_TIMESTAMP_URL = env.text("PDF_TIMESTAMP_URL")
JIBAO_FONT_DIR = env.text("FONT_DIR") or None
STORAGES = {
    "default": env.storage("STORAGE_URL"),
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
FILE_UPLOAD_PERMISSIONS = 0o640
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000  # a plan's form has ten fields for each of its rows
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
JIBAO_EVIDENCE_MAX_BYTES = env.number("EVIDENCE_MAX_MB") * 1024 * 1024

# --- Deadlines -----------------------------------------------------------------------------------
JIBAO_EXTENSION_MAX_TIMES = env.number("JIBAO_EXTENSION_MAX_TIMES")
JIBAO_EXTENSION_MAX_DAYS = env.number("JIBAO_EXTENSION_MAX_DAYS")
JIBAO_EXTENSION_SUPERVISOR_DAYS = env.number("JIBAO_EXTENSION_SUPERVISOR_DAYS")
JIBAO_EXTENSION_SECRETARIAT_DAYS = env.number("JIBAO_EXTENSION_SECRETARIAT_DAYS")

# --- Mail ----------------------------------------------------------------------------------------
globals().update(env.email("EMAIL_URL"))
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
JIBAO_DIGEST_HOUR = env.number("DIGEST_HOUR")

# --- Webhooks --------------------------------------------------------------------------------------
JIBAO_WEBHOOK_NETWORKS = env.names("WEBHOOK_NETWORKS")
JIBAO_WEBHOOK_LOG_DAYS = env.number("WEBHOOK_LOG_DAYS")

# --- API -----------------------------------------------------------------------------------------
REST_FRAMEWORK: dict[str, Any] = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "reports.api.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["reports.api.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["reports.api.parsers.JSONParser"],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_THROTTLE_CLASSES": [
        "rest_framework.throttling.AnonRateThrottle",
        "rest_framework.throttling.UserRateThrottle",
        "rest_framework.throttling.ScopedRateThrottle",
    ],
    "DEFAULT_THROTTLE_RATES": {"anon": "60/min", "user": "600/min", "actions": "120/min", "tokens": "20/min"},
    "EXCEPTION_HANDLER": "config.api_errors.handler",
    "NUM_PROXIES": TRUSTED_PROXY_COUNT,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
    "COERCE_DECIMAL_TO_STRING": True,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "績報 Jibao",
    "DESCRIPTION": "A public agency's yearly performance report: content, moves, editions.",
    "VERSION": "v1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": True,
    "POSTPROCESSING_HOOKS": ["reports.api.openapi.add_components"],
}

# --- Tasks ---------------------------------------------------------------------------------------
# Without a broker the rows wait in the database; memory:// lets a single process still call tasks.
CELERY_BROKER_URL = env.text("REDIS_URL") or "memory://"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 30 * 60,  # seconds; a task that runs longer is handed out again
    "socket_connect_timeout": 3,
    "socket_keepalive": True,
}
# A broker that is down must not hold up the request whose rows are already committed.
CELERY_TASK_PUBLISH_RETRY = False
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_SERIALIZER = "json"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_SEND_TASK_EVENTS = False
CELERY_TASK_TIME_LIMIT = 20 * 60
CELERY_TIMEZONE = TIME_ZONE
CELERY_TASK_DEFAULT_QUEUE = "notices"
# A receiver that is slow to answer must hold up neither mails nor files.
CELERY_TASK_ROUTES = {
    "reports.tasks.render_*": {"queue": "renditions"},
    "approvals.tasks.post_webhooks": {"queue": "webhooks"},
    "approvals.tasks.prune_webhooks": {"queue": "webhooks"},
}
CELERY_BEAT_SCHEDULE_FILENAME = str(STORAGE_DIR / "celerybeat-schedule")
CELERY_BEAT_SCHEDULE = {
    # crontab, not an interval: an interval starts anew whenever beat restarts.
    # Each run finds its work in the database, so a tick nobody took in its minute is dropped, not piled up.
    name: {"task": name, "schedule": crontab(), "options": {"expires": 55}}
    for name in (
        "approvals.tasks.raise_due_reminders",
        "approvals.tasks.deliver_notices",
        "approvals.tasks.post_webhooks",
        "reports.tasks.render_queued",
        "reports.tasks.release_editions",
        "reports.tasks.record_beat",
    )
}
# Access to the admin follows assignments that begin and end by date; the domain itself asks the date every time.
CELERY_BEAT_SCHEDULE["approvals.tasks.sync_roles"] = {
    "task": "approvals.tasks.sync_roles",
    "schedule": crontab(minute="5"),
    "options": {"expires": 55 * 60},
}
CELERY_BEAT_SCHEDULE["approvals.tasks.check_calendar"] = {
    "task": "approvals.tasks.check_calendar",
    "schedule": crontab(hour="8", minute="10"),
    "options": {"expires": 12 * 60 * 60},
}
CELERY_BEAT_SCHEDULE["approvals.tasks.prune_webhooks"] = {
    "task": "approvals.tasks.prune_webhooks",
    "schedule": crontab(hour="3", minute="20"),
    "options": {"expires": 12 * 60 * 60},
}

# --- Browser -------------------------------------------------------------------------------------
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# --- Operations ----------------------------------------------------------------------------------
JIBAO_METRICS_TOKEN = env.text("METRICS_TOKEN")
JIBAO_BEAT_STALE_AFTER_SECONDS = 180
# How long a worker that claimed a row may be silent before another takes it; the pause after a mail's first failure.
JIBAO_NOTICE_LEASE_SECONDS = 10 * 60
JIBAO_NOTICE_RETRY_SECONDS = 5 * 60
JIBAO_RENDITION_LEASE_SECONDS = 10 * 60
LOGGING = logging_config(
    level=env.text("LOG_LEVEL").upper(),
    style=env.one_of("LOG_FORMAT", allowed=("json", "console")),
)
configure_structlog()
