"""Settings for making the image: no service, no secret, static files as production serves them."""

from config.settings.base import *  # noqa: F403

SECRET_KEY = "insecure-key-of-the-build-which-signs-nothing"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
