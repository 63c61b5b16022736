"""`justedroit lot`: the monthly acts of a fund, on all its dossiers."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import Any

import pyarrow as pa
import rich_click as click
from rich.console import Console

from justedroit.batch import LOT, Bilan, Caisse, NotProved, Plan, begin, passage, unfinished
from justedroit.batch.instantane import Instantane
from justedroit.batch.passage import left_to_do
from justedroit.batch.plan import BILAN, done_parts
from justedroit.batch.processus import Interrupted
from justedroit.commandes.affichage import euros_text, month_text, table
from justedroit.commandes.avancement import Avancement, number
from justedroit.commandes.base import Mois, base_option, clock, opened
from justedroit.commandes.horloge import ticking
from justedroit.commandes.masse import Folder, instantane, revised_by_workers, snapshot_of
from justedroit.commandes.rendus import tell_restitutions
from justedroit.core.base import Acte, euros, of_month
from justedroit.core.droits import Law
from justedroit.core.paiements import ars_month, order_totals
from justedroit.core.registre import BENEFIT_LABELS
from justedroit.records.interface import BatchRecords
from justedroit.steps import pay
from justedroit.steps.revise import AUTHOR, FRANCE, refuse_future

ASIDE, UNRECONCILED = 3, 4  # exit codes


@click.group(help="Les actes de masse d'un mois : réviser les droits, payer.")
def lot() -> None:
    """Group the monthly acts."""


lot.add_command(instantane)


@lot.command()
@click.argument("mois", type=Mois(), required=False)
@click.option(
    "--depuis", type=Mois(), help="Premier mois révisé. Par défaut : le premier du registre."
)
@click.option("--reprendre", is_flag=True, help="Finir la dernière révision, interrompue.")
@click.option(
    "--processus",
    type=click.IntRange(1, 64),
    metavar="N",
    help="Processus qui travaillent ensemble. Par défaut : un par cœur, selon la taille.",
)
@click.option(
    "--taille",
    type=click.IntRange(1),
    metavar="N",
    default=LOT,
    show_default=True,
    help="Dossiers par lot, ou par partition d'un instantané.",
)
@click.option(
    "--dask",
    metavar="ADRESSE",
    is_flag=False,
    flag_value="local",
    help="Réviser par des ouvriers Dask : adresse d'un ordonnanceur (tcp://machine:8786), ou "
    "« local » pour --processus N ouvriers sur cette machine. Demande --instantane.",
)
@click.option(
    "--instantane",
    "dossier",
    type=Folder(),
    metavar="DOSSIER",
    help="Avec --dask : instantané à réviser (lot instantane), pris maintenant s'il n'y en a pas. "
    "Les ouvriers y lisent et y écrivent : toutes les machines doivent voir ce dossier.",
)
@base_option
@click.option("--json", "as_json", is_flag=True, help="Écrire le compte rendu en JSON.")
def reviser(
    *,
    mois: int | None,
    depuis: int | None,
    reprendre: bool,
    processus: int | None,
    taille: int,
    dask: str | None,
    dossier: Path | None,
    base: str,
    as_json: bool,
) -> None:
    """Réévaluer les droits de tous les dossiers jusqu'à MOIS, et passer les différences.

    Réviser deux fois ne déplace rien. Interrompue, même brutalement, la révision se finit par
    « justedroit lot reviser --reprendre » : aucun dossier n'est oublié ni fait deux fois.

    Avec --dask, ce qui est révisé est un instantané, à sa date : chaque partition est décidée par
    un ouvrier et son résultat écrit une fois, le tout est rapproché de l'instantané, puis passé
    dans la base. Interrompue, la même commande relancée finit.

    Code de retour : 0 si tout est fait, 3 si des dossiers sont écartés, 4 si le rapprochement
    échoue, 1 si la révision est refusée ou s'arrête.
    """
    opened(base)  # what is wrong with the address is said here
    caisse = Caisse(partial(_records, base), law_in_force, ticking(), proof_in_force)
    records = caisse.records()
    began = perf_counter()
    if dask or dossier:
        if not (dask and dossier) or reprendre:
            raise click.UsageError(
                "--dask et --instantane vont ensemble, sans --reprendre : interrompue, la même "
                "commande relancée finit."
            )
        snapshot = snapshot_of(records, dossier, taille)
        plan = _planned(records, snapshot, mois, depuis)
        many = processus or _processes(plan)
        bilan: Bilan | None = revised_by_workers(caisse, snapshot, plan, dask, many)
    elif reprendre:
        bilan = _in_base(caisse, _resumed(records, mois), processus)
    else:
        bilan = _in_base(caisse, _begun(records, mois, depuis, taille), processus)
    if bilan is None:
        click.echo("Rien à reprendre : la dernière révision est finie.")
        return
    if not bilan.rapprochement.faults:
        # Before the report, which ends the command where dossiers are set aside.
        tell_restitutions(records, base, bilan.rehausses, Acte(AUTHOR, clock()))
    _report(bilan, perf_counter() - began, as_json=as_json)


def _processes(plan: Plan) -> int:
    return min(os.cpu_count() or 1, len(plan.lots()) or 1)


def _in_base(caisse: Caisse, plan: Plan | None, processes: int | None) -> Bilan | None:
    """Do a run, database to database; None when there is none to do.

    Raises:
        click.ClickException: it was interrupted.
    """
    if plan is None:
        return None
    with Avancement("Révision") as progress:
        try:
            return passage(caisse, plan, processes or _processes(plan), progress)
        except (KeyboardInterrupt, Interrupted) as stopped:
            raise click.ClickException(_interrupted(stopped)) from None
        except NotProved as differs:
            raise click.ClickException(str(differs)) from None


def law_in_force() -> Law:
    """Return the law, in this process or in another."""
    from justedroit.kernels import compiled_law

    return compiled_law(threads=1)  # the processes share the cores


def proof_in_force() -> Law | None:
    """Return the law that computes a sample twice; None where OpenFisca computes alone."""
    from justedroit.kernels import proved_law

    return proved_law()


def _records(base: str) -> BatchRecords:
    """Open the journals, in this process or in another."""
    from justedroit.records.database.connection import open_database

    return open_database(base)


def _begun(records: BatchRecords, mois: int | None, depuis: int | None, size: int) -> Plan:
    """Begin a run.

    Raises:
        click.ClickException: see `_window`.
    """
    window = _window(records, mois, depuis)
    first, last = window
    left = unfinished(records)
    if left is not None:
        click.echo(
            f"À savoir : la révision du {_day(left)} n'est pas finie ; --reprendre la finirait. "
            "Celle-ci la remplace.",
            err=True,
        )
    plan = begin(records, clock(), law_in_force().version, window, size)
    click.echo(
        f"Révision {of_month(first)} à {month_text(last)} : {_count(plan.lots())}.",
        err=True,
    )
    return plan


def _window(records: BatchRecords, mois: int | None, depuis: int | None) -> tuple[int, int]:
    """Return the first and last months to revise.

    Raises:
        click.ClickException: no month, or a window that is not one.
    """
    if mois is None:
        raise click.UsageError("Donnez le mois à réviser (AAAA-MM), ou --reprendre.")
    refuse_future(mois, clock())
    first = _first_month(records, mois) if depuis is None else depuis
    if first > mois:
        raise click.ClickException(f"--depuis {month_text(first)} est après {month_text(mois)}.")
    return first, mois


def _planned(
    records: BatchRecords, snapshot: Instantane, mois: int | None, depuis: int | None
) -> Plan:
    """Return the run on a snapshot, and say whether it is there already.

    Raises:
        click.ClickException: see `_window`.
    """
    window = _window(records, mois, depuis)
    refuse_future(window[1], snapshot.at)
    plan = snapshot.plan(window, law_in_force().version)
    if BILAN in done_parts(records, plan):
        click.echo("Cette révision est déjà passée : elle est seulement vérifiée.", err=True)
    return plan


def _resumed(records: BatchRecords, mois: int | None) -> Plan | None:
    """Return the run to finish, None when there is none.

    Raises:
        click.ClickException: another month is asked, or the law has changed since.
    """
    plan = unfinished(records)
    if plan is None:
        return None
    if mois is not None and mois != plan.window[1]:
        raise click.ClickException(
            f"La révision interrompue est celle de {month_text(plan.window[1])} : "
            "relancez avec --reprendre seul."
        )
    law = law_in_force().version
    if law != plan.law:
        raise click.ClickException(
            f"La révision interrompue suivait « {plan.law} », le droit installé est « {law} ». "
            "Lancez une nouvelle révision du même mois : ce qui est passé ne le sera pas deux fois."
        )
    left = left_to_do(plan, done_parts(records, plan))
    click.echo(
        f"Reprise de la révision du {_day(plan)}, {of_month(plan.window[0])} à "
        f"{month_text(plan.window[1])} : il reste {_count(left)} sur {len(plan.dossiers)}.",
        err=True,
    )
    return plan


def _first_month(records: BatchRecords, month: int) -> int:
    """Return the first month of the ledger; the month asked where it holds nothing.

    Raises:
        click.ClickException: the month asked is before it.
    """
    posted = records.first_month()
    if posted is None:
        return month
    if month < posted:
        raise click.ClickException(
            f"{month_text(month).capitalize()} est avant le premier mois du registre "
            f"({month_text(posted)}). Pour réviser des mois où rien n'a encore été passé, dites "
            f"lequel est le premier : --depuis AAAA-MM."
        )
    return posted


def _count(parts: Mapping[str, Any]) -> str:
    dossiers = sum(len(numbers) for numbers in parts.values())
    plural = "s" if len(parts) > 1 else ""
    return f"{dossiers} dossier{'s' if dossiers > 1 else ''} en {len(parts)} lot{plural}"


def _day(plan: Plan) -> str:
    return f"{plan.now.astimezone(FRANCE):%d/%m/%Y à %H:%M}"


def _interrupted(stopped: BaseException) -> str:
    if isinstance(stopped, Interrupted):
        return str(stopped)
    return (
        "Révision interrompue. Ce qui est fait est gardé ; pour finir : "
        "justedroit lot reviser --reprendre (même --base)."
    )


def _report(bilan: Bilan, seconds: float, *, as_json: bool) -> None:
    """Write what a run has done, and end with the code that says how."""
    rows = [
        {"prestation": name, "mois": months, "plus_centimes": more, "moins_centimes": less}
        for name, (months, more, less) in bilan.differences.items()
    ]
    found = bilan.rapprochement
    if as_json:
        told = {
            "reference": bilan.plan.run,
            "depuis": bilan.plan.window[0],
            "mois": bilan.plan.window[1],
            "dossiers": found.expected,
            "revises": found.revised,
            "corriges": bilan.corriges,
            "prestations": rows,
            "ecartes": bilan.ecartes,
            "lignes_d_autres": found.others,
            "ecarts": found.faults,
            "preuve": None if bilan.preuve is None else bilan.preuve._asdict(),
            "secondes": round(seconds, 3),
        }
        click.echo(json.dumps(told, indent=2, ensure_ascii=False))
    else:
        _show(bilan, rows, seconds)
    if found.faults:
        click.echo("ÉCHEC DU RAPPROCHEMENT : ne payez pas avant d'avoir compris.", err=True)
        for fault in found.faults:
            click.echo(f"  {fault}", err=True)
        raise SystemExit(UNRECONCILED)
    if bilan.ecartes:
        raise SystemExit(ASIDE)


def _show(bilan: Bilan, rows: list[dict[str, Any]], seconds: float) -> None:
    found = bilan.rapprochement
    if not rows:
        click.echo("Rien à passer : le registre dit déjà ce qui est dû.")
    else:
        shown = table("Différences passées", "Prestation", "Mois", "En plus", "En moins")
        for row in rows:
            label = BENEFIT_LABELS[row["prestation"]]
            rise, fall = euros_text(row["plus_centimes"]), euros_text(row["moins_centimes"])
            shown.add_row(label, number(row["mois"]), rise, fall)
        Console().print(shown)
    click.echo(
        f"{number(found.revised)} dossiers révisés en {seconds:.0f} s, "
        f"{number(bilan.corriges)} avec une différence."
    )
    if not found.faults:
        click.echo("Rapprochement : tous les dossiers y sont une fois, et tous les centimes.")
    if bilan.preuve is not None:
        click.echo(
            f"Preuve : {bilan.preuve.dossiers} dossiers tirés au sort, recalculés par OpenFisca pour "
            f"{bilan.preuve.annee}, égaux au bit."
        )
    if found.others:
        click.echo(
            f"{number(found.others)} lignes ont été écrites par d'autres pendant la révision : "
            "leurs dossiers sont rapprochés sur ce que la révision y a passé."
        )
    if bilan.ecartes:
        click.echo(f"{len(bilan.ecartes)} dossiers écartés, à examiner puis à réviser :", err=True)
        for dossier, why in sorted(bilan.ecartes.items()):
            click.echo(f"  dossier {dossier} : {why}", err=True)


@lot.command()
@click.argument("mois", type=Mois())
@base_option
@click.option(
    "--sans-banque", is_flag=True, help="Pour un essai : dire payé, sans fichier ni banque."
)
@click.option("--json", "as_json", is_flag=True, help="Écrire le compte rendu en JSON.")
def payer(*, mois: int, base: str, sans_banque: bool, as_json: bool) -> None:
    """Pour un essai, dire payé tout ce qui est dû pour MOIS et avant, sans fichier ni banque.

    Une caisse paie par ses ordres : justedroit ordre preparer. Payer deux fois le même mois ne
    paie qu'une fois. En août, l'allocation de rentrée scolaire fait un ordre à part.
    """
    if not sans_banque:
        raise click.ClickException(
            "Un mois se paie par un ordre, qu'une autre personne libère : justedroit ordre "
            f"preparer {mois // 100}-{mois % 100:02d}. Pour un essai sans banque : --sans-banque."
        )
    records, now = opened(base), clock()
    kinds = ["ars", "mensuel"] if ars_month(mois // 100) == mois else ["mensuel"]
    with Console(stderr=True).status(f"Paiement {of_month(mois)}…"):
        orders = [pay(records, mois, now, kind) for kind in kinds]
    totals = order_totals(pa.concat_tables(orders)).to_pylist()
    if as_json:
        click.echo(json.dumps(totals, indent=2))
        return
    if not totals:
        click.echo(f"Rien à payer pour {month_text(mois)} : tout l'est déjà, ou rien n'est dû.")
        return
    shown = table(f"Ordre de paiement, {month_text(mois)}", "Prestation", "À", "Lignes", "Montant")
    for row in totals:
        label = BENEFIT_LABELS[row["benefit"]]
        shown.add_row(label, row["payee"], str(row["payments"]), euros(row["amount_cents"]))
    shown.add_section()
    paid = sum(row["amount_cents"] for row in totals)
    shown.add_row("Total", "", str(sum(row["payments"] for row in totals)), euros(paid))
    Console().print(shown)
