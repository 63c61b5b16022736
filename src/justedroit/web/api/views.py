"""The Web API under `/api/` of the site."""

from __future__ import annotations

import threading

from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpResponse
from django.views.decorators.csrf import csrf_exempt

from justedroit.web.api.environnement import is_ready, request_of, site
from justedroit.web.api.reponses import LONGEST, Answer, not_loaded
from justedroit.web.permissions import public

# A calculation of OpenFisca takes seconds of this process, and nobody signs in to ask for one: the
# pages of the agents must not wait behind many. `justedroit serve-api` has no such bound.
_TURN = threading.BoundedSemaphore(1)
_PATIENCE_SECONDS = 2
_LOADING_SECONDS = 10  # below what any client waits: then it is told to come back
_COMPUTED = ("calculate", "trace")


@public
@csrf_exempt  # no session: whoever calls the API is nobody, and changes nothing
def answer(request: WSGIRequest, path: str) -> HttpResponse:
    """Answer a request of the Web API.

    Args:
        request: of the site.
        path: after the `/` of the API.
    """
    mount = request.path_info.removesuffix(f"/{path}")
    # Not `request.body`: its refusal of a large one is a page of the site, in another shape.
    body = request.read(LONGEST + 1)
    asked = request_of(request.environ, f"/{path}", mount, body)
    if not is_ready(_LOADING_SECONDS, described=path not in _COMPUTED):
        return _response(not_loaded(asked))
    if path not in _COMPUTED:
        return _response(site().answer(asked))
    if not _TURN.acquire(timeout=_PATIENCE_SECONDS):
        return _response(site().busy(asked))
    try:
        return _response(site().answer(asked))
    finally:
        _TURN.release()


def _response(told: Answer) -> HttpResponse:
    response = HttpResponse(told.body, status=told.status)
    for name, value in told.headers:
        response[name] = value
    return response
