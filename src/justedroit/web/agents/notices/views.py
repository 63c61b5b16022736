"""The pages of the notices: what is missing before each may leave, and the acts that do it."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any, Final

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_http_methods, require_safe

from justedroit.core.base import Refusal, day_text
from justedroit.core.courriers import PREUVES, RESULTATS, notice_from
from justedroit.impression import html
from justedroit.steps import notify
from justedroit.steps.consultation.notices import Preparation, notices_of, preparation
from justedroit.web import atelier, wiring
from justedroit.web.acces import opens_dossier
from justedroit.web.actes import Depasse, Etape, Fait, acted
from justedroit.web.agents.creances.page import without_day
from justedroit.web.agents.dossiers.entete import header, today
from justedroit.web.agents.notices.forms import (
    AppelForm,
    ExplicationForm,
    PreparerForm,
    ReceptionForm,
)
from justedroit.web.agents.reponses import Reponse, answered, shown_again
from justedroit.web.formulaires import Formulaire
from justedroit.web.permissions import LECTEURS, NOTIFIANTS, may, needs
from justedroit.web.requete import Requete

TAB: Final = "lettres"
_FOLDER: Final = "agents/notices"
_METHODS: Final = ["GET", "HEAD", "POST"]
Told = dict[str, Any]


@require_http_methods(_METHODS)
@needs(*LECTEURS)
@opens_dossier("notifications")
def liste(request: Requete, *, numero: int) -> HttpResponse:
    """Show the notices of a dossier; prepare that of a decision."""
    if (today_only := without_day(request)) is not None:
        return today_only
    wrong: Told = {}
    if request.method == "POST":
        _refuse_role(request)
        done = _prepared(request, numero)
        if isinstance(done, HttpResponse):
            return done
        wrong = done
    found = notices_of(wiring.records(), numero)
    if isinstance(found, Refusal):
        raise Http404(str(found))
    shown = {"l": found, "form": PreparerForm(), "peut_agir": may(request.user, *NOTIFIANTS)}
    status = wrong.pop("status", HTTPStatus.OK)
    shown |= header(request, numero, TAB, today()) | wrong
    return render(request, f"{_FOLDER}/liste.html", shown, status=status)


def _prepared(request: Requete, numero: int) -> HttpResponse | Told:
    form, tools = PreparerForm(request.POST), atelier.to_prepare()
    if isinstance(tools, Refusal):
        return {"refus": [tools], "status": HTTPStatus.BAD_REQUEST}
    if not form.is_valid():
        form.dress()
        return {"form": form, "status": HTTPStatus.BAD_REQUEST}
    reference = request.POST.get("reference", "")[:80]
    why = form.cleaned_data["selection"]
    found = acted(
        request,
        numero,
        lambda records, who: notify.prepare(records, numero, reference, who, tools, why),
        Fait("notice.preparee"),
    )
    if isinstance(found, Depasse) and not found.done:
        return {"form": form, "depasse": found.told, "status": HTTPStatus.CONFLICT}
    if isinstance(found, Depasse):
        messages.info(request, found.told)
        return redirect("notices:liste", numero=numero)
    if isinstance(found, list):
        return {"form": form, "refus": found, "status": HTTPStatus.BAD_REQUEST}
    messages.success(request, f"La notification {found.notice.numero} est préparée.")
    return redirect("notices:notice", numero=numero, notice=found.notice.numero)


@require_http_methods(_METHODS)
@needs(*LECTEURS)
@opens_dossier("notification")
def notification(request: Requete, *, numero: int, notice: int) -> HttpResponse:
    """Show what a notice waits for, and do it."""
    if (today_only := without_day(request)) is not None:
        return today_only
    wrong: Told = {}
    if request.method == "POST":
        _refuse_role(request)
        act = _ACTS.get(request.POST.get("acte", ""))
        if act is None:
            raise Http404("Cet acte n’existe pas sur cette page.")
        done = act(request, numero, _told(numero, notice))
        if isinstance(done, HttpResponse):
            return done
        wrong = done
    return _page(request, numero, _told(numero, notice), wrong)


@require_safe
@needs(*LECTEURS)
@opens_dossier("aperçu d'une notification")
def apercu(request: Requete, *, numero: int, notice: int) -> HttpResponse:
    """Show the letter as it would leave today, or as it left."""
    told = _told(numero, notice)
    # `html` escapes all that it writes.
    letter = mark_safe(html(told.contenu, atelier.addressee(numero), wiring.organisme()))  # noqa: S308
    shown = {"p": told, "rang": notice, "lettre": letter}
    return render(request, f"{_FOLDER}/apercu.html", shown | header(request, numero, TAB, today()))


def _refuse_role(request: Requete) -> None:
    if not may(request.user, *NOTIFIANTS):
        raise PermissionDenied


def _told(numero: int, rang: int) -> Preparation:
    found = preparation(wiring.records(), numero, rang, wiring.clock())
    if isinstance(found, Refusal):
        raise Http404(str(found))
    return found


def _page(request: Requete, numero: int, told: Preparation, wrong: Told) -> HttpResponse:
    notice = told.notice
    shown: Told = {
        "p": told,
        "rang": notice.numero,
        "peut_agir": may(request.user, *NOTIFIANTS),
        "explication": ExplicationForm(least=told.least),
        "appel": AppelForm(today=told.day),
        "reception": ReceptionForm(),
        "appels": [(day, RESULTATS.get(result, result)) for day, result in notice.appels],
        "suite_le": notice_from(told.day),
        "preuve": PREUVES.get(notice.preuve, ""),
    }
    shown["explication"].initial = {"texte": notice.texte}
    status = wrong.pop("status", HTTPStatus.OK)
    shown |= header(request, numero, TAB, today()) | wrong
    return render(request, f"{_FOLDER}/notification.html", shown, status=status)


# --- acts ------------------------------------------------------------------------------------


def _explain(request: Requete, numero: int, told: Preparation) -> HttpResponse | Told:
    form = ExplicationForm(request.POST, least=told.least)
    if not form.is_valid():
        return shown_again(form, "explication")
    text = form.cleaned_data["texte"]
    return _act(
        (request, numero, told),
        lambda records, who: notify.explain_notice(records, numero, told.notice.numero, text, who),
        Fait("notice.expliquee", {"texte": text.strip()}),
        ("explication", form, "L’explication est jointe."),
    )


def _call(request: Requete, numero: int, told: Preparation) -> HttpResponse | Told:
    form = AppelForm(request.POST, today=told.day)
    if not form.is_valid():
        return shown_again(form, "appel")
    le, result = form.cleaned_data["le"], form.cleaned_data["resultat"]
    return _act(
        (request, numero, told),
        lambda records, who: notify.call(records, numero, told.notice.numero, (le, result), who),
        Fait("notice.appel", {"le": le.isoformat(), "resultat": result}),
        ("appel", form, "L’appel est consigné."),
    )


def _inform(request: Requete, numero: int, told: Preparation) -> HttpResponse | Told:
    tools = atelier.to_send(numero)
    if isinstance(tools, Refusal):
        return {"refus": [tools], "status": HTTPStatus.BAD_REQUEST}
    first = day_text(notice_from(told.day))
    return _act(
        (request, numero, told),
        lambda records, who: notify.inform(records, numero, told.notice.numero, who, tools),
        Fait("tiers.informe"),
        ("", None, f"La lettre est partie. La notification peut suivre à partir du {first}."),
    )


def _send(request: Requete, numero: int, told: Preparation) -> HttpResponse | Told:
    tools = atelier.to_send(numero)
    if isinstance(tools, Refusal):
        return {"refus": [tools], "status": HTTPStatus.BAD_REQUEST}
    return _act(
        (request, numero, told),
        lambda records, who: notify.send(records, numero, told.notice.numero, who, tools),
        Fait("notice.envoyee", {"notice": told.notice.numero}),
        ("", None, "La notification est partie. Consignez sa réception dès qu’elle est prouvée."),
    )


def _receive(request: Requete, numero: int, told: Preparation) -> HttpResponse | Told:
    form = ReceptionForm(request.POST)
    if not form.is_valid():
        return shown_again(form, "reception")
    proof = (form.cleaned_data["le"], form.cleaned_data["preuve"])
    return _act(
        (request, numero, told),
        lambda records, who: notify.receive(records, numero, told.notice.numero, proof, who),
        Fait("notice.recue", {"notice": told.notice.numero}),
        ("reception", form, "La réception est consignée : les délais courent de ce jour."),
    )


_ACTS: Final[dict[str, Callable[[Requete, int, Preparation], HttpResponse | Told]]] = {
    "expliquer": _explain,
    "appel": _call,
    "informer": _inform,
    "envoyer": _send,
    "recue": _receive,
}


def _act(
    where: tuple[Requete, int, Preparation],
    act: Etape[object],
    fait: Fait,
    said: tuple[str, Formulaire | None, str],
) -> HttpResponse | Told:
    """Do something to a notice; say what was done on its page, or why not under its field.

    Args:
        where: request, dossier, notice.
        act: the step.
        fait: what it writes.
        said: name of the form in the page, the form, what is said when it is done.
    """
    request, numero, told = where
    name, form, done = said
    page = reverse("notices:notice", args=[numero, told.notice.numero])
    return answered(request, acted(request, numero, act, fait), Reponse(done, page, form, name))
