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
from justedroit.core.base import Refusal, day_text, euros
from justedroit.core.creances import INDEMNITE, ISSUES
from justedroit.core.recouvrement import payment_of_rejection
from justedroit.core.registre import BENEFIT_LABELS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from justedroit.core.creances import Creance
    from justedroit.steps.claims import Reclamation


def show_every(found: Sequence[Reclamation], dossier: int) -> None:
    """Show all the créances of a dossier, a line each, and what is owed in all."""
    from justedroit.steps.consultation.phrases import born_on

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
            f"{born_on(one.creance):%d/%m/%Y}",
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
    from justedroit.steps.consultation.phrases import born_on, day_lines, origin_lines, time_lines

    claim = one.creance
    Console().print(_months(claim))
    click.echo(f"Décision : {claim.reference}, le {day_text(born_on(claim))}.")
    why = f"justedroit dossier {claim.dossier} --ecart {claim.reference}"
    if (payment := payment_of_rejection(claim.reference)) is not None:
        name = payment.removeprefix("paiement:").replace("banque:", "par virement (banque ") + (
            ")" if payment.startswith("banque:") else ""
        )
        why = f"le paiement {name} du foyer, rejeté par la banque, lui avait déjà été rendu."
    click.echo(f"Pourquoi : {why}")
    click.echo(f"\nAu {day_text(day)} : {one.lecture.situation.label}.")
    click.echo(f"  {one.lecture.situation.sentence}")
    for other in one.lecture.others:
        click.echo(f"  Aussi — {other.label} : {other.sentence}")
    _section("D'où vient l'erreur", origin_lines(one))
    _section("Dates", day_lines(one))
    _section("Prescription", time_lines(one, day))
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
