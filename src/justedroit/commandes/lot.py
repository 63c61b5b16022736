"""`justedroit lot`: the monthly acts of a fund, on all its dossiers."""

from __future__ import annotations

import json
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import rich_click as click
from rich.console import Console

from justedroit.commandes.affichage import euros_text, month_text, table
from justedroit.commandes.base import Mois, base_option, clock, opened
from justedroit.core.base import euros
from justedroit.core.paiements import ars_month, order_totals
from justedroit.core.registre import BENEFIT_LABELS
from justedroit.records.interface import Records
from justedroit.steps import pay, revise


@click.group(help="Les actes de masse d'un mois : réviser les droits, payer.")
def lot() -> None:
    """Group the monthly acts."""


@lot.command()
@click.argument("mois", type=Mois())
@click.option(
    "--depuis", type=Mois(), help="Premier mois révisé. Par défaut : le premier du registre."
)
@base_option
@click.option("--json", "as_json", is_flag=True, help="Écrire le compte rendu en JSON.")
def reviser(*, mois: int, depuis: int | None, base: str, as_json: bool) -> None:
    """Réévaluer les droits de tous les dossiers jusqu'à MOIS, et passer les différences.

    Réviser deux fois ne déplace rien.
    """
    from justedroit.core.droits.openfisca import OpenFiscaLaw

    records = opened(base)
    first = depuis if depuis is not None else _first_month(records, mois)
    if first > mois:
        raise click.ClickException(f"--depuis {month_text(first)} est après {month_text(mois)}.")
    with Console(stderr=True).status(f"Révision de {month_text(first)} à {month_text(mois)}…"):
        revised = revise(records, None, clock(), OpenFiscaLaw(), (first, mois))
    rows = _by_benefit(revised.corrections)
    if as_json:
        click.echo(json.dumps({"reference": revised.reference, "prestations": rows}, indent=2))
        return
    if not rows:
        click.echo("Rien à passer : le registre dit déjà ce qui est dû.")
        return
    shown = table("Différences passées", "Prestation", "Mois", "En plus", "En moins")
    for row in rows:
        label = BENEFIT_LABELS[row["prestation"]]
        rise, fall = euros_text(row["plus_centimes"]), euros_text(row["moins_centimes"])
        shown.add_row(label, str(row["mois"]), rise, fall)
    Console().print(shown)


def _first_month(records: Records, month: int) -> int:
    posted = pc.min(records.transfers()["month"]).as_py()
    return month if posted is None else min(int(posted), month)


def _by_benefit(corrections: pa.Table) -> list[dict[str, Any]]:
    delta = corrections["delta_cents"]
    signed = pa.table(
        {
            "benefit": corrections["benefit"],
            "plus": pc.max_element_wise(delta, 0),
            "moins": pc.min_element_wise(delta, 0),
        }
    )
    sums = signed.group_by("benefit").aggregate(
        [("plus", "sum"), ("moins", "sum"), ("plus", "count")]
    )
    rows = [
        {
            "prestation": row["benefit"],
            "mois": row["plus_count"],
            "plus_centimes": row["plus_sum"],
            "moins_centimes": row["moins_sum"],
        }
        for row in sums.to_pylist()
    ]
    return sorted(rows, key=lambda row: str(row["prestation"]))


@lot.command()
@click.argument("mois", type=Mois())
@base_option
@click.option("--json", "as_json", is_flag=True, help="Écrire le compte rendu en JSON.")
def payer(*, mois: int, base: str, as_json: bool) -> None:
    """Ordonner et passer au registre tout ce qui est dû pour MOIS et avant.

    Payer deux fois le même mois ne paie qu'une fois. En août, l'allocation de rentrée scolaire
    fait un ordre à part.
    """
    records, now = opened(base), clock()
    kinds = ["ars", "mensuel"] if ars_month(mois // 100) == mois else ["mensuel"]
    with Console(stderr=True).status(f"Paiement de {month_text(mois)}…"):
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
