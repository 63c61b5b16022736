"""The pages of a dossier. They read, they write nothing but the trace of the opening."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from justedroit.core.base import Refused
from justedroit.steps.consult import (
    UnknownDossier,
    consult,
    consult_ledger,
    consult_rights,
)
from justedroit.steps.motivate import motivate
from justedroit.steps.timeline import timeline
from justedroit.web import wiring
from justedroit.web.acces import opens_dossier
from justedroit.web.agents.dossiers.arbre import Etape, steps_of
from justedroit.web.agents.dossiers.dessin import drawing
from justedroit.web.agents.dossiers.entete import Moments, accounts, header, moments, today
from justedroit.web.agents.dossiers.journal import months_of, years_of
from justedroit.web.permissions import LECTEURS, needs
from justedroit.web.requete import Requete

_MONTH = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")
FOLDER = "agents/dossiers"
Names = Mapping[int, str]
SHOWN = 3  # contradictions, differences and waiting facts told on the first screen


@require_safe
@needs(*LECTEURS)
@opens_dossier("aujourd'hui")
def dossier(request: Requete, *, numero: int) -> HttpResponse:
    """Show what they receive and why, what changed, who they are, what is owed."""

    def read(when: Moments, _names: Names) -> dict[str, Any]:
        found = consult(wiring.records(), numero, when.at, when.now, accounts())
        return {"c": found, "montres": SHOWN, "montres_tranche": f":{SHOWN}"}

    return _page(request, (numero, "aujourdhui", "dossier.html"), read)


@require_safe
@needs(*LECTEURS)
@opens_dossier("droits")
def droits(request: Requete, *, numero: int) -> HttpResponse:
    """Show every right, by month and benefit."""

    def read(when: Moments, _names: Names) -> dict[str, Any]:
        _, found = consult_rights(wiring.records(), numero, when.at, when.now)
        return {"tableau": found}

    return _page(request, (numero, "droits", "droits.html"), read)


@require_safe
@needs(*LECTEURS)
@opens_dossier("explication d'un droit")
def droit(request: Requete, *, numero: int, prestation: str, mois: str) -> HttpResponse:
    """Show why a right is what it is: about ten lines, that unfold."""

    def read(when: Moments, names: Names) -> dict[str, Any]:
        asked = prestation, _month(mois)
        step = Etape.read(request.GET.get("etape", ""))
        found = motivate(
            wiring.records(),
            numero,
            asked,
            (when.at, when.now),
            wiring.law(),
            None if step is None else (step.variable, step.period),
        )
        members = [names.get(n) or f"personne\u00a0{n}" for n in found.right.persons]
        lines = None if found.tree is None else steps_of(found.tree, members)
        codes = {"prestation_code": prestation, "mois_code": mois}
        return {"m": found, "etape": request.GET.get("etape"), "lignes": lines} | codes

    template = "_explication.html" if request.htmx else "droit.html"
    return _page(request, (numero, "droits", template), read)


@require_safe
@needs(*LECTEURS)
@opens_dossier("chronologie")
def chronologie(request: Requete, *, numero: int) -> HttpResponse:
    """Show every fact on two axes, true since and known since; and go back to a day."""
    asked = request.GET.get("au", "").strip()[:20]
    told: dict[str, Any] = {"demande": asked}
    status = HTTPStatus.OK
    try:
        when = moments(request)
        found = timeline(wiring.records(), numero, when.at, when.now)
    except UnknownDossier as unknown:
        raise Http404(str(unknown)) from unknown
    except Refused as refused:
        # The form says what is wrong with the day, above the timeline as it is today.
        told["erreur"], status = str(refused), HTTPStatus.BAD_REQUEST
        when = today()
        found = timeline(wiring.records(), numero, when.at, when.now)
    told |= header(request, numero, "chronologie", when)
    told |= {"c": found, "dessin": drawing(found, told["noms"])}
    told["annees"] = years_of(found.statements)
    return render(request, f"{FOLDER}/chronologie.html", told, status=status)


@require_safe
@needs(*LECTEURS)
@opens_dossier("registre")
def registre(request: Requete, *, numero: int) -> HttpResponse:
    """Show the accounts, what their balance means, and the movements."""

    def read(when: Moments, _names: Names) -> dict[str, Any]:
        _, found = consult_ledger(wiring.records(), numero, when.at, when.now)
        return {"r": found, "mois_entres": months_of(found.movements)}

    return _page(request, (numero, "registre", "registre.html"), read)


def _page(
    request: Requete, page: tuple[int, str, str], read: Callable[[Moments, Names], dict[str, Any]]
) -> HttpResponse:
    """Return a page of a dossier, or under the same header why it cannot be shown.

    Args:
        request: of the page.
        page: number of the dossier, code of the tab, template.
        read: what the template shows besides the header, from the instants asked for and the names.
    """
    numero, tab, template = page
    refused = None
    try:
        when = moments(request)
    except Refused as wrong:
        refused, when = wrong, today()
    told = header(request, numero, tab, when)
    if refused is None:
        try:
            told |= read(when, told["noms"])
        except Refused as wrong:
            refused = wrong
    if isinstance(refused, UnknownDossier):
        raise Http404(str(refused)) from refused
    if refused is None:
        return render(request, f"{FOLDER}/{template}", told)
    told |= {"refus": str(refused), "premier": getattr(refused, "first", None)}
    return render(request, f"{FOLDER}/refus.html", told, status=HTTPStatus.BAD_REQUEST)


def _month(text: str) -> int:
    found = _MONTH.fullmatch(text)
    if found is None:
        raise Refused(f"« {text[:20]} » n'est pas un mois. Écrivez AAAA-MM, par exemple 2025-06.")
    return int(found[1]) * 100 + int(found[2])
