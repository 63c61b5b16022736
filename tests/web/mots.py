"""The words of a page, as someone reads them."""

from __future__ import annotations

import re

from django.http import HttpResponse
from tests.endettes import said


def words(answer: HttpResponse) -> str:
    """Return what a page says, without its tags, its spaces made plain."""
    return said(re.sub(r"<[^>]+>", " ", answer.content.decode().replace("&nbsp;", " ")))
