"""The Web API served alone, without Django: `justedroit serve-api`, or any WSGI server.

`application` loads the law at its first request; `warmed`, a factory, loads and describes it before,
as OpenFisca's server does: a quarter of a minute for France.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any

from justedroit.web.api.environnement import request_of, site
from justedroit.web.api.reponses import LONGEST

_STATUSES = {status.value: f"{status.value} {status.phrase.upper()}" for status in HTTPStatus}


def application(
    environ: dict[str, Any], start_response: Callable[[str, list[tuple[str, str]]], Any]
) -> Iterable[bytes]:
    """Answer a request, as a WSGI server asks it."""
    path = environ.get("PATH_INFO", "/").encode("latin-1").decode("utf-8", "replace")
    request = request_of(environ, path, environ.get("SCRIPT_NAME", ""), _body(environ))
    answer = site().answer(request)
    start_response(_STATUSES[answer.status], answer.headers)
    return [b"" if request.method == "HEAD" else answer.body]


def _body(environ: dict[str, Any]) -> bytes:
    size, stream = environ.get("CONTENT_LENGTH"), environ["wsgi.input"]
    if size:
        return bytes(stream.read(min(int(size), LONGEST + 1)))
    return bytes(stream.read(LONGEST + 1)) if "HTTP_TRANSFER_ENCODING" in environ else b""


def warmed() -> Callable[..., Iterable[bytes]]:
    """Return the application, its law loaded and described."""
    site().documents()
    return application
