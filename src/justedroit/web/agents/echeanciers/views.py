"""The page of the telephone line: simulate with the household, accept, follow, break, resume."""

from __future__ import annotations

from dataclasses import replace
from http import HTTPStatus
from typing import Any, Final

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from justedroit.core.base import Refusal, euros
from justedroit.core.courriers import creances_text
from justedroit.core.recouvrement import A_ROMPRE, MOYENS, SOLDE
from justedroit.steps import plan
from justedroit.steps.consultation.echeanciers import Telephone, telephone
from justedroit.steps.plan import Simulation, simulate, to_confirm
from justedroit.web import wiring
from justedroit.web.acces import opens_dossier
from justedroit.web.actes import Depasse, Fait, acted
from justedroit.web.agents.creances.page import without_day
from justedroit.web.agents.dossiers.entete import header, today
from justedroit.web.agents.echeanciers.forms import AccordForm, MotifForm, SouhaitForm
from justedroit.web.permissions import LECTEURS, TELEPHONE, may, needs
from justedroit.web.requete import Requete

TAB: Final = "dettes"
_FOLDER: Final = "agents/echeanciers"
_NAME: Final = "echeanciers:echeancier"
SIMULATE: Final = "simuler"
_FIELDS: Final = ("creances", "mensualite", "mois", "premiere", "moyen", "ressources", "charges")


@require_http_methods(["GET", "HEAD", "POST"])
@needs(*LECTEURS)
@opens_dossier("échéancier")
def echeancier(request: Requete, *, numero: int) -> HttpResponse:
    """Show what a plan would be, and act on it. With htmx, the simulation alone.

    What the household says of its budget is posted, though a simulation writes nothing: the address
    of a page is kept by browsers and by the logs of servers.
    """
    if request.method != "POST":
        kept = QueryDict("reprendre=oui" if request.GET.get("reprendre") == "oui" else "")
        return without_day(request) or _page(request, numero, kept)
    wanted = request.POST.get("acte", "")
    if wanted == SIMULATE:
        return _page(request, numero, request.POST)
    if not may(request.user, *TELEPHONE):
        raise PermissionDenied
    act = {"accepter": _accept, "reprendre": _resume, "annuler": _cancel, "constater": _follow}
    if wanted not in act:
        raise Http404("Cet acte n’existe pas sur cette page.")
    return act[wanted](request, numero)


# --- what is shown ---------------------------------------------------------------------------


def _page(
    request: Requete, numero: int, sent: QueryDict, wrong: dict[str, Any] | None = None
) -> HttpResponse:
    """Return the page, or with htmx the simulation alone.

    Args:
        request: of the page.
        numero: of the dossier.
        sent: what is asked of a plan, as it was typed.
        wrong: why an act was not done: `refus`, `motif`, `accord` (forms filled in), `status`.
    """
    told = _read(numero)
    asked = {key: sent.getlist(key) for key in _FIELDS if key in sent}
    resumes = told.broken is not None and sent.get("reprendre") == "oui"
    frozen = told.broken.plan.creances if resumes and told.broken else ()
    form = SouhaitForm(_query(asked) if asked else None, told, frozen)
    shown: dict[str, Any] = {"numero": numero, "t": told, "form": form, "reprise": resumes}
    shown |= {"peut_agir": may(request.user, *TELEPHONE)} | _steps(told)
    shown |= {"anciens": [one for one in told.plans if one is not told.running]}
    shown |= {"bareme": f"{(told.vie.bareme or 0) / 100:.2f}"}
    shown |= {"demande": asked, "accord": AccordForm(resumes=resumes)}
    shown |= {"motif": MotifForm(), "status": HTTPStatus.OK} | _effect(numero, told, form)
    shown |= wrong or {}
    status = shown.pop("status")
    form.dress()  # what the step refuses is marked too
    if request.htmx and wrong is None:  # a refusal too is shown where the simulation would be
        return render(request, f"{_FOLDER}/_simulation.html", shown | {"apart": True})
    shown |= header(request, numero, TAB, today())
    return render(request, f"{_FOLDER}/echeancier.html", shown, status=status)


def _read(numero: int) -> Telephone:
    told = telephone(wiring.records(), numero, wiring.clock())
    if isinstance(told, Refusal):
        raise Http404(str(told))
    return told


def _query(asked: dict[str, list[str]]) -> QueryDict:
    found = QueryDict(mutable=True)
    for key, values in asked.items():
        found.setlist(key, values)
    return found


def _steps(told: Telephone) -> dict[str, Any]:
    running = told.running
    if running is None:
        return {}
    state = running.suite.state
    return {
        "lignes": told.steps(running),
        "moyen": MOYENS[running.plan.moyen].lower(),
        "a_constater": state in (A_ROMPRE, SOLDE),
        "solde": state == SOLDE,
        "tard": running.suite.late > 0,
    }


