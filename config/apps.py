"""The wiring as a Django app, so that loading Django also loads the task queue."""

from django.apps import AppConfig


class WiringConfig(AppConfig):
    """Makes the Celery app current wherever Django is loaded; without it `.delay()` finds no broker."""

    name = "config"
    verbose_name = "Wiring"

    def ready(self) -> None:
        """Load the Celery app."""
        from config import celery  # noqa: F401, PLC0415  the app needs loaded settings
