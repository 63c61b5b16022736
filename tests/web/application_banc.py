"""The application of the site, with a law that answers at once: for stories where the law is not the point."""

from __future__ import annotations

import os
from functools import cache

from benchmarks.loi import LoiDeBanc

from justedroit.web import wiring
from justedroit.web.wsgi import application

__all__ = ["application"]

# Only in the server that asks for it: pytest imports this module too, beside other tests.
if os.environ.get("TESTS_LOI_DE_BANC"):
    wiring.law = cache(LoiDeBanc)
