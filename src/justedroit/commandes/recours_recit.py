"""How an appeal is told in a terminal: its life, its sheet, the days that count, what is next."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import rich_click as click
from rich.console import Console

from justedroit.commandes.affichage import euros_text, month_text, table
from justedroit.core.base import day_text, euros
from justedroit.core.recours import (
    AUTORITES,
    CANAUX,
    ETATS,
    EVENEMENTS,
    SENS,
    SUITES,
    days_ahead,
    juridiction,
    letters_due,
)
from justedroit.core.registre import BENEFIT_LABELS

if TYPE_CHECKING:
    import datetime as dt

    from justedroit.core.recours import Recours

_OPINIONS = {"adoptee": "adoptée", "repoussee": "repoussée", "partage": "voix partagées"}


def show_every(found: Sequence[Recours], dossier: int, day: dt.date) -> None:
    """Show the appeals of a dossier, a line each."""
    names = ("N°", "Nature", "Prestations", "Créances", "Reçu le", "Où il en est")
    shown = table(f"Recours du dossier {dossier}", *names)
    for column in shown.columns:
        column.justify = "left"
    for one in found:
        shown.add_row(
            str(one.number),
            one.label,
            benefits_text(one),
            ", ".join(map(str, one.creances)) or "–",
            f"{one.received_on:%d/%m/%Y}",
            ETATS[one.etat_at(day)],
        )
    Console().print(shown)


def show_one(one: Recours, day: dt.date) -> None:
    """Show one appeal whole."""
    click.echo(f"Recours {one.number} : {one.label.lower()}, {benefits_text(one)}.")
    click.echo(f"Reçu le {day_text(one.received_on)} ({CANAUX[one.canal].lower()}).")
    click.echo(f"Ce que dit le foyer : {one.motif}")
    if one.reproof:
        click.echo(f"Hors délai : {one.reproof}.")
    judge = juridiction(one.prestations[0], one.objet, one.received_on)
    click.echo(f"Juge : {judge.tribunal_text} ({judge.article}).")
    click.echo(f"\nAu {day_text(day)} : {ETATS[one.etat_at(day)]}.")
    for number, (on, motif) in one.closed.items():
        click.echo(f"  Créance {number} : remise fermée le {day_text(on)}. {motif}")
    if one.avis:
        click.echo(f"Avis de l'instruction : {one.avis}")
    if one.fiche:
        click.echo("")
        show_sheet(one.fiche)
    _section("Votes et décisions", _decisions(one))
    _section("Histoire", [_event(one, rank) for rank in range(len(one.history))])
    _section("Dates", days_ahead(one, day))
    _section("Lettres à faire", letters_due(one))
    _section("Ce qui peut être fait", next_acts(one))


def show_sheet(told: Mapping[str, Any]) -> None:
    """Show the sheet that the commission reads, as `Fiche.payload` gives it."""
    shown = table("Fiche : ce qui est dû", "Créance", "Prestation", "Mois", "Réclamé", "Reste dû")
    shown.columns[1].justify = shown.columns[2].justify = "left"
    for dette in told["dettes"]:
        shown.add_row(
            str(dette["creance"]),
            BENEFIT_LABELS[dette["benefit"]],
            f"{month_text(dette['first_month'])} à {month_text(dette['last_month'])}",
            euros_text(dette["claimed_cents"]),
            euros_text(dette["open_cents"]),
        )
    Console().print(shown)
    for line in _budget(told):
        click.echo(f"  {line}")
    _section("Pour le foyer", told["raisons"])
    _section("Remises déjà accordées", [_granted(*row) for row in told["remises"]])
    _section("Ce qui n'est pas connu", told["manque"])
    click.echo("  Cette fiche aide à décider ; elle ne décide rien.")


def as_json_of(found: Sequence[Recours], day: dt.date) -> list[dict[str, Any]]:
    """Return some appeals as JSON values; amounts in cents, days as AAAA-MM-JJ."""
    return [_as_json(one, day) for one in found]


def benefits_text(one: Recours) -> str:
    """Return the benefits of an appeal, in French."""
    return ", ".join(BENEFIT_LABELS[benefit] for benefit in one.prestations)


def next_acts(one: Recours) -> list[str]:
    """Return the acts that are open, in French."""
    if one.etat == "ferme":
        return ["Revoir la qualification : justedroit qualifier ; ou déposer une contestation"]
    return list(SUITES.get(one.stage, ()))


def _as_json(one: Recours, day: dt.date) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(json.dumps(dataclasses.asdict(one), default=str))
    told["etat"] = one.etat_at(day)
    told["dates"] = days_ahead(one, day)
    told["lettres"] = list(letters_due(one))
    told["suites"] = next_acts(one)
    return told


def _section(title: str, lines: Sequence[str]) -> None:
    if lines:
        click.echo(f"\n{title}")
        for line in lines:
            click.echo(f"  {line}")


def _budget(told: Mapping[str, Any]) -> list[str]:
    income = told["ressources_cents"]
    found = [
        f"Ressources : {'inconnues' if income is None else euros(income) + ' par mois'}",
        (
            f"Prestations : {euros(told['prestations_cents'])} ; charges de logement : "
            f"{euros(told['charges_cents'])}"
        ),
        f"Foyer : {told['adultes']} adulte(s), {told['enfants']} enfant(s)",
    ]
    if told["quotient_cents"] is not None:
        found.append(f"Revenu mensuel pondéré : {euros(told['quotient_cents'])} (à vérifier)")
    if told["poids_percent"] is not None:
        found.append(f"La dette pèse {told['poids_percent']} % d'un mois de revenu")
    if told["mois"] is not None:
        cents = euros(told["retenue_cents"])
        found.append(f"Au barème, {cents} par mois : {told['mois']} mois pour rembourser")
    return found


def _granted(number: int, day: str, cents: int) -> str:
    return f"Recours {number}, le {day} : {euros(cents)}"


def _decisions(one: Recours) -> list[str]:
    found = [
        f"Vote du {day_text(vote.seance)} sur « {SENS[vote.sens]} » : {vote.pour} pour, "
        f"{vote.contre} contre, {vote.abstentions} abstentions, {_OPINIONS[vote.issue]}"
        for vote in one.votes
    ]
    for told in one.decisions:
        amount = f", {euros(sum(told.amounts.values()))}" if told.amounts else ""
        law = f" ({told.article})" if told.article else ""
        found.append(
            f"{day_text(told.le)}, {AUTORITES[told.par]} : {SENS[told.sens]}{amount}. "
            f"{told.motif}{law} Signé : {told.author}."
        )
    return found


def _event(one: Recours, rank: int) -> str:
    event = one.history[rank]
    told = event.told.get("motif", "") if event.tag != "recours.recu" else ""
    more = f" : {told}" if told else ""
    return f"{event.day():%d/%m/%Y}  {EVENEMENTS[event.tag]}{more} ({event.author})"
