"""The application, for granian or any WSGI server: the base opened and the law warm beforehand."""

from __future__ import annotations

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "justedroit.web.settings")

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()

from django.conf import settings  # noqa: E402  (Django is ready only now)
from django.core.exceptions import ImproperlyConfigured  # noqa: E402

from justedroit.web import wiring  # noqa: E402

if not settings.SECRET_KEY:
    raise ImproperlyConfigured("Donnez JUSTEDROIT_CLE_SECRETE : elle signe les sessions.")
wiring.warm()
