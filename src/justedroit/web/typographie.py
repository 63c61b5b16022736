"""One apostrophe on every page, wherever its words come from: labels, refusals, the law, people."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponse

from justedroit.core.base import typographic

Answer = Callable[[HttpRequest], HttpResponse]

# What is not read: the tags, but the attributes that are shown or said (a value that goes back with a
# form must come back as it was), and the texts that are for a machine or are being written.
_UNREAD: Final = re.compile(r"(<(textarea|script|style)\b.*?</\2\s*>|<[^>]*>)", re.DOTALL)
_SAID: Final = re.compile(r'\s(?:alt|aria-label|data-titre|placeholder|title)="[^"]*"')
_ESCAPED: Final = "&#x27;"  # as Django writes the apostrophe of a value


def apostrophes(answer: Answer) -> Answer:
    """Return a middleware: the texts of a page bear the apostrophe of a printed text."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = answer(request)
        kind = response.headers.get("Content-Type", "")
        if kind.startswith("text/html") and not response.streaming:
            response.content = printed(response.content.decode()).encode()
        return response

    return middleware


def printed(page: str) -> str:
    """Return a page with the apostrophes of its texts as they are printed, its tags as they were."""
    # The groups of the pattern come between the texts: the tag, then what it is the tag of.
    pieces = _UNREAD.split(page)
    pieces[::3] = map(_printed, pieces[::3])
    pieces[1::3] = (_SAID.sub(lambda said: _printed(said[0]), tag) for tag in pieces[1::3])
    del pieces[2::3]
    return "".join(pieces)


def _printed(text: str) -> str:
    return typographic(text.replace(_ESCAPED, "'"))