def _effect(numero: int, told: Telephone, form: SouhaitForm) -> dict[str, Any]:
    """Return what is shown of the plan that would be, or mark in the form why it cannot be."""
    if told.running is not None or not told.free:
        return {}
    if form.is_bound and not form.is_valid():
        return {"status": HTTPStatus.BAD_REQUEST}
    if not form.is_bound and not form.ticked:
        return {"rien_de_notifie": True}
    found = simulate(wiring.records(), numero, form.asked(), wiring.clock())
    if isinstance(found, Refusal):
        if form.is_bound:
            form.refuse(found, short=True)
        return {"refusal": found, "status": HTTPStatus.BAD_REQUEST if form.is_bound else 200}
    form.fields["premiere"].initial = found.proposition.mensualites[0].le
    return {"s": found, "vivre": _living(found, told), "exact": _exact(found, form)}


def _living(found: Simulation, told: Telephone) -> dict[str, Any]:
    """Return what the household has to live on each month, before and with the plan, in cents."""
    before = found.budget.ressources - found.budget.charges
    due = found.proposition.mensualites[0].cents
    kept = before - found.budget.left(told.day)
    whole = max(found.budget.ressources, found.budget.charges + due, 1)
    parts = {"logement": found.budget.charges, "plan": due, "reste": max(before - due, 0)}
    widths = {name: 100 * max(part, 0) / whole for name, part in parts.items()}
    starts = {"plan": widths["logement"], "reste": widths["logement"] + widths["plan"]}
    return {
        "avant": before,
        "apres": found.left,
        "repere": kept,
        "largeurs": {name: f"{wide:.2f}%" for name, wide in widths.items()},
        "debuts": {name: f"{start:.2f}%" for name, start in starts.items()},
    }


def _exact(found: Simulation, form: SouhaitForm) -> list[tuple[str, str]]:
    """Return the fields that ask again for the plan that is shown, amounts and days as they are."""
    first = found.proposition.mensualites[0]
    asked = form.cleaned_data if form.is_bound else {}
    fields = [("creances", str(number)) for number in sorted(found.creances)]
    if asked.get("mois"):
        fields.append(("mois", str(asked["mois"])))
    else:
        fields.append(("mensualite", f"{first.cents / 100:.2f}"))
    fields += [("premiere", first.le.isoformat()), ("moyen", found.moyen)]
    kept = ((name, asked.get(name)) for name in ("ressources", "charges"))
    return fields + [(name, str(value)) for name, value in kept if value is not None]


# --- acts ------------------------------------------------------------------------------------


def _accept(request: Requete, numero: int) -> HttpResponse:
    """Accept the plan that the page showed."""
    told = _read(numero)
    form = SouhaitForm(request.POST, told)
    if not form.is_valid():
        return _page(request, numero, request.POST, _ill_asked(numero, told))
    asked = form.asked()
    accord = _agreed(request, numero, asked)
    if accord is not None and not accord.is_valid():
        return _page(request, numero, request.POST, _unagreed(accord))
    if accord is not None:
        asked = replace(asked, motif=accord.cleaned_data["raison"])
    found = acted(
        request,
        numero,
        lambda records, who: plan.accept(records, numero, asked, who),
        _plan_of(asked),
    )
    if isinstance(found, Simulation):
        dues = found.proposition.mensualites
        messages.success(
            request,
            f"L’échéancier est accepté : {euros(found.cents)} en {len(dues)} mensualité"
            f"{'s' if len(dues) > 1 else ''}. Tant qu’il est tenu, la retenue ne s’applique pas"
            f"{_covered(found, told)}.",
        )
        return redirect(_NAME, numero=numero)
    if accord is not None and isinstance(found, Refusal) and accord.refuse(found):
        return _page(request, numero, request.POST, _unagreed(accord))
    return _undone(request, numero, found)


def _plan_of(asked: plan.Souhait) -> Fait:
    """Return what the acceptance of a plan writes: a plan of other debts, or paid otherwise, is not it."""
    told: dict[str, Any] = {"moyen": asked.moyen}
    told |= {"creances": list(asked.creances)} if asked.creances else {}
    told |= {"motif": asked.motif.strip()} if asked.motif else {}
    return Fait("echeancier.accepte", told)


def _covered(found: Simulation, told: Telephone) -> str:
    """Return the debts that a plan repays and those that it leaves to the withholding, if any."""
    others = sorted({due.creance.number for due in told.dues} - set(found.creances))
    if not others:
        return ""
    mine, left = creances_text(sorted(found.creances)), creances_text(others)
    reach = f"à la {mine}" if len(found.creances) == 1 else f"aux {mine}"
    return f" {reach} ; elle peut continuer pour {'la' if len(others) == 1 else 'les'} {left}"


