"""`justedroit banque`: read what the bank sends back, see what waits, place it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import rich_click as click
from rich.console import Console

from justedroit.commandes.affichage import table
from justedroit.commandes.base import NUMERO, base_option, clock
from justedroit.commandes.ordre import agent_option, guichet
from justedroit.core.base import Refusal, Refused, day_text, euros

REFUSED = 1


@click.group(help="Ce que la banque renvoie : rejets, retours, relevés ; ce qui attend.")
def banque() -> None:
    """Group the acts on the files of the bank."""


@banque.command()
@click.argument(
    "fichiers",
    nargs=-1,
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FICHIER…",
)
@agent_option
@base_option
@click.option("--json", "as_json", is_flag=True, help="Écrire le compte rendu en JSON.")
def lire(*, fichiers: tuple[Path, ...], agent: str, base: str, as_json: bool) -> None:
    """Lire des fichiers de la banque (pain.002, camt.053, camt.054), chacun une fois.

    Un fichier tronqué, faux ou déjà lu est refusé entier, avec la raison, et les autres sont lus.
    Code de retour : 0 si tous sont lus, 1 si l'un est refusé.
    """
    from justedroit.steps.bank import receive

    desk, told, refused = guichet(base), [], False
    for path in fichiers:
        try:
            found = receive(desk, path.read_bytes(), agent, clock())
        except Refused as wrong:
            found = Refusal(str(wrong), path.name, "Les autres fichiers sont lus.")
        if isinstance(found, Refusal):
            refused = True
            click.echo(f"{path.name} : {found.what} {found.mend}", err=True)
        else:
            told.append({"fichier": path.name, **found})
    if as_json:
        click.echo(json.dumps(told, indent=2, ensure_ascii=False))
    else:
        for one in told:
            _show(one)
    if refused:
        raise SystemExit(REFUSED)


def _show(told: Mapping[str, Any]) -> None:
    from justedroit.core.paiements import SORT_LABELS

    click.echo(f"{told['fichier']} ({told['genre']}, {told['message']}) : lu.")
    whole = sum(o["retours"] for o in told["ordres"])
    counts = Counter(line["sort"] for line in told["lignes"])
    counts["retourne"] = max(counts["retourne"], whole)
    for sort, label in SORT_LABELS.items():
        if counts[sort]:
            click.echo(f"  {counts[sort]} × {label.lower()}")


@banque.command()
@base_option
@click.option("--json", "as_json", is_flag=True, help="Écrire en JSON.")
def attente(*, base: str, as_json: bool) -> None:
    """Montrer l'argent reçu qui attend que quelqu'un le place."""
    from justedroit.core.paiements import PARKED_LABELS, WAITING_LABELS
    from justedroit.steps.bank import waiting_money

    found, labels = waiting_money(guichet(base)), {**PARKED_LABELS, **WAITING_LABELS}
    if as_json:
        rows = [
            {"reference": m.reference, "centimes": m.cents, "recu_le": m.received_on.isoformat()}
            | {"pourquoi": m.why, "message": m.message, "ligne": m.line}
            for m in found
        ]
        click.echo(json.dumps(rows, indent=2, ensure_ascii=False))
        return
    if not found:
        click.echo("Rien n'attend : tout ce que la banque a reçu a sa place.")
        return
    shown = table("Encaissements en attente", "Référence", "Montant", "Reçu le", "Fichier", "Motif")
    for money in found:
        where = f"{money.message}, ligne {money.line}"
        day = day_text(money.received_on)
        shown.add_row(money.reference, euros(money.cents), day, where, labels[money.why])
    shown.add_section()
    shown.add_row("Total", euros(sum(money.cents for money in found)))
    Console().print(shown)


@banque.command()
@click.argument("reference")
@click.option("--dossier", type=NUMERO, help="Le dossier dont ceci rembourse les dettes.")
@click.option(
    "--paiement", metavar="IDENTIFIANT", help="Le paiement que ceci renvoie : O7-D12-A-53."
)
@agent_option
@base_option
def placer(
    *, reference: str, dossier: int | None, paiement: str | None, agent: str, base: str
) -> None:
    """Placer l'encaissement REFERENCE : sur les dettes d'un dossier, ou comme retour d'un paiement.

    Jamais plus que ce qui est dû ; le reste attend encore.
    """
    from justedroit.steps.bank import place

    target = dossier if paiement is None else paiement
    if target is None or (dossier is not None and paiement is not None):
        raise click.UsageError("Donnez --dossier ou --paiement, l'un des deux.")
    placed = place(guichet(base), reference, target, agent, clock())
    if isinstance(placed, Refusal):
        raise click.ClickException(str(placed))
    click.echo(f"{reference} : {euros(placed)} placés.")


@banque.command()
@click.argument("fichier", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("dossier", type=click.Path(file_okay=False, path_type=Path))
@click.option("--graine", type=int, default=1, show_default=True, help="Ce qui arrive en est tiré.")
def simuler(*, fichier: Path, dossier: Path, graine: int) -> None:
    """Jouer la banque : répondre au FICHIER d'un ordre, dans un DOSSIER, pour essayer.

    Des virements sont rejetés, d'autres reviennent ; un relevé dit les deux.
    """
    from justedroit.twin.banque import Banque

    now = clock()
    # A bank never names two messages, or two movements, alike: numbers go on with time.
    start = int(now.timestamp())
    bank = Banque(seed=graine, told=start, moved=start * 1000)
    try:
        pain, notification = bank.execute(fichier.read_bytes(), now)
    except (ValueError, IndexError) as error:
        raise click.ClickException(f"{fichier.name} n'est pas le fichier d'un ordre.") from error
    answers = {
        "pain.002": pain,
        "camt.054": notification,
        "camt.053": bank.statement(now),
    }
    dossier.mkdir(parents=True, exist_ok=True)
    for kind, content in answers.items():
        path = dossier / f"{fichier.stem}-{kind}.xml"
        path.write_bytes(content)
        click.echo(str(path))
