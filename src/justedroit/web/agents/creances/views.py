"""The pages of what a dossier owes. They write nothing but the trace of the opening."""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from justedroit.steps.consultation.creances import consult_debt, consult_debts
from justedroit.steps.consultation.recours import consult_appeal, consult_appeals
from justedroit.web import wiring
from justedroit.web.acces import opens_dossier
from justedroit.web.agents.creances.dessin import segments
from justedroit.web.agents.creances.page import Page, shown
from justedroit.web.agents.dossiers.entete import Moments
from justedroit.web.agents.faire.catalogue import GESTES
from justedroit.web.gestes import WHOLE, Cible, Situation
from justedroit.web.permissions import LECTEURS, may, needs
from justedroit.web.requete import Requete

DEBTS, APPEALS = "dettes", "recours"
_GIVEN_BACK: Final = "tribunal-rendre"


@require_safe
@needs(*LECTEURS)
@opens_dossier("dettes")
def dettes(request: Requete, *, numero: int) -> HttpResponse:
    """Show what the household owes in all, where each euro is, and what comes next."""

    def read(when: Moments) -> dict[str, Any]:
        found = consult_debts(wiring.records(), numero, when.at, when.now)
        drawn = [(one, segments(one.parts)) for one in found.open]
        return {"d": found, "ouvertes": drawn, "barre": segments(found.parts)}

    return shown(request, Page(numero, DEBTS, "creances/dettes.html"), read)


@require_safe
@needs(*LECTEURS)
@opens_dossier("dette")
def dette(request: Requete, *, numero: int, rang: int) -> HttpResponse:
    """Show one créance whole: its months, what time does to them, its days, its thread."""

    def read(when: Moments) -> dict[str, Any]:
        found = consult_debt(wiring.records(), numero, rang, when.at, when.now)
        return {"f": found, "c": found.dette, "barre": segments(found.dette.parts)}

    return shown(request, Page(numero, DEBTS, "creances/dette.html"), read)


@require_safe
@needs(*LECTEURS)
@opens_dossier("recours et instances")
def recours(request: Requete, *, numero: int) -> HttpResponse:
    """Show what the household has contested or asked: where each stands, who decides, the votes."""

    def read(when: Moments) -> dict[str, Any]:
        found = consult_appeals(wiring.records(), numero, when.at, when.now)
        return {"c": found, "rendu": when.day is None and _is_untold(request, numero)}

    return shown(request, Page(numero, APPEALS, "creances/recours.html"), read)


def _is_untold(request: Requete, numero: int) -> bool:
    """Return whether something given back was told to nobody, for who may say it."""
    geste = GESTES[_GIVEN_BACK]
    if not may(request.user, *geste.roles):
        return False
    cible = Cible(wiring.records(), numero, WHOLE, wiring.clock())
    return isinstance(geste.look(cible), Situation)


@require_safe
@needs(*LECTEURS)
@opens_dossier("un recours")
def un_recours(request: Requete, *, numero: int, rang: int) -> HttpResponse:
    """Show one appeal whole: what can be done of it, its days, its sheet, its letters, its thread."""

    def read(when: Moments) -> dict[str, Any]:
        found = consult_appeal(wiring.records(), (numero, rang), when.at, when.now)
        return {"r": found, "a": found.appel}

    return shown(request, Page(numero, APPEALS, "creances/un_recours.html"), read)
