"""The page where an agent supposes something of a dossier. It writes the trace of the opening only."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import Any, Final

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from justedroit.core.base import Refused
from justedroit.core.droits import Simulation
from justedroit.kernels import is_building
from justedroit.steps.suppose import Impossible, foyer_of, suppose
from justedroit.web import wiring
from justedroit.web.acces import opens_dossier
from justedroit.web.agents.dossiers.entete import Moments, header, moments, today
from justedroit.web.agents.hypotheses.dessin import columns_of, months_of, rows_of
from justedroit.web.agents.hypotheses.forms import Cadre, Formulaire, offered
from justedroit.web.permissions import LECTEURS, needs
from justedroit.web.requete import Requete

TAB: Final = "simuler"
_FOLDER: Final = "agents/hypotheses"
_PERSON: Final = re.compile(r"(?:\b[Ll]a )?\b[Pp]ersonne[ \u00a0](\d+)\b")


@require_safe
@needs(*LECTEURS)
@opens_dossier("simulation")
def simuler(request: Requete, *, numero: int) -> HttpResponse:
    """Show a form, and beside it the effect of what it supposes. With htmx, the effect alone."""
    try:
        when = moments(request)
        told = header(request, numero, TAB, when)
        foyer = foyer_of(wiring.records(), numero, when.at)
    except Refused as refused:
        told = header(request, numero, TAB, today()) | {"refus": str(refused)}
        return render(request, f"{_FOLDER}/refus.html", told, status=HTTPStatus.BAD_REQUEST)
    form, choices = _form(request, Cadre(foyer, told["noms"]))
    told |= {"form": form, "choix": choices} | _effect(form, numero, when)
    told = named(told)
    if request.htmx:  # a refusal too is shown where the effect would be
        return render(request, f"{_FOLDER}/_effet.html", told | {"apart": True})
    wrong = form.is_bound and "effet" not in told
    status = HTTPStatus.BAD_REQUEST if wrong else HTTPStatus.OK
    return render(request, f"{_FOLDER}/simuler.html", told, status=status)


def _form(request: Requete, cadre: Cadre) -> tuple[Formulaire, list[dict[str, Any]]]:
    """Return the form asked for, filled in where it was sent; and the choices beside it."""
    forms = offered(cadre.foyer)
    asked = request.GET.get("quoi", "")
    kind = next((form for form in forms if form.code == asked), forms[0])
    sent = kind.code == asked and not request.GET.keys().isdisjoint(kind.base_fields)
    choices = [{"code": f.code, "titre": f.titre, "ici": f is kind} for f in forms]
    return kind(request.GET if sent else None, cadre), choices


def _effect(form: Formulaire, numero: int, when: Moments) -> dict[str, Any]:
    """Return what the template shows of what is supposed, or why it is refused."""
    if not form.is_valid():
        return {}
    try:
        found = suppose(wiring.records(), numero, [form.asked()], when.at, wiring.law())
    except Impossible as impossible:
        return {"refus": " ".join(f"{r.what} {r.mend}" for r in impossible.refusals)}
    except Refused as refused:
        return {"refus": str(refused)}
    return _shown(found) | {"en_preparation": is_building(wiring.law())}


def named(told: dict[str, Any]) -> dict[str, Any]:
    """Return what the template shows, each person called by name where it is known."""

    def name(found: re.Match[str]) -> str:
        return str(told["noms"].get(int(found[1])) or found[0])

    def said(text: str) -> str:
        return _PERSON.sub(name, text).replace("'", "’")

    sentences = {k: [*map(said, told[k])] for k in ("titre", "phrases", "acquis") if k in told}
    return told | sentences | ({"refus": said(told["refus"])} if "refus" in told else {})


def _shown(found: Simulation) -> dict[str, Any]:
    return {
        "effet": found,
        "titre": found.headline(),
        "phrases": found.reasons(),
        "acquis": found.assumptions,
        "mois": months_of(found),
        "colonnes": columns_of(found),
        "lignes": rows_of(found),
        "total": {
            "before": found.total("before_cents"),
            "after": found.total("after_cents"),
            "claimed": found.total("claimed_cents"),
        },
    }
