"""`justedroit forcer`: mise en demeure, contrainte, opposition, exécution, surendettement."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

import rich_click as click

from justedroit.commandes.actes import RANK, accepted, acted, motif_option, signed, today
from justedroit.commandes.base import (
    NUMERO,
    Jour,
    Montant,
    base_option,
    identities_beside,
    opened,
)
from justedroit.commandes.numerote import Numbered
from justedroit.commandes.rendus import tell_restitutions
from justedroit.commandes.traces import agent_option, auteur_option, leave_trace
from justedroit.core.base import Refusal, day_text, euros
from justedroit.core.courriers import creances_text
from justedroit.core.recouvrement import ISSUES_SURENDETTEMENT, RESULTATS, SIGNIFICATIONS

if TYPE_CHECKING:
    from justedroit.records.interface import Records
    from justedroit.steps.claims import Reclamation
    from justedroit.steps.enforce import Force
    from justedroit.steps.letter import Atelier


@click.group(cls=Numbered, shows="montrer")
def forcer() -> None:
    """Recouvrement forcé d'un dossier : justedroit forcer NUMERO."""


@forcer.command()
@click.argument("dossier", type=NUMERO)
@base_option
@auteur_option
def montrer(*, dossier: int, base: str, auteur: str) -> None:
    """Montrer les mises en demeure et contraintes d'un DOSSIER, leurs dates, leur suite."""
    from justedroit.core.recours import mise_en_demeure, opposition
    from justedroit.core.recouvrement import demands_of, orders_of
    from justedroit.steps.claims import claims
    from justedroit.steps.consultation.phrases import outcome_text

    records = opened(base, reading=True)
    leave_trace(records, [dossier], "recouvrement forcé", auteur)
    found = accepted(claims(records, dossier, today()))
    threads = [one.suivi for one in found]
    demands, orders = demands_of(threads), orders_of(threads)
    if not demands and not orders:
        click.echo(f"Le dossier {dossier} n'a ni mise en demeure ni contrainte.")
    for number, (demand, some) in demands.items():
        click.echo(
            f"Mise en demeure {number} du {day_text(demand.sent_on)}, {creances_text(some)}."
        )
        if demand.received_on:
            until = day_text(mise_en_demeure(demand.received_on).ends_on)
            click.echo(f"  Reçue le {day_text(demand.received_on)}, à payer jusqu'au {until}.")
    for number, order in orders.items():
        one = order.contrainte
        click.echo(
            f"Contrainte {number} du {day_text(one.issued_on)}, {creances_text(order.creances)}."
        )
        if one.served_on:
            until = day_text(opposition(one.served_on).until)
            click.echo(f"  Signifiée le {day_text(one.served_on)}, opposition jusqu'au {until}.")
        for day, what in (
            (one.opposed_on, "Opposition formée"),
            (one.judged_on, f"Opposition jugée ({outcome_text(one)})"),
            (one.entrusted_on, "Exécution confiée"),
            (one.closed_on, f"Exécution close ({RESULTATS.get(one.result, one.result)})"),
        ):
            if day:
                click.echo(f"  {what} le {day_text(day)}.")
    for claim in found:
        if claim.suivi.demeures or claim.suivi.contraintes:
            _show_left(claim)


@forcer.command()
@click.argument("dossier", type=NUMERO)
@click.option("--creance", "creances", type=RANK, multiple=True, help="Répétable ; sinon toutes.")
@agent_option
@base_option
def demeure(*, dossier: int, creances: tuple[int, ...], agent: str, base: str) -> None:
    """Mettre le foyer en demeure de payer : une lettre par tribunal compétent."""
    from justedroit.steps.enforce import demand

    records = opened(base)
    made = demand(records, dossier, creances, _atelier(base, records, dossier), signed(agent))
    for one in _done(made):
        assert not isinstance(one, Refusal)
        click.echo(
            f"Mise en demeure {one.numero} partie, {creances_text(one.creances)} : {_paper(one)}."
        )
    click.echo("Consignez sa réception : justedroit forcer recue.")


@forcer.command()
@acted("Le numéro de l'acte.")
@click.option("--le", type=Jour(), required=True, help="Jour de réception prouvée.")
@click.option("--preuve", default="accuse_reception", help="Ce qui la prouve.")
def recue(*, dossier: int, rang: int, le: dt.date, preuve: str, agent: str, base: str) -> None:
    """Consigner la réception d'une mise en demeure : le délai de paiement court."""
    from justedroit.steps.enforce import demand_received

    made = demand_received(opened(base), (dossier, rang), (le, preuve), signed(agent))
    until = day_text(accepted(made))
    click.echo(f"Mise en demeure {rang} reçue : une contrainte est possible après le {until}.")


