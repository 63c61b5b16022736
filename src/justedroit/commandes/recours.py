"""`justedroit recours`: the appeals of a dossier, from the letter of the household to the ledger."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING

import rich_click as click

from justedroit.commandes.actes import RANK, accepted, acted, motif_option, signed, today
from justedroit.commandes.base import NUMERO, Jour, base_option, opened
from justedroit.commandes.fil_recit import show_fil
from justedroit.commandes.numerote import Numbered
from justedroit.commandes.recours_recit import as_json_of, show_every, show_one, show_sheet
from justedroit.commandes.rendus import tell_restitutions
from justedroit.commandes.traces import agent_option, auteur_option, leave_trace
from justedroit.core.base import counted, day_text, euros
from justedroit.core.recours import CANAUX_DEPOT, ETATS, NATURES_RECOURS, OBJETS
from justedroit.core.registre import BENEFITS

if TYPE_CHECKING:
    from justedroit.records.interface import Records

_MNC = ("suspendu", "annule")
_AVIS = ("favorable", "partiel", "defavorable")


@click.group(cls=Numbered, shows="montrer")
def recours() -> None:
    """Contestations et remises de dette d'un dossier : justedroit recours NUMERO."""


@recours.command()
@click.argument("dossier", type=NUMERO)
@click.option("--numero", "rang", type=RANK, help="Un seul recours, en entier.")
@click.option("--fil", is_flag=True, help="Tout ce qui s'est passé : réclamation, recours, juge.")
@click.option("--json", "as_json", is_flag=True, help="Écrire en JSON.")
@base_option
@auteur_option
def montrer(
    *, dossier: int, rang: int | None, fil: bool, as_json: bool, base: str, auteur: str
) -> None:
    """Montrer les recours d'un DOSSIER : où en est chacun, ses dates, ce qu'on peut faire."""
    from justedroit.steps.appeal import appeals

    records, day = opened(base, reading=True), today()
    leave_trace(records, [dossier], "recours", auteur)
    found = accepted(appeals(records, dossier))
    chosen = [one for one in found if rang in (None, one.number)]
    if rang is not None and not chosen:
        raise click.ClickException(f"Le dossier {dossier} n'a pas de recours {rang}.")
    if fil:
        for one in chosen:
            show_fil(records, dossier, recours=one.number)
        return
    if as_json:
        told = {"dossier": dossier, "au": day.isoformat(), "recours": as_json_of(chosen, day)}
        click.echo(json.dumps(told, indent=2, ensure_ascii=False))
    elif not found:
        click.echo(f"Le dossier {dossier} n'a aucun recours.")
        click.echo(f"Pour en consigner un : justedroit recours deposer {dossier} --help")
    else:
        if rang is None:
            show_every(chosen, dossier, day)
        if len(chosen) == 1:
            show_one(chosen[0], day)


@recours.command()
@click.argument("dossier", type=NUMERO)
@click.argument("nature", type=click.Choice(list(NATURES_RECOURS)), metavar="NATURE")
@click.option("--creance", "creances", type=RANK, multiple=True, help="Créance visée, répétable.")
@click.option("--prestation", type=click.Choice(BENEFITS), metavar="CODE", help="Droit contesté.")
@click.option("--objet", type=click.Choice(list(OBJETS)), help="Ce qui est contesté.")
@click.option(
    "--canal", type=click.Choice(list(CANAUX_DEPOT)), required=True, help="Par où il est venu."
)
@click.option("--le", type=Jour(), help="Jour d'envoi ou de dépôt ; sinon, aujourd'hui.")
@click.option("--recue-le", type=Jour(), help="Réception prouvée de la décision contestée.")
@motif_option
@agent_option
@base_option
def deposer(
    *,
    dossier: int,
    nature: str,
    creances: tuple[int, ...],
    prestation: str | None,
    objet: str | None,
    canal: str,
    le: dt.date | None,
    recue_le: dt.date | None,
    motif: str,
    agent: str,
    base: str,
) -> None:
    """Consigner ce que le foyer envoie : NATURE est contestation ou remise.

    Le jour d'envoi ou de dépôt garde la date. Le recouvrement est suspendu aussitôt. Ce que
    plusieurs autorités décident devient autant de recours.
    """
    from justedroit.steps.lodge import Depot, lodge
    from justedroit.steps.untransfer import suspended_titles
    from justedroit.steps.unwithhold import owed_again

    sent = Depot(
        dossier,
        nature,
        creances,
        canal,
        le or today(),
        motif,
        objet or "",
        prestation or "",
        recue_le,
    )
    acte = signed(agent)
    for number in accepted(lodge(opened(base), sent, acte)):
        click.echo(f"Dossier {dossier} : recours {number} reçu, le recouvrement est suspendu.")
        _told(base, (dossier, number))
    if cents := owed_again(opened(base), dossier, acte):
        told = (
            f"{euros(cents)} avaient été retenus depuis ce jour : ils sont de nouveau dus au foyer"
        )
        click.echo(f"{told}, et partent avec le prochain paiement.")
        tell_restitutions(opened(base), base, [dossier], acte)
    for one in suspended_titles(opened(base, reading=True), [dossier], today()):
        click.echo(f"Créance {one.creance} : {one.sentence()}.")
        done = f"justedroit forcer departement {dossier} --creance {one.creance}"
        click.echo(f"  Une fois informé : {done}")


