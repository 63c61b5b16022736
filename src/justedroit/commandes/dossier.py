"""`justedroit dossier`: the whole life of one dossier, from facts to the explanation of each euro."""

from __future__ import annotations

import datetime as dt
import json
from itertools import groupby
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import rich_click as click
from rich.console import Console

from justedroit.commandes.affichage import euros_text, month_text, table
from justedroit.commandes.base import NUMERO, Jour, Mois, base_option, clock, opened
from justedroit.commandes.parts import show_ecart
from justedroit.commandes.traces import auteur_option, leave_trace
from justedroit.core.base import euros
from justedroit.core.ecarts import explain
from justedroit.core.faits import as_known, catalogue, conflicts, source_text, value_text
from justedroit.core.registre import (
    BENEFIT_LABELS,
    BENEFITS,
    MOTIVES,
    balances,
    paid,
    posted_rights,
)
from justedroit.records.interface import Records


@click.command()
@click.argument("numero", type=NUMERO)
@base_option
@click.option("--au", type=Jour(), help="Ce qui était connu à la fin de ce jour.")
@click.option(
    "--prestation",
    type=click.Choice(BENEFITS),
    metavar="CODE",
    help=f"Expliquer le droit à cette prestation : {', '.join(BENEFITS)}.",
)
@click.option("--mois", type=Mois(), help="Mois du droit à expliquer (avec --prestation).")
@click.option(
    "--complet", is_flag=True, help="Tout montrer : chaque mouvement, l'arbre de calcul entier."
)
@click.option(
    "--ecart",
    metavar="REFERENCE",
    help="Dire combien chaque fait changé explique d'une révision : sa référence, ou « dernier ».",
)
@click.option("--json", "as_json", is_flag=True, help="Écrire le tout en JSON.")
@auteur_option
def dossier(
    *,
    numero: int,
    base: str,
    au: dt.date | None,
    prestation: str | None,
    mois: int | None,
    complet: bool,
    ecart: str | None,
    as_json: bool,
    auteur: str,
) -> None:
    """Montrer la vie entière du dossier NUMERO.

    Les faits (vrais depuis quand, connus depuis quand, dits par qui), les droits par mois, le
    registre, et l'explication de chaque rappel et de chaque indu. Avec --prestation et --mois :
    l'arbre de calcul d'un droit, avec ses valeurs, ses paramètres et ses textes. Avec --ecart : ce
    que chaque fait changé explique d'un rappel ou d'un indu, au centime.
    """
    if (prestation is None) != (mois is None):
        raise click.ClickException("--prestation et --mois vont ensemble : donnez les deux.")
    if ecart is not None and (prestation is not None or au is not None):
        raise click.ClickException(
            "--ecart ne va pas avec --prestation ni --au : une révision a déjà son instant."
        )
    records = opened(base, reading=True)
    leave_trace(records, [numero], "dossier", auteur)
    if ecart is not None:
        show_ecart(records, numero, ecart, complet=complet, as_json=as_json)
        return
    at = clock() if au is None else dt.datetime.combine(au, dt.time.max, tzinfo=dt.UTC)
    life = _read(records, numero, at)
    if prestation is not None and mois is not None:
        _explain_right(life, (prestation, mois), complet=complet, as_json=as_json)
    elif as_json:
        click.echo(_as_json(numero, life))
    else:
        _show(numero, life, complet=complet)