@forcer.command()
@acted("Le numéro de l'acte.")
def contrainte(*, dossier: int, rang: int, agent: str, base: str) -> None:
    """Émettre la contrainte qui suit une mise en demeure restée sans effet (--numero)."""
    from justedroit.steps.enforce import constrain

    records = opened(base)
    atelier = _atelier(base, records, dossier)
    made = constrain(records, (dossier, rang), atelier, signed(agent))
    if isinstance(made, list):
        raise click.ClickException("\n".join(map(str, made)))
    click.echo(f"Contrainte {made.numero} émise, {creances_text(made.creances)} : {_paper(made)}.")


@forcer.command()
@acted("Le numéro de l'acte.")
@click.option("--le", type=Jour(), required=True, help="Jour de la signification.")
@click.option("--par", type=click.Choice(list(SIGNIFICATIONS)), required=True, help="Comment.")
@click.option("--avis-le", type=Jour(), help="Jour où la caisse a été avertie ; sinon aujourd'hui.")
def signifier(
    *,
    dossier: int,
    rang: int,
    le: dt.date,
    par: str,
    avis_le: dt.date | None,
    agent: str,
    base: str,
) -> None:
    """Consigner la signification d'une contrainte : le délai d'opposition court."""
    from justedroit.core.recouvrement import served_late
    from justedroit.steps.enforce import Signification, serve

    how = Signification(le, par, avis_le or today())
    until = accepted(serve(opened(base), (dossier, rang), how, signed(agent)))
    click.echo(f"Contrainte {rang} signifiée : opposition possible jusqu'au {day_text(until)}.")
    if served_late(how.le, how.avis_le):
        click.echo("L'avis de signification est venu après son délai de 8 jours.")


@forcer.command()
@acted("Le numéro de l'acte.")
@click.option("--le", type=Jour(), required=True, help="Jour de l'opposition.")
@motif_option
def opposition(*, dossier: int, rang: int, le: dt.date, motif: str, agent: str, base: str) -> None:
    """Consigner une opposition : le tribunal est saisi, le recouvrement suspendu."""
    from justedroit.steps.enforce import oppose

    acte = signed(agent)
    number = accepted(oppose(opened(base), (dossier, rang), (le, motif), acte))
    click.echo(f"Opposition consignée : instance {number}. justedroit tribunal {dossier}")
    tell_restitutions(opened(base), base, [dossier], acte)


@forcer.command()
@acted("Le numéro de l'acte.")
@click.option("--le", type=Jour(), help="Jour de l'envoi ; sinon, aujourd'hui.")
def confier(*, dossier: int, rang: int, le: dt.date | None, agent: str, base: str) -> None:
    """Confier l'exécution d'une contrainte à un commissaire de justice."""
    from justedroit.steps.entrust import entrust

    accepted(entrust(opened(base), (dossier, rang), le or today(), signed(agent)))
    click.echo(f"Contrainte {rang} : exécution confiée.")


@forcer.command()
@acted("Le numéro de l'acte.")
@click.argument("resultat", type=click.Choice(list(RESULTATS)), metavar="RESULTAT")
@click.option("--le", type=Jour(), help="Jour du résultat ; sinon, aujourd'hui.")
@click.option(
    "--montant",
    type=Montant(),
    help="En euros, remis maintenant par le commissaire de justice.",
)
@click.option("--reference", default="", help="La référence de ce versement.")
def clore(
    *,
    dossier: int,
    rang: int,
    resultat: str,
    le: dt.date | None,
    montant: int | None,
    reference: str,
    agent: str,
    base: str,
) -> None:
    """Clore l'exécution : RESULTAT est solde, partiel ou carence."""
    from justedroit.steps.entrust import close

    paid = None if montant is None else (montant, reference)
    told = (resultat, le or today())
    cents = accepted(close(opened(base), (dossier, rang), told, signed(agent), paid))
    click.echo(f"Contrainte {rang} : exécution close, {euros(cents)} recouvrés.")
    if resultat == "carence":
        click.echo("L'admission en non-valeur est possible : justedroit creance non-valeur.")


