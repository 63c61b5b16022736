"""`justedroit demo`: a synthetic fund lives some months, through the real steps."""

from __future__ import annotations

import datetime as dt
import re
import shlex
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import rich_click as click
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from justedroit.commandes.affichage import euros_text, month_text, table
from justedroit.commandes.base import Mois, created, identities_beside
from justedroit.commandes.depot import BASE, depot
from justedroit.core.base import Refused, euros, of_month
from justedroit.records.interface import Records

if TYPE_CHECKING:
    from rich.table import Table

    from justedroit.core.droits import Law
    from justedroit.steps.guichet import Guichet
    from justedroit.twin import Bilan, Plan
    from justedroit.twin.apres import Apres


@click.command()
@click.option(
    "--dossiers",
    type=click.IntRange(1, 200_000),
    default=1000,
    show_default=True,
    help="Nombre de foyers.",
)
@click.option(
    "--graine",
    type=click.IntRange(0, 2**63 - 1),
    metavar="ENTIER",
    default=2022,
    show_default=True,
    help="Graine : la même donne la même caisse.",
)
@click.option(
    "--debut", type=Mois(avenir=True), default="2025-01", show_default=True, help="Premier mois."
)
@click.option(
    "--mois",
    type=click.IntRange(1, 60),
    default=12,
    show_default=True,
    help="Nombre de mois vécus.",
)
@click.option(
    "--caf",
    default="vienne",
    show_default=True,
    help="Caisse dont les chiffres publiés sont approchés.",
)
@click.option(
    "--sortie",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("demo"),
    show_default=True,
    help="Dossier où écrire la base et le bilan.",
)
@click.option(
    "--base",
    metavar="ADRESSE",
    help="Écrire dans cette base, vide, plutôt que dans --sortie : postgresql://…, par exemple. La "
    "clé des identités est alors celle de JUSTEDROIT_CLE.",
)
@click.option("--json", "as_json", is_flag=True, help="Écrire le bilan en JSON.")
def demo(
    *,
    dossiers: int,
    graine: int,
    debut: int,
    mois: int,
    caf: str,
    sortie: Path,
    base: str | None,
    as_json: bool,
) -> None:
    """Faire vivre une caisse de démonstration : tout y est synthétique, sauf la loi.

    Les foyers déclarent, les droits sont calculés et payés, des faits tardifs ou corrigés donnent
    des rappels et des indus, qui sont notifiés, retenus, remis, contestés, jugés. La base reste dans --sortie pour être lue avec « justedroit dossier ».
    """
    from justedroit.kernels import compiled_law, is_building
    from justedroit.twin import Plan, fund

    try:
        fund(caf)
    except ValueError as error:
        raise click.ClickException(str(error)) from error
    plan = Plan(dossiers=dossiers, graine=graine, debut=debut, mois=mois, caf=caf)
    started, law = time.perf_counter(), compiled_law()
    if base is None:
        bilan = _lived_in_folder(sortie, plan, law)
    else:
        bilan = _lived(_empty(base), base, plan, law)
    if as_json:
        click.echo(bilan.to_json())
        return
    _show(bilan, plan.fin)
    _what_next(bilan, sortie, base, time.perf_counter() - started)
    if is_building(law):
        click.echo(BUILDING)


def _lived_in_folder(folder: Path, plan: Plan, law: Law) -> Bilan:
    """Play a fund in the base of a folder, with a key of its own and its report beside it."""
    from justedroit.records.cles import create_demo_key

    with depot(folder) as place:
        records = created(place.address)
        create_demo_key(place.address)
        bilan = _lived(records, place.address, plan, law)
        place.report(bilan.to_json())
    return bilan


