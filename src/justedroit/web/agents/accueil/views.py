"""The home page."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render

from justedroit.steps.witness import last_opened
from justedroit.web import wiring
from justedroit.web.agents.afaire.views import counted_for
from justedroit.web.permissions import LECTEURS, TOUS, Role, may, needs
from justedroit.web.requete import Requete

SHOWN = 8  # dossiers last opened


@needs(*TOUS)
def accueil(request: Requete) -> HttpResponse:
    """Show what waits today, the search, and the dossiers that the person last opened."""
    told: dict[str, object] = {}
    if may(request.user, *LECTEURS, Role.DIRECTION):
        told |= {"peut_faire": True, "attend": counted_for(request)}
    if may(request.user, *LECTEURS):
        told["exemples"] = settings.EXEMPLES if settings.DEMONSTRATION else ()
        told["derniers"] = last_opened(wiring.openings(), request.user.get_username(), SHOWN)
    return render(request, "agents/accueil/accueil.html", told)
