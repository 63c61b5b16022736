"""`justedroit seance-cra`: a session of the commission, its agenda, its votes, its decisions."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import rich_click as click

from justedroit.commandes.actes import RANK, accepted, signed
from justedroit.commandes.base import NUMERO, Jour, MontantDeCreance, base_option, opened
from justedroit.commandes.recours_recit import as_json_of, show_sheet
from justedroit.commandes.traces import agent_option, auteur_option, leave_trace
from justedroit.core.base import counted, day_text, euros
from justedroit.core.faits import read_date
from justedroit.core.recours import AGAINST, AUTORITES, COLLEGES, ETATS, SENS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from justedroit.core.recours import Recours
    from justedroit.steps.sit import Role

_VOTED = ("accord", "accord_partiel", "rejet")
_VOICES = click.IntRange(0, 10)


class Dated(click.RichGroup):
    """A group in which a day alone means the command that shows it."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Return the arguments, the command first."""
        if args and read_date(args[0]) is not None:
            args = ["montrer", *args]
        return super().parse_args(ctx, args)


@click.group(name="seance-cra", cls=Dated)
def seance_cra() -> None:
    """Une séance de la commission de recours amiable : justedroit seance-cra AAAA-MM-JJ."""


def _seated(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add what every act of a session needs: its day, who, and the base."""
    for option in (base_option, agent_option):
        command = option(command)
    return click.argument("jour", type=Jour())(command)


def _aimed(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the appeal that an act of a session concerns."""
    numero = click.option("--numero", "rang", type=RANK, required=True, help="Le recours.")
    dossier = click.option("--dossier", type=NUMERO, required=True, help="Le dossier.")
    return _seated(dossier(numero(command)))


def _amounts(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add what a partial grant gives up."""
    part = click.option(
        "--pourcent", type=click.IntRange(1, 99), help="Part de chaque créance (accord partiel)."
    )
    each = click.option(
        "--montant",
        "montants",
        multiple=True,
        type=MontantDeCreance(),
        help="Montant d'une créance (accord partiel) ; répétable : 1=250,00.",
    )
    return part(each(command))


@seance_cra.command()
@click.argument("jour", type=Jour())
@click.option("--json", "as_json", is_flag=True, help="Écrire en JSON.")
@base_option
@auteur_option
def montrer(*, jour: dt.date, as_json: bool, base: str, auteur: str) -> None:
    """Montrer l'ordre du jour d'une séance, avec ses fiches, et ce qui peut y être inscrit."""
    from justedroit.steps.sit import agenda

    records = opened(base, reading=True)
    role = agenda(records, jour)
    leave_trace(records, {o.dossier for o in (*role.inscrits, *role.prets)}, "séance", auteur)
    if as_json:
        told = {
            "seance": jour.isoformat(),
            "membres": role.seance and dict(role.seance.membres),
            "close": role.seance is not None and role.seance.is_held,
            "inscrits": as_json_of(role.inscrits, jour),
            "prets": as_json_of(role.prets, jour),
        }
        click.echo(json.dumps(told, indent=2, ensure_ascii=False))
        return
    _show(jour, role)


@seance_cra.command()
@_seated
@click.option("--assures", type=_VOICES, required=True, help="Présents, assurés sociaux.")
@click.option("--employeurs", type=_VOICES, required=True, help="Présents, employeurs.")
@click.option("--autres", type=_VOICES, default=0, help="Présents, autres membres.")
def ouvrir(
    *, jour: dt.date, assures: int, employeurs: int, autres: int, agent: str, base: str
) -> None:
    """Ouvrir une séance, ou la reprendre avec les membres présents."""
    from justedroit.steps.sit import convene

    membres = {"assures": assures, "employeurs": employeurs, "autres": autres}
    accepted(convene(opened(base), jour, membres, signed(agent)))
    click.echo(f"Séance du {day_text(jour)} ouverte, {sum(membres.values())} membres présents.")


@seance_cra.command()
@_aimed
def inscrire(*, jour: dt.date, dossier: int, rang: int, agent: str, base: str) -> None:
    """Inscrire un recours instruit à l'ordre du jour."""
    from justedroit.steps.sit import inscribe

    accepted(inscribe(opened(base), jour, (dossier, rang), signed(agent)))
    click.echo(f"Dossier {dossier}, recours {rang} : à l'ordre du jour du {day_text(jour)}.")


@seance_cra.command()
@_aimed
@click.argument("sens", type=click.Choice(_VOTED), metavar="PROPOSITION")
@click.option("--pour", type=_VOICES, required=True, help="Voix pour la proposition.")
@click.option("--contre", type=_VOICES, default=0, help="Voix contre.")
@click.option("--abstentions", type=_VOICES, default=0, help="Abstentions.")
@_amounts
def voter(
    *,
    jour: dt.date,
    dossier: int,
    rang: int,
    sens: str,
    pour: int,
    contre: int,
    abstentions: int,
    pourcent: int | None,
    montants: tuple[tuple[int, int], ...],
    agent: str,
    base: str,
) -> None:
    """Consigner un vote : PROPOSITION est accord, accord_partiel ou rejet."""
    from justedroit.steps.sit import Voix, ballot

    asked = _asked(pourcent, montants)
    voix = Voix(sens, pour, contre, abstentions, asked)
    accepted(ballot(opened(base), jour, (dossier, rang), voix, signed(agent)))
    click.echo(f"Dossier {dossier}, recours {rang} : vote consigné sur « {SENS[sens]} ».")


@seance_cra.command()
@_aimed
@click.argument("sens", type=click.Choice(list(SENS)), metavar="SENS")
@click.option("--code", default="", help="Le motif en droit, de la liste fermée.")
@click.option("--motif", required=True, help="Les raisons, telles que le foyer les lira.")
@click.option("--par", type=click.Choice(list(AUTORITES)), help="Qui décide ; sinon, le compétent.")
@click.option(
    "--malgre-avis", is_flag=True, help="Confirmer que la décision s'écarte de l'avis voté."
)
@_amounts
def decider(
    *,
    jour: dt.date,
    dossier: int,
    rang: int,
    sens: str,
    code: str,
    motif: str,
    par: str | None,
    malgre_avis: bool,
    pourcent: int | None,
    montants: tuple[tuple[int, int], ...],
    agent: str,
    base: str,
) -> None:
    """Signer une décision : SENS est accord, accord_partiel, rejet, sans_objet ou ajourne."""
    from justedroit.steps.appeal import appeals
    from justedroit.steps.sit import CONFIRM, Arret, rule

    records = opened(base)
    some = accepted(appeals(records, dossier))
    if not any(one.number == rang and one.seance == jour for one in some):
        raise click.ClickException(
            f"Dossier {dossier}, recours {rang} : il n'est pas à l'ordre du jour du "
            f"{day_text(jour)}. Inscrivez-le d'abord."
        )
    arret = Arret(sens, code, motif, par or "", _asked(pourcent, montants), malgre_avis)
    refusal = rule(records, (dossier, rang), arret, signed(agent))
    if refusal is not None and refusal.mend == CONFIRM:
        raise click.ClickException(f"{refusal} (--malgre-avis)")
    accepted(refusal)
    [one] = [o for o in accepted(appeals(records, dossier)) if o.number == rang]
    against = AGAINST if one.decision is not None and one.decision.is_against else ""
    click.echo(f"Dossier {dossier}, recours {rang} : {SENS[sens]}{against}, signé par {agent}.")


@seance_cra.command()
@_seated
def clore(*, jour: dt.date, agent: str, base: str) -> None:
    """Clore la séance : chaque recours a sa décision, ou est ajourné."""
    from justedroit.steps.sit import adjourn

    accepted(adjourn(opened(base), jour, signed(agent)))
    click.echo(f"Séance du {day_text(jour)} close.")


@seance_cra.command()
@_seated
def transmettre(*, jour: dt.date, agent: str, base: str) -> None:
    """Transmettre les décisions d'une séance close au contrôle de légalité."""
    from justedroit.steps.sit import transmit

    sent = accepted(transmit(opened(base), jour, signed(agent)))
    click.echo(f"{counted(len(sent), 'décision transmise')} au contrôle de légalité.")


@seance_cra.command(name="bilan")
@click.argument("annee", type=click.IntRange(2009, 2100), metavar="ANNEE")
@base_option
def bilan_annuel(*, annee: int, base: str) -> None:
    """Compter une année comme un rapport d'activité : dossiers, remises, montants, taux."""
    from justedroit.steps.sit import yearly

    told = yearly(opened(base, reading=True), annee)
    click.echo(f"{counted(told.examines, 'recours décidé')} en {annee} :")
    asked = f"{told.remises} demande{'s' if told.remises > 1 else ''} de remise"
    click.echo(f"  {asked}, {counted(told.contestations, 'contestation')}")
    granted = counted(told.accordees, "remise accordée")
    click.echo(f"  {granted}, {euros(told.granted_cents)} en tout")
    if told.mean_cents is not None:
        click.echo(f"  {euros(told.mean_cents)} en moyenne par remise")
    for label, percent in (("dossiers", told.rate_percent), ("montants", told.amount_percent)):
        if percent is not None:
            click.echo(f"  Taux de remise, en {label} : {percent} %")
    upheld, silences = counted(told.upheld, "contestation admise"), counted(told.silences, "rejet")
    click.echo(f"  {upheld} ; {silences} par le silence")


def _asked(
    pourcent: int | None, montants: tuple[tuple[int, int], ...]
) -> Mapping[int, int] | int | None:
    if pourcent is not None and montants:
        raise click.ClickException("--pourcent et --montant ne vont pas ensemble.")
    return dict(montants) if montants else pourcent


def _show(jour: dt.date, role: Role) -> None:
    from justedroit.steps.consultation.phrases_recours import benefits_text

    if role.seance is None:
        click.echo(f"Aucune séance n'est ouverte le {day_text(jour)}.")
    else:
        state = "close" if role.seance.is_held else "ouverte"
        click.echo(f"Séance du {day_text(jour)}, {state}.")
        for college, count in role.seance.membres.items():
            click.echo(f"  {COLLEGES[college].capitalize()} : {count}")
    for one in role.inscrits:
        _show_one(one)
    if role.prets:
        click.echo(f"\nÀ inscrire : {counted(len(role.prets), 'recours instruit')}")
        for one in role.prets:
            click.echo(f"  Dossier {one.dossier}, recours {one.number} : {benefits_text(one)}")


def _show_one(one: Recours) -> None:
    from justedroit.steps.consultation.phrases_recours import benefits_text, opinion_text

    click.echo(f"\nDossier {one.dossier}, recours {one.number} : {one.label.lower()}, ", nl=False)
    click.echo(f"{benefits_text(one)} ; {ETATS[one.etat]}.")
    click.echo(f"  Ce que dit le foyer : {one.motif}")
    click.echo(f"  Avis de l'instruction : {opinion_text(one.avis)}")
    show_sheet(one.fiche)
    if (vote := one.vote) is not None:
        amount = f" ({euros(sum(vote.amounts.values()))})" if vote.amounts else ""
        away = counted(vote.abstentions, "abstention")
        counts = f"{vote.pour} pour, {vote.contre} contre, {away}"
        click.echo(f"  Vote sur « {SENS[vote.sens]} »{amount} : {counts}")
        left = one.fiche.get("dette_cents", 0)
        if one.decision is None and left < sum(vote.amounts.values()):
            click.echo(f"  Payé depuis ce vote : il ne reste dû que {euros(left)}.")
    if (told := one.decision) is not None:
        against = AGAINST if told.is_against else ""
        click.echo(f"  Décision : {SENS[told.sens]}{against}, {told.motif} ({told.article})")