@recours.command()
@acted("Le recours : son numéro.")
@click.option("--le", type=Jour(), help="Jour d'envoi ; sinon, aujourd'hui.")
def accuser(*, dossier: int, rang: int, le: dt.date | None, agent: str, base: str) -> None:
    """Consigner l'accusé de réception envoyé : le délai du juge devient opposable."""
    from justedroit.steps.appeal import acknowledge

    accepted(acknowledge(opened(base), (dossier, rang), le or today(), signed(agent)))
    _told(base, (dossier, rang))


@recours.command()
@acted("Le recours : son numéro.")
@click.option("--motif-retard", default="", help="Ce qui rend recevable un recours hors délai.")
def recevable(*, dossier: int, rang: int, motif_retard: str, agent: str, base: str) -> None:
    """Juger un recours recevable."""
    from justedroit.steps.appeal import admit

    accepted(admit(opened(base), (dossier, rang), motif_retard, signed(agent)))
    _told(base, (dossier, rang))


@recours.command()
@acted("Le recours : son numéro.")
@click.option("--code", required=True, help="Le motif, de la liste fermée : hors_delai…")
@motif_option
def irrecevable(*, dossier: int, rang: int, code: str, motif: str, agent: str, base: str) -> None:
    """Juger un recours irrecevable : la suspension cesse, le juge peut être saisi."""
    from justedroit.steps.appeal import dismiss

    accepted(dismiss(opened(base), (dossier, rang), (code, motif), signed(agent)))
    _told(base, (dossier, rang))


@recours.command()
@acted("Le recours : son numéro.")
@click.option("--piece", "some", multiple=True, help="Une pièce demandée, en français ; répétable.")
def pieces(*, dossier: int, rang: int, some: tuple[str, ...], agent: str, base: str) -> None:
    """Demander des pièces au foyer."""
    from justedroit.steps.appeal import ask_documents

    accepted(ask_documents(opened(base), (dossier, rang), some, signed(agent)))
    _told(base, (dossier, rang))


@recours.command()
@acted("Le recours : son numéro.")
@click.option("--le", type=Jour(), help="Réception de la dernière pièce ; sinon, aujourd'hui.")
def complet(*, dossier: int, rang: int, le: dt.date | None, agent: str, base: str) -> None:
    """Consigner que tout est là : le délai du silence repart des pièces."""
    from justedroit.steps.appeal import complete

    accepted(complete(opened(base), (dossier, rang), le or today(), signed(agent)))
    _told(base, (dossier, rang))


@recours.command()
@acted("Le recours : son numéro.")
def fiche(*, dossier: int, rang: int, agent: str, base: str) -> None:
    """Montrer la fiche du foyer telle qu'elle serait faite maintenant ; rien n'est écrit."""
    from justedroit.steps.appeal import sheet

    records = opened(base, reading=True)
    leave_trace(records, [dossier], "fiche de recours", agent)
    show_sheet(accepted(sheet(records, (dossier, rang), signed(agent))).payload())


@recours.command()
@acted("Le recours : son numéro.")
@click.option("--avis", type=click.Choice(_AVIS), required=True, help="Il ne lie personne.")
@motif_option
def instruire(*, dossier: int, rang: int, avis: str, motif: str, agent: str, base: str) -> None:
    """Clore l'instruction : l'avis motivé, et la fiche pour la commission."""
    from justedroit.steps.appeal import instruct

    accepted(instruct(opened(base), (dossier, rang), (avis, motif), signed(agent)))
    _told(base, (dossier, rang))


