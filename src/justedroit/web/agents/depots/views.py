"""The page where an appeal is registered. What it opens is asked by POST: it holds people's words."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from justedroit.core.base import Refusal
from justedroit.core.recours import CANAUX
from justedroit.steps.consultation.depots import Guichet, may_contest, would_open
from justedroit.steps.consultation.francais import listed
from justedroit.steps.consultation.reprises import undone_lines
from justedroit.steps.lodge import lodge
from justedroit.web import wiring
from justedroit.web.acces import opens_dossier
from justedroit.web.actes import Depasse, Fait, acte_of, acted, announced
from justedroit.web.agents.depots.forms import DepotForm
from justedroit.web.agents.dossiers.entete import header, today
from justedroit.web.permissions import GREFFE, needs
from justedroit.web.requete import Requete

TAB: Final = "recours"
_FOLDER: Final = "agents/depots"
# What stands for what is not typed yet, while one looks at what a deposit opens.
_UNSAID: Final = {"motif": "à écrire", "canal": next(iter(CANAUX))}
Told = dict[str, Any]


@require_http_methods(["GET", "HEAD", "POST"])
@needs(*GREFFE)
@opens_dossier("enregistrement d'un recours")
def nouveau(request: Requete, *, numero: int) -> HttpResponse:
    """Show the form; with what is typed, what it opens; register it when it is asked."""
    guichet = may_contest(wiring.records(), numero, wiring.clock())
    if isinstance(guichet, Refusal):
        raise Http404(str(guichet))
    shown: Told = {"g": guichet, "form": DepotForm(None, guichet), "status": HTTPStatus.OK}
    if request.method == "POST":
        registers = request.POST.get("acte") == "consigner"
        done = (_register if registers else _look)(request, numero, guichet)
        if isinstance(done, HttpResponse):
            return done
        shown |= done
    status = shown.pop("status")
    shown["form"].dress()
    shown["restes"] = {str(claim.number): claim.total() for claim in guichet.creances}
    if request.htmx:
        return render(request, f"{_FOLDER}/_ouvre.html", shown | {"apart": True})
    shown |= header(request, numero, TAB, today())
    return render(request, f"{_FOLDER}/nouveau.html", shown, status=status)


def _look(request: Requete, numero: int, guichet: Guichet) -> Told:
    """Return what is shown of what a deposit would open; the words may be typed afterwards."""
    form = DepotForm(request.POST, guichet)
    form.is_valid()
    for name in [one for one in form.errors if one in _UNSAID and not form.data.get(one)]:
        # What it opens does not hang on it: it is asked when it is registered.
        del form.errors[name]
        form.cleaned_data[name] = _UNSAID[name]
    if request.htmx and form.errors and not any(form.data.get(name) for name in form.errors):
        return {"form": DepotForm(None, guichet)}  # not filled in yet: nothing is wrong
    if form.errors:
        return {"form": form, "status": HTTPStatus.BAD_REQUEST}
    found = would_open(wiring.records(), form.deposit(numero), acte_of(request))
    if isinstance(found, Refusal):
        form.refuse(found, short=True)
        return {"form": form, "refusal": found, "status": HTTPStatus.BAD_REQUEST}
    return {"form": form, "ouvertures": found}


def _register(request: Requete, numero: int, guichet: Guichet) -> HttpResponse | Told:
    form = DepotForm(request.POST, guichet)
    if not form.is_valid():
        return {"form": form, "status": HTTPStatus.BAD_REQUEST}
    depot = form.deposit(numero)
    fait = Fait("recours.recu", {"motif": depot.motif.strip(), "le": depot.le.isoformat()})
    who = acte_of(request)
    found = acted(request, numero, lambda records, _: lodge(records, depot, who), fait)
    if isinstance(found, Refusal):
        form.refuse(found, short=True)
        return {"form": form, "refusal": found, "status": HTTPStatus.BAD_REQUEST}
    if isinstance(found, Depasse) and not found.done:
        return {"form": form, "depasse": found.told, "status": HTTPStatus.CONFLICT}
    if isinstance(found, Depasse):
        messages.info(request, found.told)
    else:
        said = (
            f"Le recours {found[0]} est consigné."
            if len(found) == 1
            else f"Les recours {listed([str(number) for number in found])} sont consignés."
        )
        undone = undone_lines(wiring.records(), numero, who)
        messages.success(request, " ".join([said, *undone]))
        announced(request, [numero])
    if isinstance(found, list) and len(found) == 1:
        return redirect("creances:un_recours", numero=numero, rang=found[0])
    return redirect("creances:recours", numero=numero)