def _ill_asked(numero: int, told: Telephone) -> dict[str, Any]:
    """Return what is said of a form that is wrong; where it is not shown, why no plan can be accepted."""
    wrong: dict[str, Any] = {"status": HTTPStatus.BAD_REQUEST}
    if told.running is not None or not told.free:
        found = simulate(wiring.records(), numero, plan.Souhait(), wiring.clock())
        wrong |= {"refus": found} if isinstance(found, Refusal) else {}
    return wrong


def _agreed(
    request: Requete, numero: int, asked: plan.Souhait, *, resumes: bool = False
) -> AccordForm | None:
    """Return what must be confirmed where the plan leaves less than nothing; None: nothing must."""
    found = simulate(wiring.records(), numero, asked, wiring.clock())
    if isinstance(found, Refusal) or to_confirm(found) is None:
        return None
    return AccordForm(request.POST, resumes=resumes)


def _unagreed(accord: AccordForm) -> dict[str, Any]:
    accord.dress()
    return {"accord": accord, "status": HTTPStatus.BAD_REQUEST}


def _resume(request: Requete, numero: int) -> HttpResponse:
    """Resume the plan that was broken, its payments spread anew."""
    told = _read(numero)
    frozen = told.broken.plan.creances if told.broken else ()
    form, motif = SouhaitForm(request.POST, told, frozen), MotifForm(request.POST)
    if not motif.is_valid() or not form.is_valid():
        motif.dress()
        wrong = {"motif": motif, "reprise": True, "status": HTTPStatus.BAD_REQUEST}
        return _page(request, numero, request.POST, wrong)
    left = tuple(due.creance.number for due in told.dues if due.creance.number in frozen)
    accord = _agreed(request, numero, replace(form.asked(), creances=left), resumes=True)
    if accord is not None and not accord.is_valid():
        return _page(request, numero, request.POST, _unagreed(accord) | {"motif": motif})
    reasons = motif.cleaned_data["motif"]
    found = acted(
        request,
        numero,
        lambda records, who: plan.resume(records, numero, form.asked(), reasons, who),
        Fait("echeancier.repris"),
    )
    if isinstance(found, Simulation):
        messages.success(request, "L’échéancier est repris.")
        return redirect(_NAME, numero=numero)
    return _undone(request, numero, found, motif)


def _cancel(request: Requete, numero: int) -> HttpResponse:
    """Break the plan that runs, for a reason."""
    motif = MotifForm(request.POST)
    if not motif.is_valid():
        motif.dress()
        wrong = {"motif": motif, "status": HTTPStatus.BAD_REQUEST}
        return _page(request, numero, QueryDict(), wrong)
    reasons = motif.cleaned_data["motif"].strip()
    found = acted(
        request,
        numero,
        lambda records, who: plan.cancel(records, numero, reasons, who),
        Fait("echeancier.rompu", {"motif": reasons}),
    )
    if isinstance(found, Refusal | Depasse):
        return _undone(request, numero, found, motif)
    messages.success(request, "L’échéancier est annulé : la retenue du barème reprend.")
    return redirect(_NAME, numero=numero)


def _follow(request: Requete, numero: int) -> HttpResponse:
    """Draw the consequence of what was paid: the plan is broken, or ended."""
    found = acted(
        request,
        numero,
        lambda records, who: plan.follow(records, who, [numero]),
        Fait("echeancier.rompu"),
    )
    if isinstance(found, Depasse):
        return _undone(request, numero, found)
    done = [one.suite.state for one in found]
    said = "L’échéancier est terminé." if SOLDE in done else "La rupture est constatée."
    messages.success(request, said if done else "Il n’y avait rien à constater.")
    return redirect(_NAME, numero=numero)


def _undone(
    request: Requete, numero: int, found: Refusal | Depasse, motif: MotifForm | None = None
) -> HttpResponse:
    """Say why nothing was done, what was typed being kept; sent twice, it was done at first."""
    if isinstance(found, Depasse) and found.done:
        messages.info(request, found.told)
        return redirect(_NAME, numero=numero)
    if isinstance(found, Depasse):
        wrong: dict[str, Any] = {"depasse": found.told, "status": HTTPStatus.CONFLICT}
    else:
        wrong = {"refus": found, "status": HTTPStatus.BAD_REQUEST}
        if motif is not None and motif.refuse(found):
            motif.dress()
            del wrong["refus"]
    return _page(request, numero, request.POST, wrong | ({"motif": motif} if motif else {}))