@recours.command()
@acted("Le recours : son numéro.")
@click.option("--le", type=Jour(), help="Jour du désistement ; sinon, aujourd'hui.")
def desister(*, dossier: int, rang: int, le: dt.date | None, agent: str, base: str) -> None:
    """Consigner que le foyer renonce à son recours."""
    from justedroit.steps.appeal import withdraw

    accepted(withdraw(opened(base), (dossier, rang), le or today(), signed(agent)))
    _told(base, (dossier, rang))


@recours.command()
@acted("Le recours : son numéro.")
def lettre(*, dossier: int, rang: int, agent: str, base: str) -> None:
    """Préparer les lettres que le recours appelle : accusé de réception, décision."""
    from justedroit.commandes.lettres import organisme_of
    from justedroit.core.courriers import MODELES, CourrierSuivi
    from justedroit.steps.reply import reply

    for made in reply(opened(base), (dossier, rang), organisme_of(base), signed(agent)):
        if not isinstance(made, CourrierSuivi):
            raise click.ClickException(str(made))
        click.echo(f"Lettre {made.numero} préparée : {MODELES[made.modele].libelle.lower()}.")


@recours.command()
@acted("Le recours : son numéro.")
@click.argument("suite", type=click.Choice(_MNC), metavar="SUITE")
@motif_option
def mnc(*, dossier: int, rang: int, suite: str, motif: str, agent: str, base: str) -> None:
    """Consigner ce que dit le contrôle de légalité : SUITE est suspendu ou annule."""
    from justedroit.steps.grant import control

    accepted(control(opened(base), (dossier, rang), (suite, motif), signed(agent)))
    _told(base, (dossier, rang))


@recours.command()
@acted("Le recours : son numéro.")
def executer(*, dossier: int, rang: int, agent: str, base: str) -> None:
    """Exécuter une décision devenue exécutoire : elle entre au registre, la suspension cesse."""
    from justedroit.steps.grant import execute

    records = opened(base)
    accepted(execute(records, (dossier, rang), signed(agent)))
    _told(base, (dossier, rang))
    tell_restitutions(records, base, [dossier], signed(agent))


@recours.command()
@acted("Le recours : son numéro.")
@click.option("--le", type=Jour(), required=True, help="Jour de réception prouvée de la lettre.")
def notifier(*, dossier: int, rang: int, le: dt.date, agent: str, base: str) -> None:
    """Consigner la réception de la décision par le foyer : le délai du juge court."""
    from justedroit.steps.grant import inform

    accepted(inform(opened(base), (dossier, rang), le, signed(agent)))
    _told(base, (dossier, rang))


@recours.command()
@acted("Le recours : son numéro.")
@click.option("--annoncer", is_flag=True, help="Prévenir le foyer, qui peut présenter ses raisons.")
@motif_option
def retirer(*, dossier: int, rang: int, annoncer: bool, motif: str, agent: str, base: str) -> None:
    """Retirer une remise obtenue par fraude : d'abord --annoncer, puis décider."""
    from justedroit.steps.grant import announce, revoke

    act = announce if annoncer else revoke
    accepted(act(opened(base), (dossier, rang), motif, signed(agent)))
    _told(base, (dossier, rang))


@recours.command()
@agent_option
@base_option
def echeances(*, agent: str, base: str) -> None:
    """Passer la base au jour : rejets par le silence, décisions devenues exécutoires."""
    from justedroit.steps.appeal import expire
    from justedroit.steps.grant import execute_due

    records, acte = opened(base), signed(agent)
    done = execute_due(records, today(), acte)
    lost = expire(records, today(), acte)
    click.echo(
        f"{counted(len(done), 'décision exécutée')}, {counted(len(lost), 'recours rejeté')} par le "
        "silence."
    )
    for word, some in (("exécuté", done), ("rejeté par le silence", lost)):
        for dossier, number in some:
            click.echo(f"  Dossier {dossier}, recours {number} : {word}.")
    tell_restitutions(records, base, sorted({dossier for dossier, _ in done}), acte)


def _told(base: str, key: tuple[int, int]) -> None:
    """Say where an appeal stands after an act, and the days that count."""
    from justedroit.core.recours import days_ahead
    from justedroit.steps.appeal import appeals

    records: Records = opened(base, reading=True)
    [one] = [one for one in accepted(appeals(records, key[0])) if one.number == key[1]]
    day = today()
    click.echo(f"Recours {one.number}, au {day_text(day)} : {ETATS[one.etat_at(day)]}.")
    for said in days_ahead(one, day):
        click.echo(f"  {said}")
