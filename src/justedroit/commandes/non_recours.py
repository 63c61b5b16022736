"""`justedroit lot non-recours`: what a whole fund is computed to be due, and nobody claimed."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import rich_click as click
from rich.console import Console

from justedroit.commandes.affichage import month_text, table
from justedroit.commandes.avancement import Avancement, number
from justedroit.commandes.base import Mois, base_option, clock, opened
from justedroit.core.base import euros
from justedroit.core.registre import BENEFIT_LABELS

COLUMNS = ("dossier", "prestation", "mois", "montant_centimes")


@click.command("non-recours")
@click.argument("mois", type=Mois())
@base_option
@click.option(
    "--sortie",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Fichier CSV à créer : un droit par ligne.",
)
@click.option("--json", "as_json", is_flag=True, help="Écrire le compte rendu en JSON.")
def non_recours(*, mois: int, base: str, sortie: Path | None, as_json: bool) -> None:
    """Chercher, dans tous les dossiers, les droits de MOIS calculés et jamais demandés.

    Rien n'est écrit dans la base. Chaque droit est calculé d'après ce qui est connu du foyer : il
    reste à le lui proposer, et à vérifier ce qui manque.
    """
    from justedroit.kernels import compiled_law
    from justedroit.steps import seek

    if sortie is not None and sortie.exists():
        raise click.ClickException(f"{sortie} existe déjà : donnez un autre nom à --sortie.")
    with Avancement("Recherche") as progress:
        found = seek(opened(base), None, clock(), compiled_law(), mois, progress)
    if sortie is not None:
        _write(sortie, found)
    _report(found, mois, sortie, as_json=as_json)


def _write(path: Path, found: pa.Table) -> None:
    with path.open("x", newline="", encoding="utf-8") as file:
        rows = csv.writer(file, delimiter=";")
        rows.writerow(COLUMNS)
        for row in found.to_pylist():
            rows.writerow([row["dossier"], row["benefit"], row["month"], row["computed_cents"]])


def _report(found: pa.Table, month: int, path: Path | None, *, as_json: bool) -> None:
    rows = _by_benefit(found)
    if as_json:
        click.echo(json.dumps({"mois": month, "prestations": rows}, indent=2))
        return
    if not rows:
        click.echo(f"Aucun droit calculé n'est resté sans demande en {month_text(month)}.")
        return
    shown = table(
        f"Calculés, jamais demandés, {month_text(month)}", "Prestation", "Foyers", "Par mois"
    )
    for row in rows:
        label = BENEFIT_LABELS[row["prestation"]]
        shown.add_row(label, number(row["foyers"]), euros(row["montant_centimes"]))
    Console().print(shown)
    click.echo(
        "Un foyer peut y être pour plusieurs prestations, dont certaines s'excluent ou se réduisent."
    )
    if path is not None:
        click.echo(f"Le détail, dossier par dossier, est dans {path}.")


def _by_benefit(found: pa.Table) -> list[dict[str, Any]]:
    sums = found.group_by("benefit").aggregate(
        [("dossier", "count_distinct"), ("computed_cents", "sum")]
    )
    rows = [
        {
            "prestation": row["benefit"],
            "foyers": row["dossier_count_distinct"],
            "montant_centimes": row["computed_cents_sum"],
        }
        for row in sums.to_pylist()
    ]
    return sorted(rows, key=lambda row: -row["montant_centimes"])
