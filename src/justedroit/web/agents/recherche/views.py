"""The search: what is looked for is posted, so that it is in no address and in no log."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from justedroit.core.base import Refusal
from justedroit.steps.search import search
from justedroit.web import wiring
from justedroit.web.permissions import LECTEURS, needs
from justedroit.web.requete import Requete


@require_http_methods(["GET", "HEAD", "POST"])
@needs(*LECTEURS)
def recherche(request: Requete) -> HttpResponse:
    """Show the dossiers that answer what is looked for, or how to look for it."""
    told: dict[str, object] = {}
    if request.method == "POST":
        asked = request.POST.get("q", "").strip()
        found = search(wiring.records(), wiring.identities(), asked)
        told = {"demande": asked, "cherche": True}
        told |= {"refus": found} if isinstance(found, Refusal) else {"trouves": found}
    return render(request, "agents/recherche/recherche.html", told)
