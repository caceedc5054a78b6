"""Entry for ASGI servers; production settings unless DJANGO_SETTINGS_MODULE says otherwise."""

from django.core.asgi import get_asgi_application

from config.env import select_settings

select_settings("config.settings.production")
application = get_asgi_application()
