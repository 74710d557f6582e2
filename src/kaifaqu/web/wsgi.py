"""The WSGI application that granian serves, and the thread beside it that recognises scans."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kaifaqu.web.settings")
application = get_wsgi_application()

from django.urls import get_resolver  # noqa: E402 - needs the application's settings

get_resolver().url_patterns  # noqa: B018 - loads every room now, so that nobody's first page waits for it

from kaifaqu.web.recognition import start_recognition  # noqa: E402 - needs the application's settings

start_recognition()
