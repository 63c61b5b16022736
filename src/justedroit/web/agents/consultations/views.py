"""The log of the openings of a dossier."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render

from justedroit.core.consultations import kept_since
from justedroit.steps.witness import openings_of
from justedroit.web import wiring
from justedroit.web.permissions import Role, needs
from justedroit.web.requete import Requete

SHOWN = 200  # lines of a page


@needs(Role.AUDITEUR, Role.DIRECTION)
def consultations(request: Requete) -> HttpResponse:
    """Show who opened a dossier, when, on which screen and for what; the last first."""
    asked = request.GET.get("dossier", "").strip()
    now = wiring.real_clock()
    told: dict[str, object] = {"demande": asked[:20], "depuis": kept_since(now)}
    # A demonstration lives at another day: what was opened bears the day when it really was.
    told["heure_reelle"] = now if settings.DEMONSTRATION and settings.HORLOGE else None
    if asked:
        number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 13 else 0
        found = openings_of(wiring.openings(), number, now, SHOWN) if number else []
        told |= {"numero": number, "ouvertures": found, "limite": SHOWN}
    return render(request, "agents/consultations/consultations.html", told)
