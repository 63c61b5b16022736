"""`justedroit consultations`: who opened which dossier; and what is too old, erased."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import rich_click as click
from rich.console import Console

from justedroit.commandes.affichage import table
from justedroit.commandes.base import NUMERO, base_option, clock, opened
from justedroit.commandes.horloge import real_clock
from justedroit.commandes.numerote import Numbered
from justedroit.commandes.traces import auteur_option
from justedroit.core.base import FRANCE, day_text, instant_text

if TYPE_CHECKING:
    import datetime as dt

    from justedroit.records.interface import Openings, Records


@click.group(cls=Numbered, shows="voir", alone=True)
def consultations() -> None:
    """Qui a ouvert quel dossier, quand et pourquoi : justedroit consultations [NUMERO]."""


@consultations.command()
@click.argument("numero", type=NUMERO, required=False)
@base_option
@click.option("--nombre", type=click.IntRange(1, 100_000), default=200, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Écrire en JSON.")
def voir(numero: int | None, base: str, nombre: int, *, as_json: bool) -> None:
    """Montrer qui a ouvert le dossier NUMERO, ou tous, depuis que les traces sont gardées."""
    from justedroit.core.consultations import kept_since
    from justedroit.steps.witness import openings_of

    now = real_clock()  # a dossier is opened when someone really opens it
    found = openings_of(_openings(opened(base, reading=True)), numero, now, nombre)
    if as_json:
        click.echo(json.dumps(found, default=str, ensure_ascii=False, indent=2))
        return
    since = _day(kept_since(now))
    if not found:
        of = "d'aucun dossier" if numero is None else f"du dossier {numero}"
        click.echo(f"Personne n'a laissé de trace {of} depuis le {since}.")
        return
    shown = table(f"Consultations depuis le {since}", "Quand", "Dossier", "Qui", "Écran", "Pour")
    for column in shown.columns[2:]:
        column.justify = "left"
    for row in found:
        when = instant_text(row["at"])  # type: ignore[arg-type]  # schema CONSULTATIONS
        shown.add_row(when, *(str(row[n]) for n in ("dossier", "author", "screen", "purpose")))
    Console().print(shown)
    if len(found) == nombre:
        click.echo("Il peut y en avoir d'autres, plus anciennes : --nombre.")


@consultations.command()
@base_option
@auteur_option
def purger(base: str, auteur: str) -> None:
    """Effacer les traces plus anciennes que ce que la loi permet de garder.

    Rien d'autre ne les efface. Le journal de la caisse dit qui l'a fait, quand, et combien.
    """
    from justedroit.steps.witness import purge

    records = opened(base)
    done = purge(records, _openings(records), clock(), auteur)
    before = _day(done.before)
    if not done.erased:
        click.echo(f"Aucune trace n'est plus ancienne que le {before} : rien n'est effacé.")
        return
    traces = "1 trace effacée" if done.erased == 1 else f"{done.erased} traces effacées"
    click.echo(f"{traces}, plus anciennes que le {before}. Le journal de la caisse le dit.")


def _openings(records: Records) -> Openings:
    from justedroit.records.database import DatabaseOpenings, DatabaseRecords

    assert isinstance(records, DatabaseRecords)
    return DatabaseOpenings(records.alias)


def _day(at: dt.datetime) -> str:
    return day_text(at.astimezone(FRANCE).date())
