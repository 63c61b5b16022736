"""The application of the site, with a law that answers at once: for stories where the law is not the point."""

from __future__ import annotations

from functools import cache

from benchmarks.loi import LoiDeBanc

from justedroit.web import wiring
from justedroit.web.wsgi import application

__all__ = ["application"]

wiring.law = cache(LoiDeBanc)