def _read(records: Records, number: int, at: dt.datetime) -> dict[str, pa.Table]:
    """Return what the journals held of a dossier at an instant."""
    facts = records.facts([number])
    if facts.num_rows == 0:
        raise click.ClickException(
            f"Le dossier {number} n'existe pas dans cette base. Vérifiez son numéro, ou --base."
        )
    until = pa.scalar(at, facts.schema.field("known_at").type)
    told = facts.filter(pc.less_equal(facts["known_at"], until))
    if told.num_rows == 0:
        first = pc.min(facts["known_at"]).as_py()
        raise click.ClickException(
            f"Le {at:%d/%m/%Y}, rien n'était encore connu du dossier {number} : il s'ouvre le "
            f"{first:%d/%m/%Y}. Donnez avec --au ce jour, ou un jour d'après."
        )
    events, transfers = records.events([number]), records.transfers([number])
    return {
        "facts": told,
        "events": events.filter(pc.less_equal(events["at"], until)),
        "transfers": transfers.filter(pc.less_equal(transfers["entered_at"], until)),
        "known": as_known(facts, at=at),
        "conflicts": conflicts(facts, at),
    }


def _show(number: int, life: dict[str, pa.Table], *, complet: bool) -> None:
    console = Console()
    console.rule(f"Dossier {number}", align="left")
    _show_facts(console, life["facts"])
    _show_conflicts(console, life["conflicts"])
    _show_rights(console, life["transfers"])
    _show_ledger(console, life["transfers"], complet=complet)
    console.rule("Rappels et indus, expliqués", align="left")
    explained = explain(life["transfers"], life["facts"], life["events"])
    click.echo(explained.to_french())
    if explained.differences:
        last = explained.differences[-1].reference
        click.echo(f"Ce que chaque fait explique : justedroit dossier {number} --ecart {last}")


def _person(number: int) -> str:
    return "foyer" if number == 0 else f"personne {number}"


def _day(day: dt.date | None) -> str:
    return "" if day is None else f"{day:%d/%m/%Y}"


def _show_facts(console: Console, facts: pa.Table) -> None:
    """Show the facts in the order in which they were known, a day after the other."""
    shown = table("Les faits", "Vrai du", "au", "Fait", "Dit par")
    shown.expand = True
    for column in shown.columns:
        column.justify, column.no_wrap = "left", column.header != "Fait"
        column.ratio = 1 if column.header == "Fait" else None
    rows = facts.sort_by([("known_at", "ascending"), ("sequence", "ascending")]).to_pylist()
    for day, known in groupby(rows, key=lambda row: row["known_at"].date()):
        shown.add_row("", "", f"Connus le {_day(day)}", "", style="bold")
        for row in known:
            last = row["valid_until"] and row["valid_until"] - dt.timedelta(days=1)
            shown.add_row(
                _day(row["valid_from"]), _day(last), _said(row), source_text(row["source"])
            )
        shown.add_section()
    console.print(shown)


def _said(row: dict[str, Any]) -> str:
    label = catalogue()[row["kind"]].libelle
    value = "retiré" if row["value"] is None else value_text(row["kind"], row["value"])
    remark = f" (remplace le fait n° {row['replaces']})" if row["replaces"] else ""
    who = "" if row["person"] == 0 else f"{_person(row['person'])}, "
    return f"n° {row['sequence']}, {who}{label} : {value}{remark}"


def _show_conflicts(console: Console, found: pa.Table) -> None:
    if not found.num_rows:
        return
    shown = table("Sources qui se contredisent", "Qui", "Fait", "Du", "au", "Retenu", "Écarté")
    for column in shown.columns:
        column.justify = "left"
    for row in found.to_pylist():
        shown.add_row(
            _person(row["person"]),
            catalogue()[row["kind"]].libelle,
            _day(row["valid_from"]),
            _day(row["valid_until"] and row["valid_until"] - dt.timedelta(days=1)),
            f"{value_text(row['kind'], row['retained_value'])} ({source_text(row['retained_source'])})",
            f"{value_text(row['kind'], row['aside_value'])} ({source_text(row['aside_source'])})",
        )
    console.print(shown)


