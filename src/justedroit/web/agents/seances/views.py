"""The pages of the sessions of the commission: the calendar, an agenda, a year's counts."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Container, Iterator
from http import HTTPStatus
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from justedroit.core.base import Refusal, counted, day_text, typographic
from justedroit.steps import sit
from justedroit.steps.appeal import expire
from justedroit.steps.consultation.instant import day_of
from justedroit.steps.consultation.seances import (
    OrdreDuJour,
    last_of_session,
    order_of_the_day,
    seats,
    sessions,
)
from justedroit.web import wiring
from justedroit.web.actes import Depasse, Etape, Fait, acte_of, acted_at, announced, seen_of
from justedroit.web.actes_seance import acted_on_session, transmitted
from justedroit.web.agents.reponses import Reponse, answered, refused, shown_again
from justedroit.web.agents.seances.affaires import affaire, refuse_role
from justedroit.web.agents.seances.forms import OuvrirForm, PresentsForm
from justedroit.web.formulaires import Formulaire
from justedroit.web.permissions import LECTEURS, Role, may, needs
from justedroit.web.requete import Requete

__all__ = ["affaire", "bilan", "calendrier", "seance"]

# The calendar and the agendas name no household: a number, a benefit, a sum, as the work list does.
# So the direction sees them too, who opens no dossier; each file, which does, is for who reads
# dossiers, and leaves its trace. Only the secretary acts: the commission votes, the secretary writes.
READERS: Final = (*LECTEURS, Role.DIRECTION)
_FOLDER: Final = "agents/seances"
_METHODS: Final = ["GET", "HEAD", "POST"]
_SILENCE: Final = "silence"  # the act of the calendar that records what time has rejected
_TICKED: Final = re.compile(r"([0-9]{1,12})-([0-9]{1,4})-([0-9]{1,12})")
Told = dict[str, Any]


@require_http_methods(_METHODS)
@needs(*READERS)
def calendrier(request: Requete) -> HttpResponse:
    """Show the sessions, those to come and those held, and what waits for one; open one."""
    wrong: Told = {}
    if request.method == "POST":
        refuse_role(request)
        done = _silenced(request) if request.POST.get("acte") == _SILENCE else _convene(request)
        if isinstance(done, HttpResponse):
            return done
        wrong = done
    found = sessions(wiring.records(), wiring.clock())
    shown: Told = {
        "c": found,
        "form": OuvrirForm(day=found.day),
        "quorum": seats(found.day)[1],
        **_may(request),
    }
    status = wrong.pop("status", HTTPStatus.OK)
    return render(request, f"{_FOLDER}/calendrier.html", shown | wrong, status=status)


@require_http_methods(_METHODS)
@needs(*READERS)
def seance(request: Requete, jour: dt.date) -> HttpResponse:
    """Show the agenda of a session: each file, where it stands; inscribe, close, transmit."""
    wrong: Told = {}
    if request.method == "POST":
        refuse_role(request)
        act = _ACTS.get(request.POST.get("acte", ""))
        if act is None:
            raise Http404("Cet acte n’existe pas sur cette page.")
        done = act(request, jour)
        if isinstance(done, HttpResponse):
            return done
        wrong = done
    found = _agenda(jour)
    shown: Told = {
        "o": found,
        "form": PresentsForm(day=jour, initial=dict(found.seance.membres)),
        "quorum": seats(jour)[1],
        **_may(request),
    }
    status = wrong.pop("status", HTTPStatus.OK)
    return render(request, f"{_FOLDER}/seance.html", shown | wrong, status=status)


@require_safe
@needs(*READERS)
def bilan(request: Requete, annee: int) -> HttpResponse:
    """Show what a year of the commission comes to, as a report of activity counts it."""
    if not 2009 <= annee <= 2100:
        raise Http404("Cette année n’est pas de celles que l’on compte.")
    told = sit.yearly(wiring.records(), annee)
    years = sessions(wiring.records(), wiring.clock()).years
    shown = {"b": told, "annees": sorted({*years, annee}, reverse=True)}
    return render(request, f"{_FOLDER}/bilan.html", shown)


def _may(request: Requete) -> dict[str, bool]:
    return {
        "peut_agir": may(request.user, Role.SECRETAIRE),
        "peut_ouvrir": may(request.user, *LECTEURS),
    }


def _agenda(jour: dt.date) -> OrdreDuJour:
    found = order_of_the_day(wiring.records(), jour, wiring.clock())
    if found is None:
        raise Http404(f"Aucune séance n’est ouverte le {day_text(jour)}.")
    return found


# --- acts --------------------------------------------------------------------------------------


def _silenced(request: Requete) -> HttpResponse:
    """Record all that silence has rejected, and prepare the letters that it makes due."""
    records, who = wiring.records(), acte_of(request)
    done = expire(records, day_of(who.at), who)
    if not done:
        messages.info(request, "Aucun rejet par le silence n’est à consigner.")
        return redirect("seances:calendrier")
    named = " ; ".join(f"dossier {dossier}, recours {number}" for dossier, number in done)
    said = f"{counted(len(done), 'recours rejeté')} par le silence : {named}."
    messages.success(request, typographic(said))
    announced(request, sorted({dossier for dossier, _ in done}))
    return redirect("seances:calendrier")


def _convene(request: Requete) -> HttpResponse | Told:
    """Open a session, that nobody has opened."""
    form = OuvrirForm(request.POST, day=day_of(wiring.clock()))
    if not form.is_valid():
        return shown_again(form)
    le, membres = form.cleaned_data["le"], form.membres()
    found = acted_on_session(
        request,
        le,
        0,
        lambda records, who: sit.convene(records, le, membres, who),
        Fait("seance.ouverte", {"seance": le.isoformat(), "membres": membres}),
    )
    if isinstance(found, Refusal):
        return refused([found], form)
    if isinstance(found, Depasse) and not last_of_session(wiring.records(), le):
        return {"form": form, "depasse": found.told, "status": HTTPStatus.CONFLICT}
    if isinstance(found, Depasse):
        said = found.told if found.done else f"Il y a déjà une séance le {day_text(le)} : la voici."
        messages.info(request, typographic(said))
    else:
        messages.success(
            request, f"La séance du {day_text(le)} est ouverte. Inscrivez-y ce qui attend."
        )
    return redirect("seances:seance", jour=le)


def _resume(request: Requete, jour: dt.date) -> HttpResponse | Told:
    """Say again who is there."""
    form = PresentsForm(request.POST, day=jour)
    if not form.is_valid():
        return shown_again(form)
    membres = form.membres()
    found = acted_on_session(
        request,
        jour,
        seen_of(request),
        lambda records, who: sit.convene(records, jour, membres, who),
        Fait("seance.ouverte", {"seance": jour.isoformat(), "membres": membres}),
    )
    done = f"{counted(sum(membres.values()), 'membre présent')} à cette séance."
    return _answer(request, jour, found, (form, done))


def _close(request: Requete, jour: dt.date) -> HttpResponse | Told:
    found = acted_on_session(
        request,
        jour,
        seen_of(request),
        lambda records, who: sit.adjourn(records, jour, who),
        Fait("seance.tenue", {"seance": jour.isoformat()}),
    )
    return _answer(request, jour, found, (None, f"La séance du {day_text(jour)} est close."))


def _answer(
    request: Requete,
    jour: dt.date,
    found: Refusal | Depasse | None,
    said: tuple[Formulaire | None, str],
) -> HttpResponse | Told:
    """Say what was done to a session on its page, or why not."""
    form, done = said
    return answered(request, found, Reponse(done, reverse("seances:seance", args=[jour]), form))


def _inscribe(request: Requete, jour: dt.date) -> HttpResponse | Told:
    """Put what is ticked on the agenda, each dossier as the page showed it."""
    ticked = [m for text in request.POST.getlist("recours") if (m := _TICKED.fullmatch(text))]
    if not ticked:
        return {
            "rien_coche": "Cochez au moins un recours à inscrire.",
            "status": HTTPStatus.BAD_REQUEST,
        }
    who, done, wrong = acte_of(request), [], []
    written: dict[int, int] = {}  # what this very request has written to a dossier
    for numero, rang, seen in (map(int, one.groups()) for one in ticked):
        fait = Fait("recours.inscrit", {"recours": rang, "seance": jour.isoformat()})
        shown = numero, seen + written.get(numero, 0)
        found = acted_at(shown, who, _inscribing(jour, (numero, rang)), fait)
        if found is None:
            written[numero] = written.get(numero, 0) + 1
        if found is None or (isinstance(found, Depasse) and found.done):
            done.append(f"dossier {numero}, recours {rang}")
        elif isinstance(found, Depasse):
            wrong.append(f"Dossier {numero}, recours {rang} : {found.told}")
        else:
            wrong.append(str(found))
    if done:
        said = f"{len(done)} recours à l’ordre du jour : {' ; '.join(done)}."
        messages.success(request, typographic(said))
    for text in (*wrong, *_silent_first(jour, written)):
        messages.warning(request, typographic(text))
    return redirect("seances:seance", jour=jour)


def _silent_first(jour: dt.date, dossiers: Container[int]) -> Iterator[str]:
    """Yield what is inscribed too late: silence rejects it before the session."""
    for one in _agenda(jour).files:
        dossier, number = one.key
        if dossier in dossiers and one.silent_first and one.silent_on is not None:
            yield (
                f"Dossier {dossier}, recours {number} : le silence le rejette le "
                f"{day_text(one.silent_on)}, avant cette séance. Ouvrez-en une plus proche, et ajournez-le pour l’y inscrire."
            )


def _inscribing(jour: dt.date, key: tuple[int, int]) -> Etape[Refusal | None]:
    """Return the step that puts an appeal on the agenda of a session."""
    return lambda records, who: sit.inscribe(records, jour, key, who)


def _transmit(request: Requete, jour: dt.date) -> HttpResponse | Told:
    found = transmitted(request, jour)
    if isinstance(found, Refusal):
        return {"refus": [found], "status": HTTPStatus.BAD_REQUEST}
    if isinstance(found, Depasse):
        messages.warning(request, found.told)
    elif found:
        said = f"{counted(len(found), 'décision transmise')} au contrôle de légalité."
        messages.success(request, typographic(said))
    else:
        messages.info(request, "Rien de plus à transmettre au contrôle de légalité.")
    return redirect("seances:seance", jour=jour)


_ACTS: Final[dict[str, Callable[[Requete, dt.date], HttpResponse | Told]]] = {
    "presents": _resume,
    "inscrire": _inscribe,
    "clore": _close,
    "transmettre": _transmit,
}
