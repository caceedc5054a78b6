"""Settings of the tests; tests/support/services.py has put the services' addresses into the environment."""

from pathlib import Path
from tempfile import mkdtemp

from config import env
from config.caches import default_cache
from config.settings.base import *  # noqa: F403
from config.settings.base import DATABASES, REST_FRAMEWORK

SECRET_KEY = "insecure-key-of-the-test-suite-which-signs-nothing-of-value"
JIBAO_SIGNING_PASSPHRASE = "insecure-passphrase-of-the-test-suite"
DEBUG = False
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
LANGUAGE_CODE = "en"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
AXES_ENABLED = False
CACHES = {"default": default_cache("")}
REST_FRAMEWORK = {**REST_FRAMEWORK, "DEFAULT_THROTTLE_CLASSES": []}

SCRATCH_DIR = Path(env.text("STORAGE_DIR")) if env.is_set("STORAGE_DIR") else Path(mkdtemp(prefix="jibao-test-"))
STORAGE_DIR = MEDIA_ROOT = SCRATCH_DIR
STATIC_ROOT = SCRATCH_DIR / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)

if env.one_of("JIBAO_TEST_DATABASE", allowed=("postgres", "sqlite")) == "sqlite":
    # In memory, threads would each see their own database; the product's SQLite is a file as well.
    DATABASES["default"]["NAME"] = SCRATCH_DIR / "unused.sqlite3"
    DATABASES["default"]["TEST"] = {"NAME": str(SCRATCH_DIR / "test.sqlite3")}
else:
    # Threads of the race tests outlive a pool's idea of who may use it; plain connections close with them.
    DATABASES["default"].get("OPTIONS", {}).pop("pool", None)
    # A test that waits for a lock nobody gives back fails by itself instead of holding up the run.
    DATABASES["default"].setdefault("OPTIONS", {})["options"] = "-c jit=off -c lock_timeout=60s"
