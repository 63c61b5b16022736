"""What the courts have judged in a year: counts and sums, nobody's."""

from __future__ import annotations

from typing import Final

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from justedroit.core.base import FRANCE
from justedroit.core.recours import JUGES
from justedroit.steps.consultation.annee_jugee import judged_in
from justedroit.web import wiring
from justedroit.web.permissions import CONTENTIEUX, Role, needs
from justedroit.web.requete import Requete

LECTEURS: Final = (*CONTENTIEUX, Role.DIRECTION)
_FIRST, _LAST = 2009, 2100  # as the command line


@require_safe
@needs(*LECTEURS)
def cette_annee(_request: Requete) -> HttpResponse:
    """Go to the present year."""
    return redirect("tribunaux:annee", annee=wiring.clock().astimezone(FRANCE).year)


@require_safe
@needs(*LECTEURS)
def annee(request: Requete, annee: int) -> HttpResponse:
    """Show the judgments of a year, court by court, and their direction for the fund."""
    if not _FIRST <= annee <= _LAST:
        raise Http404("Cette année n’est pas de celles que l’on compte.")
    told = judged_in(wiring.records(), annee)
    this = wiring.clock().astimezone(FRANCE).year
    shown = {
        "b": told,
        "juges": [(JUGES[one.tribunal], one) for one in told.courts],
        "attente": [(JUGES[court], count) for court, count in told.pending],
        "annees": sorted({*told.years, annee, this}, reverse=True),
    }
    return render(request, "agents/tribunaux/annee.html", shown)
