"""`justedroit reclamation`: recevoir, répondre en dix jours, faire monter, requalifier en recours."""

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
    CANAUX_RECLAMATION,
    CATEGORIES,
    ECHELONS,
)

if TYPE_CHECKING:
    from justedroit.core.recours import Reclamation


@click.group(cls=Numbered, shows="montrer")
def reclamation() -> None:
    """Les réclamations d'un dossier : justedroit reclamation NUMERO."""


@reclamation.command()
@click.argument("dossier", type=NUMERO)
@base_option
@auteur_option
def montrer(*, dossier: int, base: str, auteur: str) -> None:
    """Montrer les réclamations d'un DOSSIER, leur délai, leur suite."""
    from justedroit.steps.complain import complaints

    records = opened(base, reading=True)
    leave_trace(records, [dossier], "réclamations", auteur)
    found = accepted(complaints(records, dossier))
    if not found:
        click.echo(f"Le dossier {dossier} n'a aucune réclamation.")
    for one in found:
        _show(one, today())


@reclamation.command()
@click.argument("dossier", type=NUMERO)
@click.argument("categorie", type=click.Choice(list(CATEGORIES)), metavar="CATEGORIE")
@click.option("--canal", type=click.Choice(list(CANAUX_RECLAMATION)), required=True)
@click.option("--creance", "creances", type=RANK, multiple=True, help="Créance visée, répétable.")
@click.option("--recours", "appeal", type=RANK, help="Recours visé.")
@click.option("--le", type=Jour(), help="Jour d'envoi ou d'appel ; sinon, aujourd'hui.")
@motif_option
@agent_option
@base_option
def recevoir(
    *,
    dossier: int,
    categorie: str,
    canal: str,
    creances: tuple[int, ...],
    appeal: int | None,
    le: dt.date | None,
    motif: str,
    agent: str,
    base: str,
) -> None:
    """Recevoir une réclamation : CATEGORIE est delai, accueil, decision, versement ou indu."""
    from justedroit.steps.complain import Plainte, complain

    told = Plainte(dossier, categorie, canal, le or today(), motif, creances, appeal)
    number = accepted(complain(opened(base), told, signed(agent)))
    _told(base, (dossier, number))


@reclamation.command()
@acted("La réclamation.")
@click.option("--le", type=Jour(), help="Jour d'envoi ; sinon, aujourd'hui.")
def accuser(*, dossier: int, rang: int, le: dt.date | None, agent: str, base: str) -> None:
    """Consigner l'accusé de réception envoyé."""
    from justedroit.steps.complain import acknowledge

    accepted(acknowledge(opened(base), (dossier, rang), le or today(), signed(agent)))
    _told(base, (dossier, rang))


@reclamation.command()
@acted("La réclamation.")
@click.option("--texte", required=True, help="La réponse, en français.")
def repondre(*, dossier: int, rang: int, texte: str, agent: str, base: str) -> None:
    """Répondre à une réclamation ; la lettre est préparée."""
    from justedroit.commandes.lettres import organisme_of
    from justedroit.steps.complain import answer

    made = answer(opened(base), (dossier, rang), texte, organisme_of(base), signed(agent))
    click.echo(f"Lettre {accepted(made).numero} préparée : justedroit lettres.")
    _told(base, (dossier, rang))


@reclamation.command()
@acted("La réclamation.")
@click.argument("echelon", type=click.Choice(list(ECHELONS)), metavar="VERS")
@motif_option
def escalader(*, dossier: int, rang: int, echelon: str, motif: str, agent: str, base: str) -> None:
    """Faire monter une réclamation VERS responsable ou mediateur."""
    from justedroit.steps.complain import escalate

    accepted(escalate(opened(base), (dossier, rang), (echelon, motif), signed(agent)))
    _told(base, (dossier, rang))


@reclamation.command()
@acted("La réclamation.")
@motif_option
def requalifier(*, dossier: int, rang: int, motif: str, agent: str, base: str) -> None:
    """Requalifier en recours une réclamation qui conteste une décision ; sa date est gardée."""
    from justedroit.steps.complain import requalify

    numbers = accepted(requalify(opened(base), (dossier, rang), motif, signed(agent)))
    for number in numbers:
        click.echo(f"Recours {number}, à la date de la réclamation : justedroit recours {dossier}")
    tell_restitutions(opened(base), base, [dossier], signed(agent))


def _show(one: Reclamation, day: dt.date) -> None:
    from justedroit.steps.consultation.phrases_recours import complaint_lines

    head, *lines = complaint_lines(one, day)
    click.echo(head)
    for line in lines:
        click.echo(f"  {line}")
    if one.is_open and one.contests and one.creances:
        this = f"{one.dossier} --numero {one.number}"
        click.echo(f"  Si elle conteste une décision : justedroit reclamation requalifier {this}")


def _told(base: str, key: tuple[int, int]) -> None:
    from justedroit.steps.complain import complaints

    found = accepted(complaints(opened(base, reading=True), key[0]))
    _show(next(one for one in found if one.number == key[1]), today())
