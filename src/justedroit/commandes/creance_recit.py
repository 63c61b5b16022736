"""How a créance is told in a terminal: where each euro is, where it stands, what can be done."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from typing import TYPE_CHECKING, Any

import rich_click as click
from rich.console import Console

from justedroit.commandes.affichage import euros_text, month_text, table
from justedroit.commandes.creance_suites import next_acts
from justedroit.core.base import FRANCE, Refusal, day_text, euros, parametre, until_worked
from justedroit.core.courriers import PREUVES
from justedroit.core.creances import INDEMNITE, ISSUES, last_day_to_rectify
from justedroit.core.recouvrement import surcharge_percent
from justedroit.core.registre import BENEFIT_LABELS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from justedroit.core.creances import Creance, LignePrescrite, NoticeSuivie, Suivi
    from justedroit.steps.claims import Reclamation


def show_every(found: Sequence[Reclamation], dossier: int) -> None:
    """Show all the créances of a dossier, a line each, and what is owed in all."""
    shown = table(
        f"Créances du dossier {dossier}",
        "N°",
        "Prestation",
        "Décidée le",
        "Réclamé",
        "Éteint",
        "Reste dû",
        "Où elle en est",
    )
    for column in (1, 2, 6):
        shown.columns[column].justify = "left"
    for one in found:
        claimed, left = one.creance.total("claimed"), one.creance.total()
        shown.add_row(
            str(one.creance.number),
            BENEFIT_LABELS[one.creance.benefit],
            f"{_born_on(one.creance):%d/%m/%Y}",
            euros_text(claimed),
            euros_text(claimed - left),
            euros_text(left),
            one.lecture.situation.label,
        )
    Console().print(shown)
    total = sum(one.creance.total() for one in found)
    click.echo(f"En tout, {euros(total)} restent dus." if total else "Plus rien n'est dû.")


def show_one(one: Reclamation, day: dt.date) -> None:
    """Show one créance whole: its months, its state, its days, and what can be done next."""
    claim = one.creance
    Console().print(_months(claim))
    click.echo(f"Décision : {claim.reference}, le {day_text(_born_on(claim))}.")
    click.echo(f"Pourquoi : justedroit dossier {claim.dossier} --ecart {claim.reference}")
    click.echo(f"\nAu {day_text(day)} : {one.lecture.situation.label}.")
    click.echo(f"  {one.lecture.situation.sentence}")
    for other in one.lecture.others:
        click.echo(f"  Aussi — {other.label} : {other.sentence}")
    _section("D'où vient l'erreur", _origin(one))
    _section("Dates", _days(one))
    _section("Prescription", _time(one.prescription, day))
    _section("Ce qui peut être fait", (f"{who} : {what}" for who, what in next_acts(one, day)))


def as_json_of(found: Iterable[Reclamation], day: dt.date) -> list[dict[str, Any]]:
    """Return some créances as JSON values; amounts in cents, days as AAAA-MM-JJ."""
    return [_as_json(one, day) for one in found]


def _as_json(one: Reclamation, day: dt.date) -> dict[str, Any]:
    refused = isinstance(one.withholdable, Refusal)
    told = {
        **_plain(one.creance),
        "reste_cents": one.creance.total(),
        "etat": one.lecture.etat.value,
        "phrase": one.lecture.situation.sentence,
        "autres_etats": [_plain(other) for other in one.lecture.others],
        "retenue_possible_le": None if refused else str(one.withholdable),
        "retenue_refusee": str(one.withholdable) if refused else None,
        "origine_proposee": one.proposed and _plain(one.proposed),
        "suivi": _plain(one.suivi),
        "prescription": [_plain(line) for line in one.prescription],
        "suites": [{"qui": who, "quoi": what} for who, what in next_acts(one, day)],
    }
    for ligne, row in zip(one.creance.lignes, told["lignes"], strict=True):
        row["reste"] = ligne.open
    return told


def _plain(value: Any) -> Any:
    return json.loads(json.dumps(dataclasses.asdict(value), default=str))


def _months(claim: Creance) -> Any:
    """Return the table of the months: what is claimed, what became of it, what is left."""
    used = [issue for issue in ISSUES if claim.total(issue)]
    title = f"Créance {claim.number} : {BENEFIT_LABELS[claim.benefit]}"
    shown = table(title, "Mois", "Réclamé", *(ISSUES[i] for i in used), "Reste dû")
    for ligne in claim.lignes:
        label = month_text(ligne.month)
        label = f"Indemnité ({label})" if ligne.nature == INDEMNITE else label
        cells = [euros_text(getattr(ligne, name)) for name in ("claimed", *used, "open")]
        shown.add_row(label, *cells)
    shown.add_section()
    shown.add_row("Total", *(euros_text(claim.total(name)) for name in ("claimed", *used, "open")))
    if restituted := claim.total("restituted"):
        shown.caption = f"dont rendu après annulation : {euros(restituted)}"
    return shown


def _section(title: str, lines: Iterable[str]) -> None:
    some = list(lines)
    if some:
        click.echo(f"\n{title}")
        for line in some:
            click.echo(f"  {line}")


def _origin(one: Reclamation) -> Iterator[str]:
    suivi = one.suivi
    if suivi.origine is not None:
        yield f"Décidée : {suivi.origine.label} ({suivi.origine.author}). {suivi.origine.reasons}"
    elif one.proposed is not None:
        yield f"Proposée, personne ne l'a décidée : {one.proposed.label}. {one.proposed.reason}"
    if (told := suivi.qualification) is not None:
        yield f"Qualifiée le {day_text(told.at.date())} : {told.label} ({told.author}). {told.reasons}"
        if told.is_fraud:
            yield from _of_fraud(told.at.astimezone(FRANCE).date())
    if suivi.remise_closed is not None:
        on, why = suivi.remise_closed
        yield f"Remise fermée depuis le {day_text(on)} : {why}"


def _of_fraud(on: dt.date) -> Iterator[str]:
    """Yield what fraud may add, and that the texts are still to verify."""
    once, again = (surcharge_percent(on, repeated=repeated) for repeated in (False, True))
    yield f"Retenue majorée de {once} %, de {again} % en récidive (à vérifier : CSS art. D553-5)."
    taux = parametre("recouvrement/indemnite.taux")
    if taux.in_force(on):
        yield f"Indemnité de gestion : {taux.at(on)} %, si elle est décidée (à vérifier : L553-2)."


def _days(one: Reclamation) -> Iterator[str]:
    suivi, first = one.suivi, one.withholdable
    for notice in suivi.notices:
        yield from _of_notice(notice)
    for asked in suivi.rectifications:
        yield f"Rectification n° {asked.number} demandée le {day_text(asked.asked_on)}." + (
            f" Réponse le {day_text(asked.answered_on)} : {asked.answer}."
            if asked.answered_on
            else ""
        )
    for pause in suivi.suspensions:
        end = f" jusqu'au {day_text(pause.ended_on)}" if pause.ended_on else ", sans fin écrite"
        yield f"Suspension ({pause.cause}) depuis le {day_text(pause.since)}{end}."
    yield from _forced(suivi)
    if isinstance(first, Refusal):
        yield f"Retenue impossible : {first.what}"
    else:
        yield f"Retenue possible à partir du {day_text(first)}."


def _of_notice(notice: NoticeSuivie) -> Iterator[str]:
    name = f"Notification n° {notice.number}"
    if notice.received_on is not None:
        last = day_text(until_worked(last_day_to_rectify(notice.received_on)))
        proof = PREUVES.get(notice.proof or "", "preuve non dite")
        yield f"{name} reçue le {day_text(notice.received_on)} ({proof})."
        yield f"  Rectification à demander jusqu'au {last}."
    elif notice.sent_on is not None:
        yield f"{name} envoyée le {day_text(notice.sent_on)} ; réception non prouvée."
    else:
        yield f"{name} préparée, pas envoyée."


def _forced(suivi: Suivi) -> Iterator[str]:
    for demand in suivi.demeures:
        received = f", reçue le {day_text(demand.received_on)}" if demand.received_on else ""
        yield f"Mise en demeure n° {demand.number} du {day_text(demand.sent_on)}{received}."
    for order in suivi.contraintes:
        told = [f"Contrainte n° {order.number} du {day_text(order.issued_on)}"]
        told += [f"signifiée le {day_text(order.served_on)}"] if order.served_on else []
        told += [f"opposition le {day_text(order.opposed_on)}"] if order.opposed_on else []
        told += (
            [f"jugée le {day_text(order.judged_on)} ({order.outcome})"] if order.judged_on else []
        )
        yield ", ".join(told) + "."


def _time(lines: Sequence[LignePrescrite], day: dt.date) -> Iterator[str]:
    for line in lines:
        said = (
            f"{month_text(line.month).capitalize()} : payé le {day_text(line.paid_on)}, réclamable "
            f"{line.years} ans, jusqu'au {day_text(line.claimable_until)}"
        )
        if (broken := line.interruption) is not None:
            said += f" ; {broken.what} le {day_text(broken.on)}"
            said += f", recouvrable jusqu'au {day_text(line.recoverable_until)}"
        if line.prescribed_cents:
            said += f" ; {euros(line.prescribed_cents)} déjà prescrits"
        elif line.recoverable_until < day:
            said += " ; le délai est passé"
        yield said + "."


def _born_on(claim: Creance) -> dt.date:
    return claim.born_at.astimezone(FRANCE).date()