def _show_rights(console: Console, transfers: pa.Table) -> None:
    """Show the rights posted by month: one column a benefit."""
    rights = {
        (r["month"], r["benefit"]): r["posted_cents"] for r in posted_rights(transfers).to_pylist()
    }
    if not rights:
        console.print("Aucun droit passé au registre.")
        return
    benefits = [b for b in BENEFITS if any(b == known for _, known in rights)]
    shown = table(
        "Les droits, par mois",
        "Mois",
        *(BENEFIT_LABELS[b].capitalize() for b in benefits),
        "Total",
        "Versé",
    )
    given = _paid_by_month(transfers)
    for month in sorted({month for month, _ in rights}):
        cents = [rights.get((month, b), 0) for b in benefits]
        cells = [*cents, sum(cents), given.get(month, 0)]
        shown.add_row(month_text(month), *(euros_text(c) for c in cells))
    console.print(shown)


def _paid_by_month(transfers: pa.Table) -> dict[int, int]:
    by_month = paid(transfers).group_by("month").aggregate([("paid_cents", "sum")])
    return dict(
        zip(by_month["month"].to_pylist(), by_month["paid_cents_sum"].to_pylist(), strict=True)
    )


def _show_ledger(console: Console, transfers: pa.Table, *, complet: bool) -> None:
    held = [row for row in balances(transfers).to_pylist() if row["balance_cents"]]
    shown = table("Le registre", "Compte", "Débits", "Crédits", "Solde")
    for row in held:
        cells = (row["debit_cents"], row["credit_cents"], row["balance_cents"])
        shown.add_row(row["account"], *(euros_text(c) for c in cells))
    shown.add_section()
    shown.add_row("Somme des soldes", "", "", euros(sum(row["balance_cents"] for row in held)))
    console.print(shown)
    if not complet:
        return
    moves = table(
        "Les mouvements",
        "Entré le",
        "Valeur",
        "Mois du droit",
        "Nature",
        "Débit",
        "Crédit",
        "Montant",
    )
    for row in transfers.to_pylist():
        moves.add_row(
            f"{row['entered_at']:%d/%m/%Y}",
            _day(row["value_on"]),
            month_text(row["month"]),
            MOTIVES[row["motive"]],
            row["debit"],
            row["credit"],
            euros(row["amount_cents"]),
        )
    console.print(moves)


def _as_json(number: int, life: dict[str, pa.Table]) -> str:
    told: dict[str, Any] = {"dossier": number}
    names = {
        "facts": "faits",
        "events": "evenements",
        "transfers": "mouvements",
        "conflicts": "conflits",
    }
    told |= {french: life[name].to_pylist() for name, french in names.items()}
    told["droits"] = posted_rights(life["transfers"]).to_pylist()
    told["soldes"] = balances(life["transfers"]).to_pylist()
    told["explication"] = json.loads(
        explain(life["transfers"], life["facts"], life["events"]).to_json()
    )
    return json.dumps(told, ensure_ascii=False, indent=2, default=lambda value: value.isoformat())


def _explain_right(
    life: dict[str, pa.Table], asked: tuple[str, int], *, complet: bool, as_json: bool
) -> None:
    from justedroit.core.droits import explain_right
    from justedroit.core.droits.openfisca import fold, to_dict, to_text, tree_of_right
    from justedroit.kernels import compiled_law

    law, (benefit, month) = compiled_law(), asked
    with Console(stderr=True).status("Évaluation…"):
        right = explain_right(life["known"], benefit, month, law)
        tree = tree_of_right(life["known"], right, law)
    if tree is not None and not complet:
        tree = fold(tree)
    members = [_person(number) for number in right.persons]
    if as_json:
        told = {
            "prestation": benefit,
            "mois": month,
            "evalue": right.evaluated,
            "etapes": right.steps,
        }
        told |= {"calcule_centimes": right.computed_cents, "du_centimes": right.due_cents}
        told["arbre"] = None if tree is None else to_dict(tree, members)
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    click.echo(f"{BENEFIT_LABELS[benefit].capitalize()}, {month_text(month)}")
    if tree is None:
        click.echo("Aucun foyer ce mois-là.")
    else:
        click.echo(to_text(tree, members))
    for step in right.steps:
        click.echo(f"→ {step}")
