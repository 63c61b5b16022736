"""The Web API under `/api/` of the site."""

from __future__ import annotations

from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpResponse
from django.views.decorators.csrf import csrf_exempt

from justedroit.web.api.environnement import request_of, site
from justedroit.web.permissions import public


@public
@csrf_exempt  # no session: whoever calls the API is nobody, and changes nothing
def answer(request: WSGIRequest, path: str) -> HttpResponse:
    """Answer a request of the Web API.

    Args:
        request: of the site.
        path: after the `/` of the API.
    """
    mount = request.path_info.removesuffix(f"/{path}")
    told = site().answer(request_of(request.environ, f"/{path}", mount, request.body))
    response = HttpResponse(told.body, status=told.status)
    for name, value in told.headers:
        response[name] = value
    return response