def _empty(address: str) -> Records:
    """Open a base that nothing is lost in.

    Raises:
        click.ClickException: it holds dossiers, or its identities have no key; nothing was written.
    """
    from justedroit.records.cles import keyring_for

    try:
        keyring_for(address)
    except Refused as refused:
        raise click.ClickException(str(refused)) from refused
    records = created(address)
    if len(records.dossiers()):
        raise click.ClickException(
            "Cette base contient déjà des dossiers : une démonstration s'écrit dans une base vide. "
            "Donnez-en une autre avec --base."
        )
    return records


def _lived(records: Records, address: str, plan: Plan, law: Law) -> Bilan:
    """Play a fund; its last month is paid through a bank where the fund has an account."""
    import pyarrow.compute as pc

    from justedroit.twin import people, play
    from justedroit.twin.banque import Banque
    from justedroit.twin.ordres import Comptoir

    with _progress() as told:

        def accounts(at: dt.datetime) -> None:
            people(records, identities_beside(records, address), plan, at, told)

        desk = _desk(records, address)
        if desk is not None:
            bank = Banque(desk.caisse, plan.graine)
            return play(records, law, plan, told, Comptoir(desk, bank, accounts))
        bilan = play(records, law, plan, told)
        accounts(pc.max(records.facts()["known_at"]).as_py())
        return bilan


def _desk(records: Records, address: str) -> Guichet | None:
    """Return the desk of the fund, where it has an account: a demonstration of its own always has."""
    from justedroit.records.caisse import caisse_for, files_for
    from justedroit.steps.guichet import Guichet

    try:
        caisse, files = caisse_for(address), files_for(address)
    except Refused:
        return None
    return Guichet(records, identities_beside(records, address), files, caisse)


BUILDING = (
    "Le moteur finit de se préparer en arrière-plan (une à trois minutes) : les mêmes droits seront "
    "ensuite calculés des centaines de fois plus vite. « justedroit moteur etat » dit où il en est."
)


@contextmanager
def _progress() -> Iterator[Callable[[str, int, int], None]]:
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed}/{task.total}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        tasks: dict[str, TaskID] = {}

        def told(label: str, done: int, total: int) -> None:
            if label not in tasks:
                tasks[label] = progress.add_task(label, total=total)
            progress.update(tasks[label], completed=done)

        yield told


def _show(bilan: Bilan, last: int) -> None:
    console = Console()
    title = f"Une caisse de démonstration, {of_month(bilan.debut)} à {month_text(last)}"
    summary = table(title, "", "Nombre", "Montant")
    summary.add_row("Foyers allocataires", _count(bilan.foyers), "")
    summary.add_row("Personnes couvertes", _count(bilan.personnes), "")
    summary.add_section()
    for line in bilan.verse:
        summary.add_row(
            line.libelle[0].upper() + line.libelle[1:], _count(line.foyers), euros(line.cents)
        )
    summary.add_row("Versé en tout", "", euros(bilan.verse_cents), style="bold")
    summary.add_section()
    summary.add_row("Rappels", _count(bilan.rappels.nombre), euros(bilan.rappels.cents))
    summary.add_row("Indus", _count(bilan.indus.nombre), euros(bilan.indus.cents))
    share = f"{bilan.part_indus:.1%}".replace(".", ",").replace("%", " %")
    summary.add_row("Part des indus dans ce qui est versé", "", share)
    unclaimed = bilan.non_demandes
    summary.add_row(
        "Droits calculés, jamais demandés (foyers)",
        _count(unclaimed.nombre),
        euros(unclaimed.cents),
    )
    summary.add_row("Solde du registre (doit être nul)", "", euros(bilan.solde_cents), style="bold")
    console.print(summary)
    if bilan.apres is not None:
        console.print(_after(bilan.apres))
    title = "À côté des chiffres publiés, ramenés à cette taille et à cette durée"
    published = table(title, "", "Ici", "Publié", "Par la Caf")
    published.columns[-1].justify = "left"
    for mark in bilan.reperes:
        figures = (_figure(value, mark.unite) for value in (mark.jumeau, mark.publie))
        published.add_row(mark.libelle, *figures, _who(mark.origine))
    console.print(published)
    console.print("* Une autre caisse que celle approchée, qui ne publie pas ce chiffre.")


