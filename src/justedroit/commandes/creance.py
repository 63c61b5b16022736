"""`justedroit creance`: what a dossier owes, what became of each euro, and what can be done of it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import rich_click as click

from justedroit.commandes.actes import RANK, accepted, acted, motif_option, signed, today
from justedroit.commandes.base import NUMERO, Jour, base_option, opened
from justedroit.commandes.creance_recit import as_json_of, show_every, show_one
from justedroit.commandes.creance_rectification import rectification
from justedroit.commandes.fil_recit import show_fil
from justedroit.commandes.numerote import Numbered
from justedroit.commandes.traces import agent_option, auteur_option, leave_trace
from justedroit.core.base import counted, euros
from justedroit.core.ecarts import ORIGINES
from justedroit.core.registre import BENEFIT_LABELS

if TYPE_CHECKING:
    import datetime as dt

    from justedroit.core.base import Acte
    from justedroit.records.interface import Records
    from justedroit.steps.abandon import Sorties
    from justedroit.steps.claims import Choix, Reclamation


@click.group(cls=Numbered, shows="montrer")
def creance() -> None:
    """Ce que doit un dossier, créance par créance : justedroit creance NUMERO."""


creance.add_command(rectification)

_decided = acted("La créance : son numéro dans le dossier.")


@creance.command()
@click.argument("dossier", type=NUMERO)
@click.option("--numero", "rang", type=RANK, help="Une seule créance, en entier.")
@click.option("--au", type=Jour(), help="Ce qui était connu à la fin de ce jour.")
@click.option("--fil", is_flag=True, help="Tout ce qui s'est passé : réclamation, recours, juge.")
@click.option("--json", "as_json", is_flag=True, help="Écrire en JSON.")
@base_option
@auteur_option
def montrer(
    *,
    dossier: int,
    rang: int | None,
    au: dt.date | None,
    fil: bool,
    as_json: bool,
    base: str,
    auteur: str,
) -> None:
    """Montrer les créances d'un DOSSIER : mois par mois, où est chaque euro, et ce qu'on peut faire."""
    from justedroit.steps.claims import claims

    day = au or today()
    records = opened(base, reading=True)
    leave_trace(records, [dossier], "créances", auteur)
    found = accepted(claims(records, dossier, day))
    chosen = _chosen(found, dossier, rang)
    if fil:
        show_fil(records, dossier, [one.creance.number for one in chosen])
        return
    if as_json:
        told = {"dossier": dossier, "au": day.isoformat(), "creances": as_json_of(chosen, day)}
        click.echo(json.dumps(told, indent=2, ensure_ascii=False))
        return
    if not found:
        click.echo(f"Le dossier {dossier} ne doit rien, et n'a jamais rien dû.")
        return
    if rang is None:
        show_every(found, dossier)
    if len(chosen) == 1:
        show_one(chosen[0], day)
    else:
        click.echo(f"Une créance en entier : justedroit creance {dossier} --numero N")


@creance.command()
@_decided
@click.argument("code", type=click.Choice(sorted(ORIGINES)), metavar="ORIGINE")
@motif_option
def origine(*, dossier: int, code: str, rang: int, motif: str, agent: str, base: str) -> None:
    """Décider d'où vient l'erreur : une personne, avec ses raisons. La dernière décision vaut."""
    from justedroit.steps.claims import decide_origin

    records, choice, acte = _choice(base, (dossier, rang, motif), agent)
    accepted(decide_origin(records, choice, code, acte))
    click.echo(
        f"Dossier {dossier}, créance {rang} : origine « {ORIGINES[code].lower()} », consignée."
    )


@creance.command()
@_decided
@motif_option
def indemnite(*, dossier: int, rang: int, motif: str, agent: str, base: str) -> None:
    """Ajouter l'indemnité de gestion, après une fraude qualifiée par une personne."""
    from justedroit.steps.claims import decide_indemnite

    records, choice, acte = _choice(base, (dossier, rang, motif), agent)
    cents = accepted(decide_indemnite(records, choice, acte))
    click.echo(f"Dossier {dossier}, créance {rang} : {euros(cents)} d'indemnité ajoutés.")
    click.echo("Taux à vérifier : justedroit parametres indemnite.")


