"""`justedroit tribunal`: saisines, audiences, jugements, appels, et ce qui est rendu au foyer."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from typing import TYPE_CHECKING

import rich_click as click

from justedroit.commandes.actes import RANK, accepted, acted, motif_option, signed, today
from justedroit.commandes.base import (
    NUMERO,
    Jour,
    Mois,
    MontantDeCreance,
    base_option,
    opened,
)
from justedroit.commandes.numerote import Numbered
from justedroit.commandes.rendus import tell_restitutions
from justedroit.commandes.traces import agent_option, auteur_option, leave_trace
from justedroit.core.base import counted, euros
from justedroit.core.courriers import creances_text
from justedroit.core.recours import (
    JUGES,
    OBJETS,
    PARTIES,
    PREUVES_JUGEMENT,
    SENS_JUGEMENT,
)
from justedroit.core.registre import BENEFITS

if TYPE_CHECKING:
    from justedroit.core.recours import Instance


@click.group(cls=Numbered, shows="montrer")
def tribunal() -> None:
    """Les décisions d'un dossier devant le juge : justedroit tribunal NUMERO."""


@tribunal.command()
@click.argument("dossier", type=NUMERO)
@click.option("--json", "as_json", is_flag=True, help="Écrire en JSON.")
@base_option
@auteur_option
def montrer(*, dossier: int, as_json: bool, base: str, auteur: str) -> None:
    """Montrer les instances d'un DOSSIER : le juge, la décision jugée, le sens, les délais."""
    from justedroit.steps.judge import instances

    records, day = opened(base, reading=True), today()
    leave_trace(records, [dossier], "instances", auteur)
    found = accepted(instances(records, dossier))
    if as_json:
        told = [json.loads(json.dumps(dataclasses.asdict(one), default=str)) for one in found]
        click.echo(
            json.dumps({"dossier": dossier, "instances": told}, ensure_ascii=False, indent=2)
        )
        return
    if not found:
        click.echo(f"Le dossier {dossier} n'a aucune instance.")
    for one in found:
        _show(one, day)


@tribunal.command()
@click.argument("dossier", type=NUMERO)
@click.option("--recours", "rang", type=RANK, help="Le recours décidé, ou rejeté par le silence.")
@click.option("--creance", "creances", type=RANK, multiple=True, help="Sans recours ; répétable.")
@click.option("--objet", type=click.Choice(list(OBJETS)), help="Ce qui est contesté.")
@click.option(
    "--decision",
    default="",
    help="D'une pénalité : la référence de sa notification. Une pénalité (CSS art. L114-17) n'est pas "
    "au registre : le jugement est consigné, aucun montant ne bouge.",
)
@click.option(
    "--prestation", type=click.Choice(BENEFITS), metavar="CODE", help="De cette pénalité."
)
@click.option("--le", type=Jour(), help="Jour de la saisine ; sinon, aujourd'hui.")
@motif_option
@agent_option
@base_option
def saisir(
    *,
    dossier: int,
    rang: int | None,
    creances: tuple[int, ...],
    objet: str | None,
    decision: str,
    prestation: str | None,
    le: dt.date | None,
    motif: str,
    agent: str,
    base: str,
) -> None:
    """Consigner la saisine du juge : une instance par tribunal, le recouvrement suspendu."""
    from justedroit.steps.seize import Saisie, seize

    asked = Saisie(
        dossier, le or today(), motif, rang, creances, objet or "", decision, prestation or ""
    )
    acte = signed(agent)
    for number in accepted(seize(opened(base), asked, acte)):
        _told(base, (dossier, number))
    tell_restitutions(opened(base), base, [dossier], acte)


@tribunal.command()
@acted("L'instance.")
@click.option("--le", type=Jour(), required=True, help="Jour de l'audience, même à venir.")
def audience(*, dossier: int, rang: int, le: dt.date, agent: str, base: str) -> None:
    """Consigner une audience."""
    from justedroit.steps.judge import hear

    accepted(hear(opened(base), (dossier, rang), le, signed(agent)))
    _told(base, (dossier, rang))


