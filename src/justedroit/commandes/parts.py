"""The shares of a rappel or an indu in a terminal: a table with bars, then the months."""

from __future__ import annotations

from typing import Any

import rich_click as click
from rich.console import Console

from justedroit.commandes.affichage import euros_text, month_text, table
from justedroit.core.base import Refused, euros
from justedroit.core.ecarts import (
    Difference,
    Part,
    Parts,
    Reste,
    fact_labels,
    fact_sentence,
    headlines,
)
from justedroit.core.faits import source_text
from justedroit.core.registre import BENEFIT_LABELS
from justedroit.records.interface import Records
from justedroit.steps import Attributed

LAST = "dernier"
_WIDTH = 20  # characters of the longest bar


def show_ecart(
    records: Records, number: int, reference: str, *, complet: bool, as_json: bool
) -> None:
    """Show what each changed fact explains of one revision.

    Args:
        records: the journals.
        number: of the dossier.
        reference: of the revision, or `dernier`.
        complet: also show the share of each fact month by month.
        as_json: write it as JSON.

    Raises:
        click.ClickException: there is no such revision.
    """
    from justedroit.kernels import compiled_law
    from justedroit.steps import attribute

    with Console(stderr=True).status("Évaluation…"):
        try:
            told = attribute(
                records, number, None if reference == LAST else reference, compiled_law()
            )
        except Refused as refused:
            raise click.ClickException(str(refused)) from refused
    if as_json:
        click.echo(told.to_json())
        return
    console = Console()
    console.rule(f"Dossier {number}, {told.parts.reference}", align="left")
    click.echo("\n".join(headlines(told.parts, yours=False)))
    _show_parts(console, told.parts)
    _show_months(console, told)
    if complet:
        _show_shares_by_month(console, told.parts)
    click.echo("L'origine de chaque fait est proposée : une personne doit la qualifier.")


def _bar(cents: int, longest: int) -> str:
    """Return a bar as long as an amount is large, its sign before: no meaning by colour."""
    length = max(1, round(abs(cents) / longest * _WIDTH)) if cents else 0
    return f"{'+' if cents > 0 else '−'} {'█' * length}" if length else ""


def _show_parts(console: Console, parts: Parts) -> None:
    shown = table("Ce que chaque fait explique", "Fait", "Part", "")
    shown.columns[0].ratio, shown.expand = 1, True
    shown.columns[1].no_wrap = shown.columns[2].no_wrap = True
    shown.columns[2].justify = "left"
    # What falls and what rises are never netted: each has its line.
    sides = [side for side in (parts.falling, parts.rising) if side] or [()]
    weighing = fact_labels([part.fact for part in parts.weighing])
    told: list[tuple[str, Part | Reste]] = [
        (_fact(part, label), part) for label, part in zip(weighing, parts.weighing, strict=True)
    ]
    told += [(f"{reste.label}.", reste) for reste in parts.restes]
    longest = max((abs(one.cents_of(s)) for _, one in told for s in sides), default=0)
    for text, one in told:
        cents = [found for side in sides if (found := one.cents_of(side))]
        amounts = "\n".join(_amount(one, some) for some in cents)
        shown.add_row(text, amounts, "\n".join(_bar(some, longest) for some in cents))
    shown.add_section()
    for side in sides:
        total = sum(one.cents_of(side) for _, one in told)
        named = dict.fromkeys(BENEFIT_LABELS[benefit] for benefit, _ in side)
        shown.add_row(f"Somme : {', '.join(named)}", euros(total), "")
    console.print(shown)
    console.print("Ces sommes sont, au centime, ce que le registre a passé.")
    if parts.idle:
        every = fact_labels([part.fact for part in (*parts.weighing, *parts.idle)])
        names = " ; ".join(every[len(weighing) :])
        console.print(f"Sans effet sur ces montants : {names}.")
    if not parts.exact:
        console.print(
            f"Les parts sont estimées sur {parts.orders} ordres d'arrivée des faits, à l'erreur-type "
            "dite (±) près. Leur somme est exacte."
        )


def _amount(one: Part | Reste, cents: int) -> str:
    error = one.error_cents if isinstance(one, Part) else 0
    return f"{euros(cents)} ± {euros(error)}" if error else euros(cents)


def _fact(part: Part, label: str) -> str:
    sentence = fact_sentence(part.fact)
    said = f"(dit par {source_text(part.lead.new_source)}, {part.origine.label.lower()})"
    return f"[bold]{label}[/bold]\n{sentence[0].upper()}{sentence[1:]}\n{said}"


def _show_months(console: Console, told: Attributed) -> None:
    shown = table("Mois par mois", "Prestation", "Mois", "Accordé avant", "Dû", "Différence")
    shown.columns[1].justify = "left"
    for difference in told.differences:
        for row in _month_rows(difference):
            shown.add_row(*row)
        shown.add_section()
    console.print(shown)


def _month_rows(difference: Difference) -> list[tuple[str, ...]]:
    label = BENEFIT_LABELS[difference.benefit].capitalize()
    return [
        (
            "" if place else label,
            month_text(month.month),
            *(euros_text(c) for c in (month.posted_cents, month.due_cents, month.delta_cents)),
        )
        for place, month in enumerate(difference.months)
    ]


def _show_shares_by_month(console: Console, parts: Parts) -> None:
    shown = table("La part de chaque fait, mois par mois", "Fait", "Prestation", "Mois", "Part")
    shown.columns[1].justify = shown.columns[2].justify = "left"
    labels = fact_labels([part.fact for part in parts.parts])
    rows: list[tuple[str, Any]] = [*zip(labels, parts.parts, strict=True)]
    for label, one in (*rows, *((reste.label, reste) for reste in parts.restes)):
        for place, month in enumerate(one.months):
            benefit = BENEFIT_LABELS[month.benefit].capitalize()
            cells = (benefit, month_text(month.month), euros(month.cents))
            shown.add_row("" if place else label, *cells)
        shown.add_section()
    console.print(shown)
