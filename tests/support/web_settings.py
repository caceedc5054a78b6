"""The product's own settings for web processes of the tests: without throttles, on the test's services."""

from config.settings.base import *  # noqa: F403
from config.settings.base import REST_FRAMEWORK

SECRET_KEY = "insecure-key-of-the-test-suite-which-signs-nothing-of-value"
LANGUAGE_CODE = "en"
ALLOWED_HOSTS = ["127.0.0.1"]
REST_FRAMEWORK = {**REST_FRAMEWORK, "DEFAULT_THROTTLE_CLASSES": []}
