"""`justedroit lot instantane`, and `lot reviser --dask`: a fund revised by several machines."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import rich_click as click

from justedroit.batch import LOT, Bilan, Caisse
from justedroit.batch.instantane import Instantane, opened, refuse_other_fund, taken
from justedroit.batch.masse import decided, posted
from justedroit.batch.ouvriers import NoWorkers, workers
from justedroit.batch.partition import OtherVersion, mission_of
from justedroit.batch.plan import Plan
from justedroit.batch.preuve import NotProved
from justedroit.batch.processus import Interrupted
from justedroit.commandes.avancement import Avancement, number
from justedroit.commandes.base import base_option, clock
from justedroit.commandes.base import opened as opened_base
from justedroit.records.interface import Records
from justedroit.steps.revise import FRANCE

UNRECONCILED = 4  # exit code, as in `lot`
Folder = partial(click.Path, file_okay=False, path_type=Path)


@click.command()
@click.argument("dossier", type=Folder())
@click.option(
    "--taille",
    type=click.IntRange(1),
    metavar="N",
    default=LOT,
    show_default=True,
    help="Dossiers par partition.",
)
@base_option
def instantane(*, dossier: Path, taille: int, base: str) -> None:
    """Copier les journaux dans DOSSIER, en Parquet, tels qu'ils sont à cet instant.

    « justedroit lot reviser MOIS --dask … --instantane DOSSIER » révise cette copie sur une ou
    plusieurs machines, puis passe les différences dans la base.
    """
    with _refusals():
        if opened(dossier) is not None:
            raise click.ClickException(f"{dossier} tient déjà un instantané : donnez-en un autre.")
        _taken(opened_base(base, reading=True), dossier, taille)


def snapshot_of(records: Records, folder: Path, size: int) -> Instantane:
    """Return the snapshot of a folder, taken now where there is none.

    Raises:
        click.ClickException: it is not one of this base, or cannot be read.
    """
    with _refusals():
        found = opened(folder)
        if found is None:
            return _taken(records, folder, size)
        refuse_other_fund(found, records)
        click.echo(f"Instantané du {_day(found)} ({folder}) : {_count(found)}.", err=True)
        return found


def revised_by_workers(
    caisse: Caisse, snapshot: Instantane, plan: Plan, address: str, processes: int
) -> Bilan:
    """Have a snapshot revised, and post the differences where all reconciles.

    Args:
        caisse: the fund, of which it is the snapshot.
        snapshot: what the workers read.
        plan: the run.
        address: of a scheduler of Dask, or `local`.
        processes: how many work here, for `local`.

    Raises:
        click.ClickException: no workers, or a run that stops.
        SystemExit: the results do not reconcile with the snapshot; nothing is posted.
    """
    with _refusals():
        mission = mission_of(snapshot, plan, caisse.law)
        with workers(address, processes) as client, Avancement("Révision") as progress:
            found = decided(client, snapshot, plan, mission, progress)
        if faults := found.bilan.rapprochement.faults:
            click.echo("ÉCHEC DU RAPPROCHEMENT : rien n'est passé au registre.", err=True)
            for fault in faults:
                click.echo(f"  {fault}", err=True)
            click.echo(f"Résultats : {mission.results}", err=True)
            raise SystemExit(UNRECONCILED)
        with Avancement("Écriture au registre") as progress:
            return posted(caisse, plan, found, progress)


@contextmanager
def _refusals() -> Iterator[None]:
    try:
        yield
    except KeyboardInterrupt:
        raise click.ClickException(
            "Interrompu. Ce qui est fait est gardé ; pour finir, relancez la même commande."
        ) from None
    except (Interrupted, NoWorkers, NotProved, OtherVersion) as error:
        raise click.ClickException(str(error)) from error
    except ValueError as error:
        raise click.ClickException(str(error)) from error


def _taken(records: Records, folder: Path, size: int) -> Instantane:
    with Avancement("Instantané") as progress:
        found = taken(records, folder, clock(), size, progress)
    click.echo(f"Instantané du {_day(found)} dans {folder} : {_count(found)}.", err=True)
    return found


def _count(found: Instantane) -> str:
    parts = len(found.partitions)
    return (
        f"{number(found.dossiers.size)} dossier{'s' if found.dossiers.size > 1 else ''} en "
        f"{parts} partition{'s' if parts > 1 else ''}"
    )


def _day(found: Instantane) -> str:
    return f"{found.at.astimezone(FRANCE):%d/%m/%Y à %H:%M}"
