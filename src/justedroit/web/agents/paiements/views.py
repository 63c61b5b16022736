"""The payment orders: what is shown, and the acts, each posted and each by its role."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any, TypeAlias

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from justedroit.core.base import Refusal, euros
from justedroit.core.paiements import CANCELLED, PREPARED, Ordre, held_label
from justedroit.core.paiements import PAYEE_LABELS as PAYEES
from justedroit.steps.bank import receive, taken_back_from
from justedroit.steps.guichet import Guichet
from justedroit.steps.order import due, prepare, release
from justedroit.steps.place import Cible, fund_of, place
from justedroit.steps.settle import give_back, undo, write_off
from justedroit.steps.write import cancel, take, write
from justedroit.web import wiring
from justedroit.web.actes import announced
from justedroit.web.agents.paiements import presentation
from justedroit.web.agents.paiements.mois import MoisDansAdresse, offered_months
from justedroit.web.permissions import PAYEURS, Role, may, needs
from justedroit.web.requete import Requete

LECTEURS = (*PAYEURS, Role.DIRECTION)
_ADDRESS = MoisDansAdresse()
_DIGITS = 12  # of the number of a dossier, or of an order
_RANK = 4  # of the number of a créance
_NOT_NAMED = (
    "Une créance se nomme par son numéro, celui de la page des dettes, avec le dossier où placer "
    "l’argent : par exemple 2, ou 2, 3. Rien n’est placé."
)
_SHOWN = 12  # bank files and decisions of the list, the last first
# Something done to an order: what it makes of it, or why it is refused.
Acte: TypeAlias = Callable[[Guichet, int, str, dt.datetime], object]


@needs(*LECTEURS)
def ordres(request: Requete) -> HttpResponse:
    """Show the orders, the last first, and the money that waits."""
    fund = fund_of(wiring.guichet())
    told = fund.told
    orders = [presentation.summary(order) for order in reversed(list(told.orders.values()))]
    shown = {
        "ordres": orders,
        "mois_offerts": [(_ADDRESS.to_url(month), month) for month in offered_months()],
        "attente": presentation.waiting(fund.waiting(), wiring.clock()),
        "a_rendre": fund.refunds(),
        "decisions": presentation.decisions(told)[:_SHOWN],
        "fichiers": [{**file.told, "at": file.act.at} for file in reversed(told.received)][:_SHOWN],
        **_may(request),
    }
    return render(request, "agents/paiements/ordres.html", shown)


def _may(request: Requete) -> dict[str, bool]:
    return {
        "peut_preparer": may(request.user, Role.COMPTABLE),
        "peut_liberer": may(request.user, Role.FONDE_DE_POUVOIR),
        "peut_payer": may(request.user, *PAYEURS),
    }


@needs(*LECTEURS)
def ordre(request: Requete, mois: int) -> HttpResponse:
    """Show an order of a month: the one asked for by its number, else the last one."""
    told, _ = wiring.guichet().told()
    of_month = [order for order in told.orders.values() if order.month == mois]
    asked = request.GET.get("ordre", "")
    chosen = next((o for o in of_month if str(o.number) == asked), None)
    if asked and chosen is None:
        raise Http404("Cet ordre n’est pas de ce mois.")
    last = chosen or next((o for o in reversed(of_month) if o.state != CANCELLED), None)
    shown: dict[str, Any] = {"mois_ordre": mois, "mois_texte": _ADDRESS.to_url(mois)}
    shown |= _may(request)
    if last is not None:
        shown |= presentation.shown(last, told)
    shown["autres"] = [presentation.summary(o) for o in reversed(of_month) if o is not last]
    shown["prepare_par_moi"] = (
        last is not None
        and last.state == PREPARED
        and last.prepared.author == request.user.get_username()
    )
    shown["mois_offert"] = mois in offered_months() or bool(of_month)
    return render(request, "agents/paiements/ordre.html", shown)


@needs(*LECTEURS)
def retenus(request: Requete, mois: int) -> HttpResponse:
    """Show what of a month has nowhere to be paid, as of now."""
    kind = "ars" if request.GET.get("genre") == "ars" else "mensuel"
    now = wiring.clock()
    held = due(wiring.guichet(), mois, kind, now).held.to_pylist()
    rows = [
        row
        | {
            "a": PAYEES[row["payee"]],
            "motif": presentation.typographic(held_label(row["why"], row["code"], now.date())),
        }
        for row in held
    ]
    total = sum(row["amount_cents"] for row in held)
    shown = {"mois_ordre": mois, "lignes": rows, "total": total}
    return render(request, "agents/paiements/retenus.html", shown)


# --- acts: each posted, then back to the page, where what was done or refused is said ---------


@require_POST
@needs(Role.COMPTABLE)
def preparer(request: Requete) -> HttpResponse:
    """Prepare the order of a month."""
    month = _posted_month(request)
    kind = "ars" if request.POST.get("genre") == "ars" else "mensuel"
    found = prepare(wiring.guichet(), month, kind, _author(request), wiring.clock())
    _tell(request, found, "L’ordre {n} est préparé. Une autre personne peut le libérer.")
    return _to_month(month)


def _posted_month(request: Requete) -> int:
    text = request.POST.get("mois", "")
    offered = {_ADDRESS.to_url(month): month for month in offered_months()}
    offered |= {_ADDRESS.to_url(o.month): o.month for o in _orders().values()}
    if text not in offered:
        raise Http404("Ce mois n’est pas de ceux dont l’ordre se prépare.")
    return offered[text]


def _orders() -> dict[int, Ordre]:
    return dict(wiring.guichet().told()[0].orders)


def _author(request: Requete) -> str:
    return request.user.get_username()


def _tell(request: Requete, found: object, done: str) -> None:
    if isinstance(found, Refusal):
        messages.error(request, presentation.typographic(f"{found.what} {found.mend}"))
    elif isinstance(found, Ordre):
        messages.success(request, done.format(n=found.number))


def _to_month(month: int, number: int | None = None) -> HttpResponse:
    address = redirect("paiements:ordre", mois=month)
    if number is not None:
        address["Location"] += f"?ordre={number}"
    return address


def _known(number: int) -> Ordre:
    found = _orders().get(number)
    if found is None:
        raise Http404(f"L’ordre {number} n’existe pas.")
    return found


def _acted(request: Requete, numero: int, act: Acte, done: str) -> HttpResponse:
    """Do something to an order, say what was done or why not, and go back to its page."""
    order = _known(numero)
    found = act(wiring.guichet(), numero, _author(request), wiring.clock())
    _tell(request, found, done)
    return _to_month(order.month, numero)


def _released_and_written(desk: Guichet, number: int, author: str, now: dt.datetime) -> object:
    found = release(desk, number, author, now)
    return found if isinstance(found, Refusal) else write(desk, number, author, now)


@require_POST
@needs(Role.FONDE_DE_POUVOIR)
def liberer(request: Requete, numero: int) -> HttpResponse:
    """Release an order, then write its file."""
    done = "L’ordre {n} est libéré, et son fichier bancaire est écrit."
    return _acted(request, numero, _released_and_written, done)


@require_POST
@needs(*PAYEURS)
def ecrire(request: Requete, numero: int) -> HttpResponse:
    """Write the file of a released order, where a cut prevented it."""
    return _acted(request, numero, write, "Le fichier bancaire de l’ordre {n} est écrit.")


@require_POST
@needs(*PAYEURS)
def annuler(request: Requete, numero: int) -> HttpResponse:
    """Cancel an order that has no file."""
    return _acted(request, numero, cancel, "L’ordre {n} est annulé : ce qu’il payait reste dû.")


@require_POST
@needs(*PAYEURS)
def fichier(request: Requete, numero: int) -> HttpResponse:
    """Give the file of an order, once."""
    order = _known(numero)
    found = take(wiring.guichet(), numero, _author(request), wiring.clock())
    if isinstance(found, Refusal):
        _tell(request, found, "")
        return _to_month(order.month, numero)
    name = order.release["fichier"]
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "no-store",
    }
    return HttpResponse(found, content_type="application/xml", headers=headers)


@require_POST
@needs(Role.COMPTABLE)
def lire(request: Requete) -> HttpResponse:
    """Read a file of the bank."""
    given = request.FILES.get("fichier")
    if not isinstance(given, UploadedFile):
        messages.error(request, "Aucun fichier n’est choisi. Choisissez celui de la banque.")
        return redirect("paiements:ordres")
    told = receive(wiring.guichet(), given.read(), _author(request), wiring.clock())
    if isinstance(told, Refusal):
        said = f"Le fichier est refusé : {told.what} {told.mend}"
        messages.error(request, presentation.typographic(said))
    else:
        messages.success(request, presentation.read_file(told))
        announced(request, taken_back_from(told))
    return redirect("paiements:ordres")


# --- what waits: decided, or undone, then back to the list ------------------------------------


def _decided(request: Requete, found: object, done: str) -> HttpResponse:
    if isinstance(found, Refusal):
        messages.error(request, presentation.typographic(f"{found.what} {found.mend}"))
    else:
        messages.success(
            request, done.format(euros(abs(found))) if isinstance(found, int) else done
        )
    return redirect("paiements:ordres")


def _posted(request: Requete) -> tuple[str, str]:
    """Return the reference of what waits, and the motive given."""
    return request.POST.get("reference", "")[:40], request.POST.get("motif", "")[:400]


@require_POST
@needs(Role.COMPTABLE)
def placer(request: Requete) -> HttpResponse:
    """Place money that waits: on debts, as a payment that came back; a debit, on what it pays."""
    reference, motive = _posted(request)
    text = request.POST.get("cible", "").strip().replace(" ", "")[:40]
    target: int | str | Cible = text
    if text.isascii() and text.isdigit() and len(text) <= _DIGITS:
        target = f"ordre:{int(text)}" if request.POST.get("sens") == "debit" else int(text)
    named = request.POST.get("creances", "").replace(",", " ").split()
    if named:
        if not isinstance(target, int) or not all(map(_is_rank, named)):
            messages.error(request, _NOT_NAMED)
            return redirect("paiements:ordres")
        target = Cible(target, tuple(dict.fromkeys(map(int, named))))
    act = _author(request), wiring.clock()
    found = place(wiring.guichet(), reference, target or "", *act, motive)
    return _decided(request, found, "{} sont placés.")


def _is_rank(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= _RANK


@require_POST
@needs(Role.COMPTABLE)
def rendre(request: Requete) -> HttpResponse:
    """Decide to give back money that waits."""
    reference, motive = _posted(request)
    found = give_back(wiring.guichet(), reference, motive, _author(request), wiring.clock())
    return _decided(request, found, "{} sont à rendre : faites le virement à la banque.")


@require_POST
@needs(Role.COMPTABLE)
def solder(request: Requete) -> HttpResponse:
    """Write off a remainder."""
    reference, motive = _posted(request)
    found = write_off(wiring.guichet(), reference, motive, _author(request), wiring.clock())
    return _decided(request, found, "{} sont soldés.")


@require_POST
@needs(Role.COMPTABLE)
def defaire(request: Requete, decision: int) -> HttpResponse:
    """Undo a decision: the money waits again."""
    motive = _posted(request)[1]
    found = undo(wiring.guichet(), decision, motive, _author(request), wiring.clock())
    return _decided(
        request, found, f"La décision {decision} est défaite : l’argent attend de nouveau."
    )
