"""`justedroit chercher`: the dossiers of a number, a NIR or a name."""

from __future__ import annotations

import rich_click as click
from rich.console import Console

from justedroit.commandes.affichage import table
from justedroit.commandes.base import base_option, identities_beside, opened
from justedroit.commandes.traces import auteur_option, leave_trace


@click.command()
@click.argument("texte", nargs=-1, required=True)
@base_option
@auteur_option
@click.option("--nombre", type=click.IntRange(1, 1000), default=20, show_default=True)
def chercher(texte: tuple[str, ...], base: str, auteur: str, nombre: int) -> None:
    """Chercher un dossier par TEXTE : son numéro, un NIR, ou un nom et un prénom.

    Les trois premières lettres suffisent, avec ou sans accents, dans l'ordre que l'on veut. Un NIR
    tapé ici reste dans l'historique du terminal : la page de recherche ne le garde pas.
    """
    from justedroit.core.base import Refusal
    from justedroit.steps.search import search

    records = opened(base, reading=True)
    found = search(records, identities_beside(records, base), " ".join(texte), nombre)
    if isinstance(found, Refusal):
        raise click.ClickException(str(found))
    if not found.dossiers:
        click.echo("Aucun dossier trouvé. Essayez moins de lettres, ou le nom de naissance.")
        return
    leave_trace(records, [one.dossier for one in found.dossiers], "recherche", auteur)
    shown = table("Dossiers trouvés", "Dossier", "Nom", "Commune", "Trouvé par")
    for column in shown.columns[1:]:
        column.justify = "left"
    for one in found.dossiers:
        shown.add_row(str(one.dossier), one.nom, one.commune, one.par)
    Console().print(shown)
    if found.encore:
        click.echo("Il y en a d'autres : ajoutez un prénom, ou --nombre.")
