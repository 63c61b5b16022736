"""The page where an agent supposes something of a dossier. It writes the trace of the opening only."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import Any, Final

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe
from django_htmx.http import HttpResponseClientRedirect

from justedroit.core.base import Refused
from justedroit.core.droits import Simulation
from justedroit.kernels import is_building
from justedroit.steps.suppose import Impossible, foyer_of, suppose
from justedroit.web import wiring
from justedroit.web.acces import opens_dossier
from justedroit.web.agents.dossiers.entete import Moments, header, moments, today
from justedroit.web.agents.hypotheses.changements import (
    ADD,
    MOST,
    REMOVE,
    address,
    changes_of,
    is_pending,
    moved,
)
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
    forms = changes_of(request.GET, Cadre(foyer, told["noms"]))
    if not request.GET.keys().isdisjoint((ADD, REMOVE)):
        return _moved(request, forms, when)
    told |= _asked(forms, offered(foyer), when) | _effect(forms, numero, when)
    told = named(told)
    if request.htmx:  # a refusal too is shown where the effect would be
        return render(request, f"{_FOLDER}/_effet.html", told | {"apart": True})
    wrong = any(form.is_bound for form in forms) and "effet" not in told
    status = HTTPStatus.BAD_REQUEST if wrong else HTTPStatus.OK
    return render(request, f"{_FOLDER}/simuler.html", told, status=status)


def _moved(request: Requete, forms: list[Formulaire], when: Moments) -> HttpResponse:
    """Send to the address of the same changes, with one more or one less."""
    kept, added = moved(request.GET, forms)
    place = len(kept) + bool(added)
    where = f"{request.path}?{address(kept, added, _day(when))}#changement-{place}"
    return HttpResponseClientRedirect(where) if request.htmx else redirect(where)


def _day(when: Moments) -> list[tuple[str, str]]:
    return [("au", when.day.isoformat())] if when.day else []


def _asked(
    forms: list[Formulaire], kinds: tuple[type[Formulaire], ...], when: Moments
) -> dict[str, Any]:
    """Return what the template shows of the question: the changes, and what they could be."""
    day, cadre = _day(when), forms[0].cadre
    return {
        "formulaires": forms,
        "choix": [
            {
                "code": kind.code,
                "titre": kind.titre,
                "ici": isinstance(forms[0], kind),
                "vers": address([kind(None, cadre)], others=day),
            }
            for kind in kinds
        ],
        "peut_ajouter": len(forms) < MOST,
        "en_attente": [form for form in forms if is_pending(form)],
    }


def _effect(forms: list[Formulaire], numero: int, when: Moments) -> dict[str, Any]:
    """Return what the template shows of what is supposed, or why it is refused."""
    told = [form for form in forms if form.is_bound and form.is_valid()]
    wrong = [form for form in forms if form.errors and not (told and is_pending(form))]
    if wrong or not told:
        return {"fautifs": wrong}
    try:
        asked = [form.asked() for form in told]
        found = suppose(wiring.records(), numero, asked, when.at, wiring.law())
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
