"""Settings of a real site. Unsafe values keep it from starting, and all of them are named at once."""

from django.core.exceptions import ImproperlyConfigured

from config import env
from config.settings.refusals import unsafe_values

# Before base is read: base stops at the first value it cannot parse.
if _unsafe := unsafe_values():
    raise ImproperlyConfigured("This site does not start with unsafe settings:\n" + "\n".join(_unsafe))

from config.settings.base import *  # noqa: F403

STORAGES = {
    "default": env.storage("STORAGE_URL"),
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = False

SESSION_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-session"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-csrf"
SECURE_SSL_REDIRECT = True
# Probes come from inside, over plain http.
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
SECURE_HSTS_SECONDS = env.number("HSTS_SECONDS")
# Whether the agency's other host names are https only, and on the browsers' list, is not ours to say.
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = False
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
if env.number("TRUSTED_PROXY_COUNT"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
