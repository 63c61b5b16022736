"""What is said when something is wrong: in French, under the layout, never a stack trace."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from justedroit.core.base import Refused
from justedroit.records.interface import StaleSequence
from justedroit.web.permissions import public

Answer = Callable[[HttpRequest], HttpResponse]


class _Refusals:
    """A middleware: what a step refuses, and no view has caught, is told to the person."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self._answer(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Return the page of a refusal; nothing for what is a defect of ours."""
        if isinstance(error, Refused | StaleSequence):
            return _page(request, "400", HTTPStatus.BAD_REQUEST, refus=str(error))
        return None


refusals = _Refusals


def _page(request: HttpRequest, name: str, status: int, **told: Any) -> HttpResponse:
    return render(request, f"erreurs/{name}.html", told, status=status)


@public
def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001  (Django's)
    """Return the page of a request that cannot be understood."""
    return _page(request, "400", HTTPStatus.BAD_REQUEST)


@public
def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001  (Django's)
    """Return the page of what one's role does not open."""
    return _page(request, "403", HTTPStatus.FORBIDDEN)


@public
def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Return the page of what does not exist; a view may say what, in `Http404`."""
    told = exception.args[0] if isinstance(exception, Http404) and exception.args else ""
    reason = told if isinstance(told, str) and type(exception) is Http404 else ""
    return _page(request, "404", HTTPStatus.NOT_FOUND, raison=reason)


@public
def defect(request: HttpRequest) -> HttpResponse:
    """Return the page of a defect: it asks nothing of the database, which may be the one at fault."""
    return _page(request, "500", HTTPStatus.INTERNAL_SERVER_ERROR, sobre=True)


@public
def csrf(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001  (Django's)
    """Return the page of a form that comes from elsewhere, or too late."""
    return _page(request, "csrf", HTTPStatus.FORBIDDEN)
