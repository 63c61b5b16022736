"""The application of the site, with the real law, its answers kept: the same page is asked by many stories."""

from __future__ import annotations

from functools import cache

import django
from tests.loi import LoiRetenue

django.setup()

from justedroit.web import wiring  # noqa: E402  (what it imports from Django wants it set up)

wiring.law = cache(LoiRetenue)  # before the application, which warms the law it finds

from justedroit.web.wsgi import application  # noqa: E402

__all__ = ["application"]
