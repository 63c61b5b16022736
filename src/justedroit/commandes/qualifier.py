"""`justedroit qualifier`: a person says what caused the indus of a dossier."""

from __future__ import annotations

import rich_click as click

from justedroit.commandes.base import NUMERO, base_option, clock, opened
from justedroit.commandes.traces import agent_option
from justedroit.core.ecarts import QUALIFICATION_LABELS
from justedroit.core.registre import BENEFITS
from justedroit.steps import Qualification, qualify


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
    refusal = qualify(opened(base), decided, clock())
    if refusal is not None:
        raise click.ClickException(str(refusal))
    click.echo(f"Dossier {dossier} : {QUALIFICATION_LABELS[qualification].lower()}, consigné.")