def _after(apres: Apres) -> Table:
    """Return what became of the indus."""
    shown = table("Après les indus", "", "Nombre", "Montant")
    shown.add_row("Notifiés", _count(apres.notifie.nombre), euros(apres.notifie.cents))
    shown.add_section()
    for label, count in apres.issues:
        shown.add_row(label, _count(count.nombre), euros(count.cents))
    shown.add_section()
    shown.add_row("Rendu aux foyers", _count(apres.rendu.nombre), euros(apres.rendu.cents))
    shown.add_row("Remises demandées", _count(apres.remises), "")
    shown.add_row("Remises accordées, en tout ou en partie", _count(apres.accordees), "")
    shown.add_row("Contestations", _count(apres.contestations), "")
    for label, number in zip(_JUDGED, apres.jugements.values(), strict=True):
        shown.add_row(label, _count(number), "")
    shown.add_row("Mises en demeure", _count(apres.demeures), "")
    shown.add_row("Contraintes", _count(apres.contraintes), "")
    shown.add_row("Réclamations", _count(apres.reclamations), "")
    shown.add_row("Médiations", _count(apres.mediations), "")
    return shown


_JUDGED = (
    "Jugements qui confirment l'indu",
    "Jugements qui l'annulent en partie",
    "Jugements qui l'annulent",
)


def _look_at(apres: Apres, base: str) -> None:
    """Tell which dossiers to look at, and the command of each."""
    if not apres.exemples:
        return
    click.echo("Après les indus, un exemple de chaque ; certains parcours sont imposés pour cela :")
    for one in apres.exemples:
        click.echo(f"  justedroit {one.commande} {one.dossier}{base}   # {one.nom}")


def _who(origin: str) -> str:
    """Return the fund and the year of a published figure, with a star for another fund."""
    found = re.match(
        r"Caf (?:de la |des |du |de l[’'])(.+?), rapport d[’']activité (\d{4})", origin
    )
    other = " *" if "autre caisse" in origin else ""
    return f"{found[1]} {found[2]}{other}" if found else origin


def _count(number: int) -> str:
    return f"{number:,}".replace(",", "\u202f")


def _figure(value: float, unit: str) -> str:
    if unit.startswith("EUR"):
        return euros_text(round(value * 100)) + unit.removeprefix("EUR")
    if unit == "%":
        return f"{value:.1f} %".replace(".", ",")
    return f"{_count(round(value))} {unit}"


def _what_next(bilan: Bilan, sortie: Path, address: str | None, seconds: float) -> None:
    where = (
        "Tout est dans la base donnée." if address else f"La base et le bilan sont dans {sortie}/."
    )
    click.echo(f"{seconds:.0f} s. {where}")
    if bilan.dossier_exemple is None:
        click.echo("Aucun indu dans cette démonstration : essayez plus de dossiers ou de mois.")
        return
    base = "" if sortie == Path("demo") else f" --base sqlite:///{sortie / BASE}"
    # An address may hold a password: it is not repeated.
    base = ' --base "$DATABASE_URL"' if address else base
    program = shlex.quote(sys.argv[0] if "/" in sys.argv[0] else "justedroit")
    if address is None:
        click.echo(
            "Les noms, NIR, adresses et comptes y sont inventés, et chiffrés : leur clé est à côté "
            "de la base, ce qu'une vraie caisse ne fait jamais."
        )
        click.echo(
            "Pages et commandes y vivent le jour où elle s'est arrêtée ; JUSTEDROIT_JOUR=AAAA-MM-JJ "
            "devant une commande le fait avancer, pour qu'un délai passe."
        )
    click.echo("Un dossier avec un indu, sa vie entière et l'explication au centime :")
    click.echo(f"  {program} dossier {bilan.dossier_exemple}{base}")
    if bilan.apres is not None:
        _look_at(bilan.apres, base)
