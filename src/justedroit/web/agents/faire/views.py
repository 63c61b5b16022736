"""The page of any geste: look at what it is done to, do it, or say why not."""

from __future__ import annotations

import re
from collections.abc import Mapping
from hashlib import sha256
from http import HTTPStatus
from typing import Any, Final

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from justedroit.core.base import Refusal, Refused, typographic
from justedroit.steps.consultation.francais import capital
from justedroit.web import wiring
from justedroit.web.acces import opens_dossier
from justedroit.web.actes import Depasse, Fait, acte_of, acted, announced, seen_of
from justedroit.web.agents.creances.page import without_day
from justedroit.web.agents.dossiers.entete import header, today
from justedroit.web.agents.faire.catalogue import GESTES
from justedroit.web.agents.reponses import refused
from justedroit.web.formulaires import Formulaire
from justedroit.web.gestes import WHOLE, Cible, Geste, Situation
from justedroit.web.permissions import LECTEURS, may, needs
from justedroit.web.requete import Requete

_TEMPLATE: Final = "agents/faire/faire.html"
_FORETOLD: Final = "prevu"  # the field that bears what was foretold
_DOSSIER: Final = re.compile(r"^[Dd]ossier \d+(, )?")
Shown = dict[str, Any]


@require_http_methods(["GET", "HEAD", "POST"])
@needs(*LECTEURS)
@opens_dossier("acte sur le dossier")
def faire(request: Requete, *, numero: int, code: str, rang: int = WHOLE) -> HttpResponse:
    """Show a geste, and do it when it is asked."""
    geste = GESTES.get(code)
    if geste is None:
        raise Http404("Cette page n’existe pas.")
    if (today_only := without_day(request)) is not None:
        return today_only
    # Before anything is read of the dossier: the page bears the sequence it was made from.
    seen = wiring.records().sequences([numero])[numero]
    cible = Cible(wiring.records(), numero, rang, wiring.clock())
    shown: Shown = {"g": geste, "seen": seen, "peut_agir": may(request.user, *geste.roles)}
    shown["retour"] = geste.back(cible)
    status = HTTPStatus.OK
    if request.method == "POST":
        if not shown["peut_agir"]:
            raise PermissionDenied
        done = _do(request, geste, cible)
        if isinstance(done, HttpResponse):
            return done
        shown |= done
        status = shown.pop("status")
    elif isinstance(situation := _situation(geste, cible), Refusal):
        shown |= {"refus": [situation], "sujet": _about(situation)}
    else:
        shown |= {"s": situation, "form": geste.form(None, cible, situation)}
    if "form" in shown:
        shown["form"].dress()
    return render(
        request, _TEMPLATE, shown | header(request, numero, geste.tab, today()), status=status
    )


def _situation(geste: Geste, cible: Cible) -> Situation | Refusal:
    """Return what a geste would be done to, or why it cannot be done.

    Raises:
        Http404: there is no such thing in this dossier.
    """
    found = geste.look(cible)
    if found is None:
        raise Http404("Ce que vous cherchez n’existe pas dans ce dossier.")
    return found


def _about(refusal: Refusal) -> str:
    """Return what a refusal is about in the dossier, by its number; empty where it names none."""
    named = _DOSSIER.sub("", refusal.where)
    return capital(named) if any(map(str.isdigit, named)) else ""


def _do(request: Requete, geste: Geste, cible: Cible) -> HttpResponse | Shown:
    """Do a geste; return its page again where it was not done, with what was typed."""
    situation = _situation(geste, cible)
    if isinstance(situation, Refusal):
        # Perhaps because the same form was sent twice: what was written since the page says it.
        form: Formulaire | None = None
        told: dict[str, Any] = {}
    else:
        form = geste.form(request.POST, cible, situation)
        if not form.is_valid():
            return {"s": situation, "form": form, "status": HTTPStatus.BAD_REQUEST}
        told = form.cleaned_data
    kept: Shown = {} if form is None else {"s": situation, "form": form}
    if form is not None and geste.foretold and not _confirms(request, cible, told):
        return kept | _foretold(request, geste, cible, form)
    fait = Fait(geste.tag, geste.wrote(cible, told) if form is not None else {})
    found = acted(request, cible.dossier, _step(geste, cible, situation, told), fait)
    if isinstance(found, Depasse) and not found.done:
        return kept | {"depasse": found.told, "status": HTTPStatus.CONFLICT}
    if isinstance(found, Depasse):
        messages.info(request, found.told)
    elif isinstance(found, str):
        messages.success(request, typographic(found))
        announced(request, [cible.dossier])
    else:
        refusals = found if isinstance(found, list) else [found]
        return kept | refused(refusals, form)
    return redirect(geste.back(cible))


def _confirms(request: Requete, cible: Cible, told: Mapping[str, Any]) -> bool:
    """Return whether what is sent was foretold as it is; if the dossier has changed, acting says so."""
    if seen_of(request) != cible.records.sequences([cible.dossier])[cible.dossier]:
        return True
    return request.POST.get(_FORETOLD) == _mark(told)


def _mark(told: Mapping[str, Any]) -> str:
    """Return what names what a form says: changed since, it is foretold again."""
    return sha256(repr(sorted(told.items())).encode()).hexdigest()[:16]


def _foretold(request: Requete, geste: Geste, cible: Cible, form: Formulaire) -> Shown:
    """Return what a geste would do; nothing is written."""
    told = form.cleaned_data
    try:
        found = geste.foresee(cible, acte_of(request), told)
    except Refused as said:
        found = Refusal(str(said), f"dossier {cible.dossier}", "")
    every = [found] if isinstance(found, Refusal) else found
    if wrong := [one for one in every if isinstance(one, Refusal)]:
        return refused(wrong, form)
    return {"prevu": found, "marque": _mark(told), "status": HTTPStatus.OK}


def _step(geste: Geste, cible: Cible, situation: Situation | Refusal, told: dict[str, Any]) -> Any:
    """Return the step that does a geste: what cannot be done is refused as the page would."""
    if isinstance(situation, Refusal):
        return lambda _records, _acte: situation

    def step(records: Any, acte: Any) -> Any:
        try:
            return geste.act(records, acte, cible, told)
        except Refused as said:  # the fund's own name is not given, for instance
            return Refusal(str(said), f"dossier {cible.dossier}", "")

    return step
