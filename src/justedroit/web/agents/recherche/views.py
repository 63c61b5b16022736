"""The search: what is looked for is posted, so that it is in no address and in no log.

What it found is then shown at an address of its own: going back to it asks for nothing again. Until
the session ends, what was looked for is kept in it, encrypted as identities are.
"""

from __future__ import annotations

from typing import Final

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from justedroit.core.base import Refusal
from justedroit.steps.search import search
from justedroit.web import wiring
from justedroit.web.permissions import LECTEURS, needs
from justedroit.web.requete import Requete

_KEPT: Final = "recherche"  # in the session
_LONGEST: Final = 200  # characters: beyond, it is refused as too long all the same
_TEMPLATE: Final = "agents/recherche/recherche.html"


@require_http_methods(["GET", "HEAD", "POST"])
@needs(*LECTEURS)
def recherche(request: Requete) -> HttpResponse:
    """Show how to look for a dossier; or take what is looked for, and lead to what it finds."""
    if request.method != "POST":
        return render(request, _TEMPLATE)
    _keep(request, request.POST.get("q", "").strip()[:_LONGEST])
    return redirect("recherche:resultats")


@require_safe
@needs(*LECTEURS)
def resultats(request: Requete) -> HttpResponse:
    """Show the dossiers that answer what was looked for last, or why nothing can be."""
    asked = _asked(request)
    if asked is None:
        return redirect("recherche:recherche")
    found = search(wiring.records(), wiring.identities(), asked)
    told: dict[str, object] = {"demande": asked, "cherche": True}
    told |= {"refus": found} if isinstance(found, Refusal) else {"trouves": found}
    return render(request, _TEMPLATE, told)


def _keep(request: Requete, asked: str) -> None:
    request.session[_KEPT] = wiring.sealed(asked, _label(request))


def _asked(request: Requete) -> str | None:
    """Return what was looked for last, None where nothing was, or no longer reads."""
    kept = request.session.get(_KEPT)
    return None if kept is None else wiring.unsealed(kept, _label(request))


def _label(request: Requete) -> str:
    return f"recherche de {request.user.get_username()}"
