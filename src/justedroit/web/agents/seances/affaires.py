"""The page of one file before the commission: what it must know, the vote, the decision, on one screen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from http import HTTPStatus
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from justedroit.core.base import Refusal, day_text
from justedroit.core.recours import AUTORITES, SENS
from justedroit.steps import sit
from justedroit.steps.consultation.examens import Examen, drafted, examined
from justedroit.steps.consultation.seances import order_of_the_day
from justedroit.web import wiring
from justedroit.web.acces import opens_dossier
from justedroit.web.actes import Etape, Fait, acte_of, acted
from justedroit.web.agents.dossiers.entete import header, today
from justedroit.web.agents.reponses import Reponse, answered, refused, shown_again
from justedroit.web.agents.seances.dessin import budget
from justedroit.web.agents.seances.forms import AjournerForm, DecisionForm, VoteForm
from justedroit.web.formulaires import Formulaire
from justedroit.web.permissions import LECTEURS, Role, may, needs
from justedroit.web.requete import Requete

_TAB: Final = "recours"
Told = dict[str, Any]


@require_http_methods(["GET", "HEAD", "POST"])
@needs(*LECTEURS)
@opens_dossier("fiche d'une séance de la commission")
def affaire(request: Requete, *, jour: dt.date, numero: int, rang: int) -> HttpResponse:
    """Show a file to the commission; write what it votes, what is decided, that it is put off."""
    wrong: Told = {}
    if request.method == "POST":
        refuse_role(request)
        act = _ACTS.get(request.POST.get("acte", ""))
        if act is None:
            raise Http404("Cet acte n’existe pas sur cette page.")
        done = act(request, _examined(jour, numero, rang))
        if isinstance(done, HttpResponse):
            return done
        wrong = done
    told = _examined(jour, numero, rang)
    order = order_of_the_day(wiring.records(), jour, wiring.clock())
    before, after = order.around(told.affaire.key) if order is not None else (None, None)
    shown: Told = {
        "e": told,
        "avant": before,
        "apres": after,
        "budget": budget(told),
        "peut_agir": may(request.user, Role.SECRETAIRE),
        "vote": VoteForm(None, told),
        "decision": DecisionForm(None, told),
        "ajourner": AjournerForm(),
        "fiche_le": told.made_on,
        "vu": told.affaire.seen,
    }
    status = wrong.pop("status", HTTPStatus.OK)
    shown |= header(request, numero, _TAB, today()) | wrong
    return render(request, "agents/seances/affaire.html", shown, status=status)


def refuse_role(request: Requete) -> None:
    """Refuse an act to who is not the secretary of the commission.

    Raises:
        PermissionDenied: it is somebody else.
    """
    if not may(request.user, Role.SECRETAIRE):
        raise PermissionDenied


def _examined(jour: dt.date, numero: int, rang: int) -> Examen:
    found = examined(wiring.records(), jour, (numero, rang), wiring.clock())
    if isinstance(found, Refusal):
        raise Http404(str(found))
    return found


# --- acts --------------------------------------------------------------------------------------


def _inscribe(request: Requete, told: Examen) -> HttpResponse | Told:
    day, key = told.seance.day, told.affaire.key
    fait = Fait("recours.inscrit", {"recours": key[1], "seance": day.isoformat()})
    done = f"Ce recours est à l’ordre du jour du {day_text(day)}."
    return _act(
        (request, told),
        lambda records, who: sit.inscribe(records, day, key, who),
        fait,
        ("", None, done),
    )


def _ballot(request: Requete, told: Examen) -> HttpResponse | Told:
    form = VoteForm(request.POST, told)
    if not form.is_valid():
        return shown_again(form, "vote")
    voix, day, key = form.voix(), told.seance.day, told.affaire.key
    wrote = {"recours": key[1], "seance": day.isoformat(), "sens": voix.sens}
    wrote |= {"pour": voix.pour, "contre": voix.contre, "abstentions": voix.abstentions}
    return _act(
        (request, told),
        lambda records, who: sit.ballot(records, day, key, voix, who),
        Fait("recours.vote", wrote),
        ("vote", form, f"Le vote sur « {SENS[voix.sens]} » est consigné."),
    )


def _draft(request: Requete, told: Examen) -> HttpResponse | Told:
    """Show the decision as it would be recorded; nothing is written."""
    form = DecisionForm(request.POST, told)
    if not form.is_valid():
        return shown_again(form, "decision")
    found = drafted(wiring.records(), told.affaire.key, form.arret(), acte_of(request))
    if isinstance(found, Refusal):
        return refused([found], form, "decision")
    return {
        "decision": form,
        "projet": found,
        "projet_sens": SENS[found.sens],
        "projet_cents": sum(found.amounts.values()),
        "projet_par": AUTORITES[found.par],
    }


def _rule(request: Requete, told: Examen) -> HttpResponse | Told:
    form = DecisionForm(request.POST, told)
    if not form.is_valid():
        return shown_again(form, "decision")
    arret, key = form.arret(), told.affaire.key
    named = f"La décision {told.whose} du {day_text(told.affaire.day)}"
    return _act(
        (request, told),
        lambda records, who: _not_here(told) or sit.rule(records, key, arret, who),
        Fait("recours.decide", {"recours": key[1], "sens": arret.sens, "code": arret.code}),
        ("decision", form, f"{named} est consignée : {SENS[arret.sens]}."),
    )


def _put_off(request: Requete, told: Examen) -> HttpResponse | Told:
    form = AjournerForm(request.POST)
    if not form.is_valid():
        return shown_again(form, "ajourner")
    key, arret = told.affaire.key, sit.Arret("ajourne", "", form.cleaned_data["motif"])
    return _act(
        (request, told),
        lambda records, who: _not_here(told) or sit.rule(records, key, arret, who),
        Fait("recours.decide", {"recours": key[1], "sens": "ajourne"}),
        ("ajourner", form, "Ce recours est ajourné : il pourra être inscrit à une autre séance."),
    )


_ACTS: Final[dict[str, Callable[[Requete, Examen], HttpResponse | Told]]] = {
    "inscrire": _inscribe,
    "voter": _ballot,
    "relire": _draft,
    "decider": _rule,
    "ajourner": _put_off,
}


def _not_here(told: Examen) -> Refusal | None:
    """Return the refusal to decide in a session a file that is not of its agenda."""
    if told.is_here:
        return None
    what = "ce recours n'est pas à l'ordre du jour de cette séance."
    where = f"dossier {told.recours.dossier}, recours {told.recours.number}"
    return Refusal(what, where, "Inscrivez-le d'abord.")


def _act(
    where: tuple[Requete, Examen],
    act: Etape[Refusal | None],
    fait: Fait,
    said: tuple[str, Formulaire | None, str],
) -> HttpResponse | Told:
    """Do something to a file; say what was done on its page, or why not under its field.

    Args:
        where: request, the file as it is read now.
        act: the step.
        fait: what it writes.
        said: name of the form in the page, the form, what is said when it is done.
    """
    request, told = where
    name, form, done = said
    numero, rang = told.affaire.key
    found = acted(request, numero, act, fait)
    page = reverse("seances:affaire", args=[told.seance.day, numero, rang])
    return answered(request, found, Reponse(done, page, form, name))
