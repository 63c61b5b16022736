"""How an appeal is told in a terminal: its life, its sheet, the days that count, what is next."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import rich_click as click
from rich.console import Console

from justedroit.commandes.affichage import euros_text, table
from justedroit.core.base import day_text
from justedroit.core.courriers import MODELES
from justedroit.core.recours import CANAUX, ETATS, days_ahead, juridiction, letters_due
from justedroit.core.registre import BENEFIT_LABELS

if TYPE_CHECKING:
    import datetime as dt

    from justedroit.core.recours import Recours


def show_every(found: Sequence[Recours], dossier: int, day: dt.date) -> None:
    """Show the appeals of a dossier, a line each."""
    from justedroit.steps.consultation.phrases_recours import benefits_text

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
    from justedroit.steps.consultation import phrases_recours as told

    click.echo(f"Recours {one.number} : {one.label.lower()}, {told.benefits_text(one)}.")
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
        click.echo(f"Avis de l'instruction : {told.opinion_text(one.avis)}")
    if one.fiche:
        click.echo("")
        show_sheet(one.fiche)
    decided = [*map(told.vote_text, one.votes), *map(told.decision_text, one.decisions)]
    _section("Votes et décisions", decided)
    who = told.who_text
    lived = [f"{e.day():%d/%m/%Y}  {told.event_text(e)} ({who(e.author)})" for e in one.history]
    _section("Histoire", lived)
    _section("Dates", days_ahead(one, day))
    _section("Lettres à faire", [MODELES[model].libelle for model in letters_due(one)])
    _section("Ce qui peut être fait", told.next_acts(one, day))


def show_sheet(told: Mapping[str, Any]) -> None:
    """Show the sheet that the commission reads, as `Fiche.payload` gives it."""
    from justedroit.steps.consultation.francais import months_text
    from justedroit.steps.consultation.phrases_recours import granted_text, sheet_lines

    shown = table("Fiche : ce qui est dû", "Créance", "Prestation", "Mois", "Réclamé", "Reste dû")
    shown.columns[1].justify = shown.columns[2].justify = "left"
    for dette in told["dettes"]:
        shown.add_row(
            str(dette["creance"]),
            BENEFIT_LABELS[dette["benefit"]],
            months_text([dette["first_month"], dette["last_month"]]),
            euros_text(dette["claimed_cents"]),
            euros_text(dette["open_cents"]),
        )
    Console().print(shown)
    for line in sheet_lines(told):
        click.echo(f"  {line}")
    _section("Pour le foyer", told["raisons"])
    _section("Remises déjà accordées", [granted_text(*row) for row in told["remises"]])
    _section("Ce qui n'est pas connu", told["manque"])
    click.echo("  Cette fiche aide à décider ; elle ne décide rien.")


def as_json_of(found: Sequence[Recours], day: dt.date) -> list[dict[str, Any]]:
    """Return some appeals as JSON values; amounts in cents, days as AAAA-MM-JJ."""
    return [_as_json(one, day) for one in found]


def _as_json(one: Recours, day: dt.date) -> dict[str, Any]:
    from justedroit.steps.consultation.phrases_recours import next_acts

    told: dict[str, Any] = json.loads(json.dumps(dataclasses.asdict(one), default=str))
    told["etat"] = one.etat_at(day)
    told["dates"] = days_ahead(one, day)
    told["lettres"] = list(letters_due(one))
    told["suites"] = next_acts(one, day)
    return told


def _section(title: str, lines: Sequence[str]) -> None:
    if lines:
        click.echo(f"\n{title}")
        for line in lines:
            click.echo(f"  {line}")
