"""The demo's settings without throttles, and with two empty views beside the site's own addresses."""

from config.settings.dev import *  # noqa: F403
from config.settings.dev import INSTALLED_APPS, REST_FRAMEWORK

INSTALLED_APPS = ["bench", *INSTALLED_APPS]
ROOT_URLCONF = "bench.urls"
# A limit on requests would be all that is measured.
REST_FRAMEWORK = {**REST_FRAMEWORK, "DEFAULT_THROTTLE_CLASSES": []}
