"""The application of the site, with a law that answers at once: for stories where the law is not the point."""

from __future__ import annotations

from functools import cache

import django
from benchmarks.loi import LoiDeBanc

django.setup()

from justedroit.web import wiring  # noqa: E402  (what it imports from Django wants it set up)

wiring.law = cache(LoiDeBanc)  # before the application, which warms the law it finds

from justedroit.web.wsgi import application  # noqa: E402

__all__ = ["application"]
