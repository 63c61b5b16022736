"""`justedroit creance rectification`: the household says that an information is wrong; the answer."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import rich_click as click

from justedroit.commandes.actes import RANK, accepted, motif_option, signed, today
from justedroit.commandes.base import NUMERO, Jour, base_option, opened
from justedroit.commandes.rendus import tell_restitutions
from justedroit.commandes.traces import agent_option
from justedroit.core.base import day_text

if TYPE_CHECKING:
    from justedroit.records.interface import Records
    from justedroit.steps.letter import Atelier

SENS = ("acceptee", "rejetee")


@click.group()
def rectification() -> None:
    """Corriger une information derrière un indu : demander, puis repondre. Rien n'est retenu."""


@rectification.command()
@click.argument("dossier", type=NUMERO)
@click.option(
    "--numero",
    "numeros",
    type=RANK,
    required=True,
    multiple=True,
    help="La créance : son numéro dans le dossier ; répétable.",
)
@click.option("--le", type=Jour(), help="Le jour de la demande ; sinon aujourd'hui.")
@motif_option
@agent_option
@base_option
def demander(
    *, dossier: int, numeros: tuple[int, ...], le: dt.date | None, motif: str, agent: str, base: str
) -> None:
    """Enregistrer la demande du foyer : laquelle des informations est fausse, et pourquoi."""
    from justedroit.core.recours import rectification_silence
    from justedroit.steps.rectify import ask

    asked_on = le or today()
    acte = signed(agent)
    done = accepted(ask(opened(base), dossier, numeros, (asked_on, motif), acte))
    click.echo(f"Dossier {dossier} : demande de rectification {done.numero}, enregistrée.")
    until = day_text(rectification_silence(asked_on).ends_on)
    click.echo(f"Rien n'est retenu avant la réponse. Sans réponse le {until}, elle est rejetée.")
    tell_restitutions(opened(base), base, [dossier], acte)


@rectification.command()
@click.argument("dossier", type=NUMERO)
@click.argument("sens", type=click.Choice(SENS), metavar="SENS")
@click.option(
    "--demande", type=click.IntRange(1), help="Le numéro de la demande ; la dernière sinon."
)
@motif_option
@agent_option
@base_option
def repondre(
    *, dossier: int, sens: str, demande: int | None, motif: str, agent: str, base: str
) -> None:
    """Répondre, par une lettre qui part : SENS est acceptee ou rejetee.

    Acceptée, corrigez ensuite l'information (justedroit declarer) : la révision fera le reste.
    """
    from justedroit.steps.rectify import answer, requests

    records, acte = opened(base), signed(agent)
    numero = demande or max(requests(records.events([dossier])), default=0)
    if not numero:
        raise click.ClickException(f"Dossier {dossier} : aucune demande de rectification.")
    sent = answer(records, dossier, numero, (sens, motif), acte, _atelier(records, dossier, base))
    if isinstance(sent, list):
        raise click.ClickException("\n".join(map(str, sent)))
    click.echo(f"Dossier {dossier}, demande {numero} : réponse partie, lettre {sent.numero}.")


def _atelier(records: Records, dossier: int, base: str) -> Atelier:
    from justedroit.commandes.lettres_notice import atelier_of

    return atelier_of(records, dossier, base)
