"""Part of a page asked for when the session has ended: the whole page goes to sign in."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Final
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url

Answer = Callable[[HttpRequest], HttpResponse]
HOME: Final = "/"


def to_sign_in(answer: Answer) -> Answer:
    """Return a middleware: htmx is told to leave the page, not to put another one inside it.

    Someone who has signed in comes back to the page that was shown, not to the part asked for.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = answer(request)
        sign_in = resolve_url(settings.LOGIN_URL)
        asked = request.headers.get("HX-Request") == "true"
        if not asked or not response.headers.get("Location", "").startswith(f"{sign_in}?"):
            return response
        query = urlencode({"next": _shown(request)}, safe="/")
        return HttpResponse(status=HTTPStatus.OK, headers={"HX-Redirect": f"{sign_in}?{query}"})

    return middleware


def _shown(request: HttpRequest) -> str:
    """Return the page that htmx says is shown, without its site; the home page where it does not."""
    told = urlsplit(request.headers.get("HX-Current-URL", ""))
    if not told.path.startswith("/") or told.path.startswith("//"):
        return HOME
    return f"{told.path}?{told.query}" if told.query else told.path
