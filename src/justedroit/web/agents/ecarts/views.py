"""The pages of the rappels and indus of a dossier. They write nothing but the trace of the opening."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from itertools import groupby
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from justedroit.core.base import Refused, day_text
from justedroit.core.ecarts import sides
from justedroit.steps.attribute import Attributed, attribute, explained
from justedroit.web import wiring
from justedroit.web.acces import opens_dossier
from justedroit.web.agents.dossiers.entete import Moments, header, moments, today
from justedroit.web.agents.ecarts.dessin import (
    Revision,
    answer,
    month_span,
    question,
    shared_out,
)
from justedroit.web.permissions import LECTEURS, needs
from justedroit.web.requete import Requete

TAB = "ecarts"
ROWS = 16  # months shown unfolded


@require_safe
@needs(*LECTEURS)
@opens_dossier("rappels et indus")
def ecarts(request: Requete, *, numero: int) -> HttpResponse:
    """Show the revisions that changed what had been posted, the last first."""

    def read(when: Moments) -> dict[str, Any]:
        told = explained(wiring.records(), numero).differences
        known = [d for d in told if d.revised_at <= when.at]
        same = groupby(known, key=lambda d: (d.reference, d.revised_at))
        found = [Revision(*key, tuple(differences)) for key, differences in same]
        return {"revisions": found[::-1]}

    return _page(request, numero, "ecarts.html", read)


@require_safe
@needs(*LECTEURS)
@opens_dossier("explication d'un rappel ou d'un indu")
def ecart(request: Requete, *, numero: int, reference: str) -> HttpResponse:
    """Show why a revision claims, or owes: what each changed fact explains, to the cent."""

    def read(when: Moments) -> dict[str, Any]:
        told = attribute(wiring.records(), numero, reference, wiring.law())
        if told.revised_at > when.at:
            raise Refused(
                f"Ce recalcul est du {day_text(told.revised_at.date())} : il n'existait pas encore "
                "au jour où vous êtes revenu."
            )
        return _told(told, when)

    return _page(request, numero, "ecart.html", read)


def _told(told: Attributed, when: Moments) -> dict[str, Any]:
    return {
        "e": told,
        "question": question(told.parts),
        "reponse": answer(told.parts),
        "periode": month_span(told.differences),
        "partage": shared_out(told.parts),
        "par_prestation": [(one, sides(one)) for one in told.differences],
        "ouvertes": _unfolded(told),
        "lettre": told.parts.to_french().splitlines(),
        "decisions": [d for d in told.decisions if d.at <= when.at],
    }


def _unfolded(told: Attributed) -> list[str]:
    """Return the benefits whose months are shown at once: as many as a screen holds."""
    shown: list[str] = []
    room = ROWS
    for difference in told.differences:
        room -= len(difference.months)
        if shown and room < 0:
            break
        shown.append(difference.benefit)
    return shown


def _page(
    request: Requete, numero: int, template: str, read: Callable[[Moments], dict[str, Any]]
) -> HttpResponse:
    """Return a page, or under the same header why it cannot be shown."""
    when, status = today(), HTTPStatus.BAD_REQUEST
    try:
        when, status = moments(request), HTTPStatus.NOT_FOUND
        told = read(when)
    except Refused as refused:
        told, template = {"refus": str(refused)}, "refus.html"
    else:
        status = HTTPStatus.OK
    shown = header(request, numero, TAB, when) | told
    return render(request, f"agents/ecarts/{template}", shown, status=status)
