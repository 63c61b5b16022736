"""`justedroit lettres`: the letters of a month, what they wait for, and their PDF."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import rich_click as click
from rich.console import Console

from justedroit.commandes.actes import today
from justedroit.commandes.affichage import month_text, table
from justedroit.commandes.base import NUMERO, Mois, base_option, identities_beside, opened
from justedroit.commandes.lettres_mois import (
    envoyer,
    informer,
    preparer,
    rappels,
    recue,
    suites,
)
from justedroit.commandes.lettres_notice import notice
from justedroit.commandes.traces import auteur_option, leave_trace
from justedroit.core.base import Refused, of_month

if TYPE_CHECKING:
    from justedroit.core.courriers import CourrierSuivi, Organisme
    from justedroit.core.identites import Identite
    from justedroit.records.interface import Records


class _Mensuel(click.RichGroup):
    """A group: `lettres 2026-01` is `lettres mois 2026-01`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Return the arguments, the command first: a month, even ill written, is no command."""
        if args and args[0][:1].isdecimal():
            args = ["mois", *args]
        return super().parse_args(ctx, args)


@click.group(cls=_Mensuel)
def lettres() -> None:
    """Les lettres aux foyers : les voir, les préparer, les envoyer, noter leur réception.

    Voir celles d'un mois : justedroit lettres AAAA-MM ; les écrire en PDF : ajoutez --sortie.

    Pour tous les foyers d'un mois, dans cet ordre : preparer, informer (ce que des tiers ont dit),
    envoyer ; et rappels, suites. Quand l'avis de réception revient : recue.

    Pour un seul foyer, pas à pas : justedroit lettres notice N.
    """


for _command in (notice, preparer, informer, envoyer, rappels, suites, recue):
    lettres.add_command(_command)


@lettres.command()
@click.argument("mois", type=Mois())
@click.option("--dossier", type=NUMERO, help="Un seul dossier.")
@click.option(
    "--sortie",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="RÉPERTOIRE",
    help="Écrire aussi un PDF par lettre dans ce répertoire : date-dossier-lettre-modèle.pdf.",
)
@click.option("--essai", is_flag=True, help="Avec --sortie : sans le nom ni l'adresse du foyer.")
@base_option
@auteur_option
def mois(
    *, mois: int, dossier: int | None, sortie: Path | None, essai: bool, base: str, auteur: str
) -> None:
    """Lister les lettres du mois AAAA-MM : celles qui attendent, sont prêtes, parties, reçues."""
    from justedroit.steps.letter import letters_of_month
    from justedroit.steps.pending import unnoticed

    records = opened(base)
    every = letters_of_month(records, mois, None if dossier is None else [dossier])
    waiting = unnoticed(records, mois, None if dossier is None else [dossier])
    _show(records, every, mois)
    if waiting:
        names = ", ".join(str(number) for number, _ in waiting[:10])
        more = "…" if len(waiting) > 10 else ""
        click.echo(
            f"Indus du mois sans notification : {len(waiting)} (dossiers {names}{more}). "
            f"Préparez-les : justedroit lettres preparer {mois // 100}-{mois % 100:02d}."
        )
    if sortie is not None and every:
        if not essai:
            leave_trace(records, {one.dossier for one in every}, "lettres du mois", auteur)
        _write(records, every, sortie, base, essai=essai)


def _show(records: Records, every: Sequence[CourrierSuivi], month: int) -> None:
    from justedroit.core.courriers import MODELES

    if not every:
        click.echo(
            f"Aucune lettre en {month_text(month)}. Les préparer : lettres preparer AAAA-MM."
        )
        return
    shown = table(f"Lettres {of_month(month)}", "Dossier", "N°", "Lettre", "Où elle en est")
    for column in shown.columns[2:]:
        column.justify = "left"
    for one in every:
        label = MODELES[one.modele].libelle
        shown.add_row(str(one.dossier), str(one.numero), label, standing(records, one))
    Console().print(shown)


def standing(records: Records, courrier: CourrierSuivi) -> str:
    """Return where a letter stands, in French; of a notice that waits, all that it waits for."""
    from justedroit.steps.consultation.courriers import standing_text
    from justedroit.steps.pending import waits_for

    waiting = courrier.envoye_le is None and courrier.recu_le is None
    day = today()
    return standing_text(courrier, waits_for(records, courrier, day) if waiting else [])


def _write(
    records: Records, every: Sequence[CourrierSuivi], folder: Path, base: str, *, essai: bool
) -> None:
    from justedroit.impression import pdfs
    from justedroit.steps.consultation.courriers import file_name

    who = {} if essai else _allocataires(records, base, every)
    organisme = organisme_of(base)
    folder.mkdir(parents=True, exist_ok=True)
    made = pdfs(((one.contenu, who.get(one.dossier)) for one in every), organisme)
    for one, content in zip(every, made, strict=True):
        (folder / file_name(one)).write_bytes(content)
    click.echo(f"{len(every)} PDF écrits dans {folder}.")


def _allocataires(
    records: Records, base: str, every: Sequence[CourrierSuivi]
) -> dict[int, Identite]:
    found = identities_beside(records, base).get(sorted({one.dossier for one in every}))
    return {dossier: persons[0] for dossier, persons in found.items()}


def organisme_of(base: str) -> Organisme:
    """Return the fund whose letters a base writes.

    Raises:
        click.ClickException: it is not told.
    """
    from justedroit.impression import organisme_for
    from justedroit.records.cles import demo_key_file, is_demo_key

    beside = demo_key_file(base)
    try:
        return organisme_for(demo=beside is not None and is_demo_key(beside))
    except Refused as refused:
        raise click.ClickException(str(refused)) from refused
