"""The WSGI application that granian serves, and the thread beside it that recognises scans."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kaifaqu.web.settings")
application = get_wsgi_application()

from kaifaqu.web.recognition import start_recognition  # noqa: E402 - needs the application's settings

start_recognition()
