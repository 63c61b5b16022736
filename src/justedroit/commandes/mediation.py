"""`justedroit mediation`: le médiateur saisi après une réclamation, son résultat, ses raisons."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import rich_click as click

from justedroit.commandes.actes import RANK, accepted, acted, motif_option, signed, today
from justedroit.commandes.base import NUMERO, Jour, base_option, opened
from justedroit.commandes.numerote import Numbered
from justedroit.commandes.rendus import tell_restitutions
from justedroit.commandes.traces import agent_option, auteur_option, leave_trace
from justedroit.core.recours import (
    CANAUX_MEDIATION,
    MOTIFS_MEDIATION,
    ORIGINES_MEDIATION,
    RESULTATS_MEDIATION,
)

if TYPE_CHECKING:
    from justedroit.core.recours import Mediation


@click.group(cls=Numbered, shows="montrer")
def mediation() -> None:
    """Les médiations d'un dossier : justedroit mediation NUMERO."""


@mediation.command()
@click.argument("dossier", type=NUMERO)
@base_option
@auteur_option
def montrer(*, dossier: int, base: str, auteur: str) -> None:
    """Montrer les médiations d'un DOSSIER : origine, motif, résultat."""
    from justedroit.steps.mediate import mediations

    records = opened(base, reading=True)
    leave_trace(records, [dossier], "médiations", auteur)
    found = accepted(mediations(records, dossier))
    if not found:
        click.echo(f"Le dossier {dossier} n'a aucune médiation.")
    for one in found:
        _show(one)


@mediation.command()
@click.argument("dossier", type=NUMERO)
@click.option("--origine", type=click.Choice(list(ORIGINES_MEDIATION)), required=True)
@click.option("--canal", type=click.Choice(list(CANAUX_MEDIATION)), required=True)
@click.option("--sujet", type=click.Choice(list(MOTIFS_MEDIATION)), required=True)
@click.option("--creance", "creances", type=RANK, multiple=True, help="Créance visée, répétable.")
@click.option("--recours", "appeal", type=RANK, help="Recours visé.")
@click.option("--le", type=Jour(), help="Jour de la saisine ; sinon, aujourd'hui.")
@motif_option
@agent_option
@base_option
def saisir(
    *,
    dossier: int,
    origine: str,
    canal: str,
    sujet: str,
    creances: tuple[int, ...],
    appeal: int | None,
    le: dt.date | None,
    motif: str,
    agent: str,
    base: str,
) -> None:
    """Consigner la saisine du médiateur ; une réclamation doit la précéder."""
    from justedroit.steps.mediate import Demande, mediate, mediations

    asked = Demande(dossier, origine, canal, sujet, motif, le or today(), creances, appeal)
    acte = signed(agent)
    number = accepted(mediate(opened(base), asked, acte))
    tell_restitutions(opened(base), base, [dossier], acte)
    found = accepted(mediations(opened(base, reading=True), dossier))
    _show(next(one for one in found if one.number == number))


@mediation.command()
@acted("La médiation.")
@click.argument("resultat", type=click.Choice(list(RESULTATS_MEDIATION)), metavar="RESULTAT")
@motif_option
def clore(*, dossier: int, resultat: str, rang: int, motif: str, agent: str, base: str) -> None:
    """Clore une médiation : RESULTAT est revisee, maintenue ou sans_objet ; la lettre est préparée."""
    from justedroit.commandes.lettres import organisme_of
    from justedroit.steps.mediate import conclude

    told, organisme = (resultat, motif), organisme_of(base)
    made = conclude(opened(base), (dossier, rang), told, organisme, signed(agent))
    click.echo(f"Médiation {rang} : {RESULTATS_MEDIATION[resultat]}.")
    click.echo(f"Lettre {accepted(made).numero} préparée : justedroit lettres.")
    if resultat == "revisee":
        click.echo("La décision elle-même se révise : justedroit declarer, ou un recours.")


def _show(one: Mediation) -> None:
    from justedroit.steps.consultation.phrases_recours import mediation_lines

    head, *lines = mediation_lines(one)
    click.echo(head)
    for line in lines:
        click.echo(f"  {line}")