@creance.command()
@_decided
@click.option("--titre", required=True, help="La référence du titre transmis au département.")
def transferer(*, dossier: int, rang: int, titre: str, agent: str, base: str) -> None:
    """Transmettre au département ce qui reste d'une créance de RSA, quand rien ne se retient plus."""
    from justedroit.steps.claims import transfer

    records, choice, acte = _choice(base, (dossier, rang, titre), agent)
    cents = accepted(transfer(records, choice, acte))
    click.echo(f"Dossier {dossier}, créance {rang} : {euros(cents)} transmis au département.")


@creance.command(name="non-valeur")
@_decided
@motif_option
@click.option("--preuve", default="", help="Ce qui prouve l'insolvabilité, faute de contrainte.")
def non_valeur(*, dossier: int, rang: int, motif: str, preuve: str, agent: str, base: str) -> None:
    """Admettre en non-valeur ce qui est irrécouvrable, après contrainte ou preuve d'insolvabilité."""
    from justedroit.steps.claims import admit_non_valeur

    records, choice, acte = _choice(base, (dossier, rang, motif), agent)
    cents = accepted(admit_non_valeur(records, choice, preuve, acte))
    click.echo(f"Dossier {dossier}, créance {rang} : {euros(cents)} admis en non-valeur.")


@creance.command()
@click.argument("dossier", type=NUMERO, required=False)
@click.option("--tous", is_flag=True, help="Tous les dossiers de la base.")
@agent_option
@base_option
def abandonner(*, dossier: int | None, tous: bool, agent: str, base: str) -> None:
    """Abandonner les petites dettes d'un DOSSIER, ou de tous (--tous), et les compter.

    Le seuil se juge sur l'ensemble des créances ouvertes du dossier qui suivent la même règle.
    """
    from justedroit.steps.abandon import abandon

    records, numbers = _numbers(base, dossier, tous=tous)
    done = abandon(records, numbers, signed(agent))
    if not done.creances:
        click.echo("Aucune petite dette à abandonner : rien n'est écrit.")
        return
    _tell(done, f"{euros(done.cents)} abandonnés, dans {counted(done.creances, 'créance')}")


@creance.command()
@click.argument("dossier", type=NUMERO, required=False)
@click.option("--tous", is_flag=True, help="Tous les dossiers de la base.")
@click.option("--essai", is_flag=True, help="Montrer sans rien écrire.")
@auteur_option
@base_option
def prescrire(*, dossier: int | None, tous: bool, essai: bool, auteur: str, base: str) -> None:
    """Éteindre ce que le temps a pris des créances d'un DOSSIER, ou de tous (--tous), et le compter.

    À faire chaque mois, avant les retenues. Un mois dont le délai a été interrompu à temps, ou dont
    le recouvrement est suspendu, reste dû.
    """
    from justedroit.steps.prescribe import prescribe

    records, numbers = _numbers(base, dossier, tous=tous)
    done = prescribe(records, numbers, signed(auteur), trial=essai)
    if not done.creances:
        click.echo("Aucun délai n'est passé : rien n'est écrit.")
        return
    verb = "à prescrire (essai, rien n'est écrit)" if essai else "prescrits"
    _tell(done, f"{euros(done.cents)} {verb}, dans {counted(done.creances, 'créance')}")


def _numbers(base: str, dossier: int | None, *, tous: bool) -> tuple[Records, list[int]]:
    if (dossier is None) != tous:
        raise click.ClickException("Donnez un DOSSIER, ou --tous.")
    records = opened(base)
    if dossier is not None and not records.sequences([dossier])[dossier]:
        raise click.ClickException(
            f"dossier {dossier} : ce dossier n'existe pas. Vérifiez son numéro."
        )
    return records, records.dossiers() if dossier is None else [dossier]


def _tell(done: Sorties, what: str) -> None:
    click.echo(f"{what} et {counted(done.dossiers, 'dossier')}.")
    for benefit, (count, cents) in done.by_benefit.items():
        click.echo(f"  {BENEFIT_LABELS[benefit]} : {count}, {euros(cents)}")


def _choice(base: str, told: tuple[int, int, str], agent: str) -> tuple[Records, Choix, Acte]:
    from justedroit.steps.claims import Choix

    return opened(base), Choix(*told), signed(agent)


def _chosen(
    found: tuple[Reclamation, ...], dossier: int, rang: int | None
) -> tuple[Reclamation, ...]:
    if rang is None or not found:
        return found
    if rang > len(found):
        raise click.ClickException(
            f"Le dossier {dossier} n'a pas de créance {rang} : elles vont de 1 à {len(found)}."
        )
    return (found[rang - 1],)
