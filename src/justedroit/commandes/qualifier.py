"""`justedroit qualifier`: a person says what caused the indus of a dossier."""

from __future__ import annotations

import rich_click as click

from justedroit.commandes.base import NUMERO, base_option, clock, opened
from justedroit.commandes.rendus import tell_restitutions
from justedroit.commandes.traces import agent_option
from justedroit.core.base import Acte
from justedroit.core.ecarts import QUALIFICATION_LABELS
from justedroit.core.registre import BENEFITS
from justedroit.records.interface import Records
from justedroit.steps import Qualification, qualify
from justedroit.steps.consultation.qualifications import apart, apart_lines, consequence_lines


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
    for line in consequence_lines(records, dossier, now):
        click.echo(line)
    _tell_apart(records, decided)
    tell_restitutions(records, base, [dossier], Acte(agent, now))


def _tell_apart(records: Records, decided: Qualification) -> None:
    """Say which benefits were qualified apart, and how to qualify them too."""
    for benefit, line in zip(apart(records, decided), apart_lines(records, decided), strict=True):
        click.echo(f"{line} Pour le changer aussi : --prestation {benefit}.")
