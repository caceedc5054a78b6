"""Entry for WSGI servers; production settings unless DJANGO_SETTINGS_MODULE says otherwise."""

from django.core.wsgi import get_wsgi_application

from config.env import select_settings

select_settings("config.settings.production")
application = get_wsgi_application()