@forcer.command()
@click.argument("dossier", type=NUMERO)
@click.argument("suite", type=click.Choice(["recevable", *ISSUES_SURENDETTEMENT]), metavar="SUITE")
@click.option("--le", type=Jour(), required=True, help="Jour de la décision de la commission.")
@click.option("--mois", type=click.IntRange(1, 120), default=None, help="D'un plan : sa durée.")
@agent_option
@base_option
def surendettement(
    *, dossier: int, suite: str, le: dt.date, mois: int | None, agent: str, base: str
) -> None:
    """Consigner un surendettement : SUITE est recevable, plan, effacement ou rejet."""
    from justedroit.steps.overdebt import receivable, settle_debts

    records, acte = opened(base), signed(agent)
    if suite == "recevable":
        number, mine, aside = accepted(receivable(records, dossier, le, acte))
        click.echo(
            f"Surendettement {number} recevable : recouvrement suspendu, {creances_text(mine)}."
        )
        if aside:
            click.echo(
                f"Exclues, qualifiées de fraude : {creances_text(aside)} (à vérifier : L711-4)."
            )
        tell_restitutions(opened(base), base, [dossier], acte)
        return
    cents = accepted(settle_debts(records, dossier, (suite, le, mois or 0), acte))
    click.echo(f"Surendettement clos : {ISSUES_SURENDETTEMENT[suite]}, {euros(cents)} effacés.")


@forcer.command()
@click.argument("dossier", type=NUMERO, required=False)
@click.option("--creance", "rang", type=RANK, help="La créance dont le département est informé.")
@agent_option
@base_option
def departement(*, dossier: int | None, rang: int | None, agent: str, base: str) -> None:
    """Lister ce dont le département doit être informé ; avec --creance, consigner qu'il l'est.

    Sans DOSSIER, tous : les titres transmis dont une partie n'est plus due, dont un recours
    suspend le recouvrement, ou que plus rien ne suspend.
    """
    from justedroit.core.recouvrement import TitreRepris
    from justedroit.steps.untransfer import inform, untold_departement

    if rang is not None:
        if dossier is None:
            raise click.UsageError("Une créance est d'un dossier : donnez son numéro.")
        one = accepted(inform(opened(base), (dossier, rang), signed(agent)))
        waits = "peut reprendre" if isinstance(one, TitreRepris) else "suspendu"
        what = euros(one.cents) if one.cents else f"recouvrement {waits}"
        click.echo(f"Créance {rang} : département informé, titre {one.titre}, {what}.")
        return
    records = opened(base, reading=True)
    some = None if dossier is None else [dossier]
    waiting = untold_departement(records, some, today())
    if not waiting:
        click.echo("Le département n'a rien à apprendre.")
    leave_trace(records, [one.dossier for one in waiting], "recouvrement forcé", agent)
    for one in waiting:
        click.echo(f"Dossier {one.dossier}, créance {one.creance} : {one.sentence()}.")


def _show_left(claim: Reclamation) -> None:
    """Show where a créance stands after its formal demand: the last step is told there."""
    told = claim.lecture.situation
    click.echo(f"Créance {claim.creance.number}, au {day_text(today())} : {told.label}.")
    click.echo(f"  {told.sentence}")
    for other in claim.lecture.others:
        click.echo(f"  Aussi — {other.label} : {other.sentence}")


def _paper(one: Force) -> str:
    return f"{euros(one.cents)}, lettre {one.courrier.numero}"


def _done(made: list[Force] | list[Refusal]) -> Sequence[Force | Refusal]:
    refused = [str(one) for one in made if isinstance(one, Refusal)]
    if refused:
        raise click.ClickException("\n".join(refused))
    return made


def _atelier(base: str, records: Records, dossier: int) -> Atelier:
    """Return what acts that leave are made with: they name who they are for, or do not leave."""
    from justedroit.commandes.lettres import organisme_of
    from justedroit.impression import pdf
    from justedroit.steps.letter import Atelier

    organisme = organisme_of(base)
    found = identities_beside(records, base).get([dossier])
    who = found[dossier][0] if dossier in found else None
    if who is None or who.adresse is None:
        raise click.ClickException(
            f"Dossier {dossier} : aucune adresse n'est connue, l'acte ne peut pas partir. "
            "Saisissez-la : justedroit identite."
        )
    return Atelier(organisme, lambda contenu: pdf(contenu, who, organisme))