@tribunal.command()
@acted("L'instance.")
@click.argument("sens", type=click.Choice(list(SENS_JUGEMENT)), metavar="SENS")
@click.option("--le", type=Jour(), help="Jour du jugement ; sinon, aujourd'hui.")
@click.option(
    "--montant", "montants", type=MontantDeCreance(), multiple=True, help="Répétable : 1=150,00."
)
@click.option(
    "--mois",
    "mois",
    type=Mois(),
    multiple=True,
    help="Mois annulé, répétable, au lieu d'un montant.",
)
@motif_option
def juger(
    *,
    dossier: int,
    rang: int,
    sens: str,
    le: dt.date | None,
    montants: tuple[tuple[int, int], ...],
    mois: tuple[int, ...],
    motif: str,
    agent: str,
    base: str,
) -> None:
    """Consigner un jugement : SENS dit ce que devient la décision, confirme, annule ou partiel."""
    from justedroit.commandes.lettres import organisme_of
    from justedroit.steps.judge import Verdict, judge
    from justedroit.steps.untransfer import untold_departement

    verdict = Verdict(sens, le or today(), motif, dict(montants), mois)
    made = judge(opened(base), (dossier, rang), verdict, organisme_of(base), signed(agent))
    for one in accepted(made):
        click.echo(f"{euros(one.cents)} sont rendus au foyer, avec le prochain ordre ; la lettre")
        click.echo(f"est prête : justedroit lettres. {creances_text(one.by_creance).capitalize()}.")
    for title in untold_departement(opened(base, reading=True), [dossier], today()):
        click.echo(f"Créance {title.creance} : {title.sentence()}.")
    _told(base, (dossier, rang))


@tribunal.command()
@acted("L'instance.")
@click.option("--le", type=Jour(), required=True, help="Jour de notification du jugement.")
@click.option("--preuve", type=click.Choice(list(PREUVES_JUGEMENT)), help="Ce qui la prouve.")
def notifier(
    *, dossier: int, rang: int, le: dt.date, preuve: str | None, agent: str, base: str
) -> None:
    """Consigner la notification d'un jugement : le délai d'appel ou de pourvoi court."""
    from justedroit.steps.judge import notify

    key = (dossier, rang)
    accepted(notify(opened(base), key, le, signed(agent), preuve=preuve or ""))
    _told(base, (dossier, rang))


@tribunal.command()
@acted("L'instance.")
@click.argument("par", type=click.Choice(list(PARTIES)), metavar="PAR")
@click.option("--le", type=Jour(), help="Jour de l'appel ; sinon, aujourd'hui.")
@motif_option
def appeler(
    *, dossier: int, rang: int, par: str, le: dt.date | None, motif: str, agent: str, base: str
) -> None:
    """Consigner un appel ou un pourvoi, PAR le foyer ou la caisse."""
    from justedroit.steps.judge import appeal

    told = (par, le or today(), motif)
    acte = signed(agent)
    accepted(appeal(opened(base), (dossier, rang), told, acte))
    _told(base, (dossier, rang))
    tell_restitutions(opened(base), base, [dossier], acte)


@tribunal.command()
@click.argument("dossiers", type=NUMERO, nargs=-1)
@agent_option
@base_option
def rendre(*, dossiers: tuple[int, ...], agent: str, base: str) -> None:
    """Dire ce qui est rendu et que rien n'a dit : recours, rectification, fait nouveau.

    De même une retenue défaite, et ce dont le département doit être informé. À passer après une révision ; sans DOSSIER, tous. Passé de nouveau, rien n'est redit.
    """
    records = opened(base)
    some = list(dossiers) or records.dossiers()
    if not tell_restitutions(records, base, some, signed(agent)):
        click.echo("Aucune restitution n'attendait d'être dite.")


@tribunal.command()
@click.argument("annee", type=click.IntRange(2009, 2100))
@base_option
def bilan(*, annee: int, base: str) -> None:
    """Compter les jugements d'une ANNEE, juge par juge, et leur sens pour la caisse."""
    from justedroit.steps.consultation.annee_jugee import judged_in

    told = judged_in(opened(base, reading=True), annee).courts
    if not told:
        click.echo(f"Aucun jugement en {annee}.")
    for one in told:
        click.echo(
            f"{JUGES[one.tribunal]} : {counted(one.jugements, 'jugement')}, "
            f"{counted(one.favorables, 'favorable')}, {counted(one.partiels, 'partiel')}, "
            f"{counted(one.defavorables, 'défavorable')}, {euros(one.annulled_cents)} annulés."
        )


def _show(one: Instance, day: dt.date) -> None:
    from justedroit.steps.consultation.phrases_recours import instance_lines

    head, *lines = instance_lines(one, day)
    click.echo(head)
    for line in lines:
        click.echo(f"  {line}")


def _told(base: str, key: tuple[int, int]) -> None:
    """Say where a case stands after an act."""
    from justedroit.steps.judge import instances

    found = accepted(instances(opened(base, reading=True), key[0]))
    _show(next(one for one in found if one.number == key[1]), today())
