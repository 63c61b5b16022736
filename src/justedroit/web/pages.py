"""Pages of the site itself, for all."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from justedroit.web.permissions import public


@public
def accessibilite(request: HttpRequest) -> HttpResponse:
    """Return the statement of accessibility (loi 2005-102, art. 47; décret 2019-768)."""
    return render(request, "accessibilite.html")
