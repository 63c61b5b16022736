"""`justedroit encaisser`: what a household pays itself, by card, direct debit, cheque or transfer."""

from __future__ import annotations

import datetime as dt

import rich_click as click

from justedroit.commandes.actes import accepted, signed
from justedroit.commandes.base import NUMERO, Jour, Montant, base_option, opened
from justedroit.commandes.traces import agent_option
from justedroit.core.base import FRANCE


@click.group(help="Ce qu'un foyer rembourse lui-même : encaisser, ou défaire un paiement rejeté.")
def encaisser() -> None:
    """Group the acts of the cash desk."""


@encaisser.command()
@click.argument("dossier", type=NUMERO)
@click.option(
    "--moyen", type=click.Choice(["virement", "carte", "prelevement", "cheque"]), required=True
)
@click.option("--montant", type=Montant(), required=True, help="En euros.")
@click.option("--reference", required=True, help="De l'opération, unique.")
@click.option("--le", type=Jour(), help="Jour où la caisse l'a reçu ; aujourd'hui sinon.")
@click.option(
    "--creance",
    "creances",
    type=int,
    multiple=True,
    help="Une créance que le foyer choisit ; répétable.",
)
@click.option("--mandat", help="Jeton de la carte ou du mandat : il est débité (simulation).")
@agent_option
@base_option
def payer(
    *,
    dossier: int,
    moyen: str,
    montant: int,
    reference: str,
    le: dt.date | None,
    creances: tuple[int, ...],
    mandat: str | None,
    agent: str,
    base: str,
) -> None:
    """Encaisser ce que DOSSIER rembourse : la dette la plus ancienne d'abord, le trop-perçu attend.

    Ce que le foyer nomme (--creance) passe avant ; puis l'échéancier en cours. Une dette contestée ou
    suspendue n'est payée que nommée. Avec --mandat, la carte ou le compte est débité d'abord, par un prestataire simulé.
    """
    from justedroit.commandes.remboursement_recit import repaid_lines, waiting_line
    from justedroit.steps.collect import Encaissement, collect, debited
    from justedroit.twin.encaisseur import EncaisseurSimule

    records, acte = opened(base), signed(agent)
    day = le or acte.at.astimezone(FRANCE).date()
    paid = Encaissement(dossier, moyen, montant, day, reference, creances)
    if mandat is None:
        found = accepted(collect(records, paid, acte))
    else:
        found = accepted(debited(records, EncaisseurSimule(), paid, mandat, acte))
    for line in repaid_lines(records, dossier, found.acte):
        click.echo(line)
    if found.waits:
        money = found.attente, found.waits, found.why
        click.echo(waiting_line(dossier, money, found.stopped))


@encaisser.command()
@click.argument("dossier", type=NUMERO)
@click.option("--reference", required=True, help="De l'opération rejetée.")
@click.option("--motif", required=True, help="Ce que dit la banque.")
@agent_option
@base_option
def rejeter(*, dossier: int, reference: str, motif: str, agent: str, base: str) -> None:
    """Défaire un paiement que la banque a rejeté (chèque, prélèvement) : la dette revit."""
    from justedroit.commandes.rendus import tell_restitutions
    from justedroit.steps.bounce import unpaid_back

    records, acte = opened(base), signed(agent)
    found = accepted(unpaid_back(records, dossier, reference, motif, acte))
    for line in found.lines():
        click.echo(line)
    if found.taken_back:
        tell_restitutions(records, base, [dossier], acte)
