"""`justedroit qualifier`: a person says what caused the indus of a dossier."""

from __future__ import annotations

import datetime as dt
import json
from typing import Final

import rich_click as click

from justedroit.commandes.base import NUMERO, base_option, clock, opened
from justedroit.commandes.rendus import tell_restitutions
from justedroit.commandes.traces import agent_option
from justedroit.core.base import euros
from justedroit.core.courriers import creances_text
from justedroit.core.ecarts import QUALIFICATION_LABELS
from justedroit.core.registre import BENEFIT_LABELS, BENEFITS
from justedroit.records.interface import Records
from justedroit.steps import Qualification, qualify
from justedroit.steps.act import Acte
from justedroit.steps.qualify import ANNULEE, qualifications

_REMISES: Final = {
    "remise.fermee": "la remise est fermée",
    "remise.rouverte": "la remise est ouverte de nouveau",
}


@click.command()
@click.argument("dossier", type=NUMERO)
@click.argument(
    "qualification", type=click.Choice(sorted(QUALIFICATION_LABELS)), metavar="QUALIFICATION"
)
@click.option(
    "--motif", required=True, help="Les raisons, en français : elles sont dites au foyer."
)
@agent_option
@click.option(
    "--prestation",
    type=click.Choice(BENEFITS),
    metavar="CODE",
    help=f"Une seule prestation ; sinon toutes. Au choix : {', '.join(BENEFITS)}.",
)
@base_option
def qualifier(
    *,
    dossier: int,
    qualification: str,
    motif: str,
    agent: str,
    prestation: str | None,
    base: str,
) -> None:
    """Qualifier la cause des indus d'un dossier : seule une personne le peut.

    QUALIFICATION est bonne_foi, fausse_declaration ou fraude.

    La prescription d'un indu est de deux ans ; de cinq seulement si une personne l'a qualifié de
    fraude ou de fausse déclaration, avec ses raisons.
    """
    decided = Qualification(dossier, prestation, qualification, motif, agent)
    records, now = opened(base), clock()
    refusal = qualify(records, decided, now)
    if refusal is not None:
        raise click.ClickException(str(refusal))
    click.echo(f"Dossier {dossier} : {QUALIFICATION_LABELS[qualification].lower()}, consigné.")
    _tell_consequences(records, dossier, now)
    _tell_apart(records, decided)
    tell_restitutions(records, base, [dossier], Acte(agent, now))


def _tell_apart(records: Records, decided: Qualification) -> None:
    """Say which benefits were qualified apart: what is said of one prevails over what is said of all."""
    if decided.benefit is not None:
        return
    for row in qualifications(records.events([decided.dossier])).to_pylist():
        if row["benefit"] is not None and row["qualification"] != decided.qualification:
            label = QUALIFICATION_LABELS[row["qualification"]].lower()
            click.echo(
                f"{BENEFIT_LABELS[row['benefit']].capitalize()} : reste qualifié à part, {label}. "
                f"Pour le changer aussi : --prestation {row['benefit']}."
            )


def _tell_consequences(records: Records, dossier: int, at: dt.datetime) -> None:
    """Say what the qualification has done to remises and to indemnités."""
    for row in records.events([dossier]).to_pylist():
        if row["at"] != at:
            continue
        told = json.loads(row["payload"])
        if row["tag"] in _REMISES:
            numbers = creances_text(told["creances"]).capitalize()
            click.echo(f"{numbers} : {_REMISES[row['tag']]}.")
        elif row["tag"] == ANNULEE:
            click.echo(
                f"Créance {told['creance']} : l'indemnité de gestion est annulée, "
                f"{euros(told['cents'])} ne sont plus dus, {euros(told['rendu_cents'])} sont rendus."
            )
