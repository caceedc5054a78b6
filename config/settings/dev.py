"""Settings for a developer's machine and the demo: no variable is needed, mail is printed."""

from config import env
from config.settings.base import *  # noqa: F403
from config.settings.base import ALLOWED_HOSTS, DATABASES, STORAGE_DIR

# Known to everyone: production refuses a key that begins like this.
SECRET_KEY = env.text("SECRET_KEY") or "insecure-development-key-known-to-everyone-do-not-use"
JIBAO_SIGNING_PASSPHRASE = env.text("SIGNING_PASSPHRASE") or "insecure-development-passphrase"
DEBUG = env.flag("DEBUG", default=True)
ALLOWED_HOSTS = ALLOWED_HOSTS or ["localhost", "127.0.0.1", "[::1]"]

STORAGE_DIR.mkdir(parents=True, exist_ok=True)
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    env.BASE_DIR.joinpath(DATABASES["default"]["NAME"]).parent.mkdir(parents=True, exist_ok=True)
