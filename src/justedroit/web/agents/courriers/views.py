"""The pages of the letters of a dossier: who they are for is merged as they are shown, never kept."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from justedroit.core.identites import Identite
from justedroit.impression import html, pdf
from justedroit.steps.consultation.courriers import consult_letter, consult_letters
from justedroit.steps.consultation.instant import Absent
from justedroit.web import wiring
from justedroit.web.acces import opens_dossier
from justedroit.web.agents.creances.page import Page, shown
from justedroit.web.agents.dossiers.entete import ALLOCATAIRE, Moments, accounts, moments
from justedroit.web.permissions import LECTEURS, needs
from justedroit.web.requete import Requete

TAB = "lettres"


@require_safe
@needs(*LECTEURS)
@opens_dossier("lettres")
def lettres(request: Requete, *, numero: int) -> HttpResponse:
    """Show the letters of a dossier, the last first: where each stands."""

    def read(when: Moments) -> dict[str, Any]:
        return {"l": consult_letters(wiring.records(), numero, when.at, when.now)}

    return shown(request, Page(numero, TAB, "courriers/lettres.html"), read)


@require_safe
@needs(*LECTEURS)
@opens_dossier("lettre")
def lettre(request: Requete, *, numero: int, rang: int) -> HttpResponse:
    """Show a letter as the household reads it, or will."""

    def read(when: Moments) -> dict[str, Any]:
        found = consult_letter(wiring.records(), numero, rang, when.at, when.now)
        article = html(found.contenu, _addressee(numero), wiring.organisme())
        # Every text of a letter is escaped by what makes it.
        return {"l": found, "article": mark_safe(article)}  # noqa: S308

    return shown(request, Page(numero, TAB, "courriers/lettre.html"), read)


@require_safe
@needs(*LECTEURS)
@opens_dossier("lettre, PDF")
def lettre_pdf(request: Requete, *, numero: int, rang: int) -> HttpResponse:
    """Return a letter as a PDF: made for the request, kept nowhere."""
    when = moments(request)
    try:
        found = consult_letter(wiring.records(), numero, rang, when.at, when.now)
    except Absent as absent:
        raise Http404(str(absent)) from absent
    made = pdf(found.contenu, _addressee(numero), wiring.organisme())
    answer = HttpResponse(made, content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{found.file_name}"'
    answer.headers["Cache-Control"] = "no-store, private"
    return answer


def _addressee(numero: int) -> Identite | None:
    """Return who the letters of a dossier are for; None where it is not known, or not readable."""
    identities = accounts()
    some = () if identities is None else identities.get([numero]).get(numero, ())
    return next((one for one in some if one.person == ALLOCATAIRE), None)
