"""The product's own settings for workers and beats of the tests: a quicker rhythm, short leases, the test's services.

Everything else, the pool of database connections and the SMTP sender included, is as in the product.
"""

import os
from pathlib import Path

from config.settings.base import *  # noqa: F403
from config.settings.base import CELERY_BEAT_SCHEDULE
from tests.support.clock import follow

SECRET_KEY = "insecure-key-of-the-test-suite-which-signs-nothing-of-value"
LANGUAGE_CODE = "en"
# The hourly task stays hourly: it has nothing to do with what these tests look at.
CELERY_BEAT_SCHEDULE = {
    name: entry if name == "approvals.tasks.sync_roles" else {**entry, "schedule": 1.0}
    for name, entry in CELERY_BEAT_SCHEDULE.items()
}
JIBAO_NOTICE_LEASE_SECONDS = JIBAO_RENDITION_LEASE_SECONDS = float(os.environ["TEST_LEASE_SECONDS"])
JIBAO_NOTICE_RETRY_SECONDS = 1
if clock := os.environ.get("TEST_CLOCK"):
    follow(Path(clock))
