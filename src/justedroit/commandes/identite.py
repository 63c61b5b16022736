"""`justedroit identite`: who a dossier is about, masked; erased; encrypted with a new key."""

from __future__ import annotations

from typing import TYPE_CHECKING

import rich_click as click
from rich.console import Console

from justedroit.commandes.affichage import table
from justedroit.commandes.base import NUMERO, base_option, clock, identities_beside, opened

if TYPE_CHECKING:
    from justedroit.core.identites import Compte, Identite

AUTHOR = "commande"


class _Numbered(click.RichGroup):
    """A group in which a number alone means the command that shows it."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Return the arguments; `identite 12` is `identite montrer 12`."""
        if args and args[0].isdecimal():
            args = ["montrer", *args]
        return super().parse_args(ctx, args)


@click.group(cls=_Numbered)
def identite() -> None:
    """Montrer, effacer les identités : justedroit identite NUMERO, identite effacer NUMERO."""


@identite.command()
@click.argument("numero", type=NUMERO)
@base_option
def montrer(numero: int, base: str) -> None:
    """Montrer qui sont les personnes du dossier NUMERO, numéros et comptes masqués."""
    identities = identities_beside(opened(base, reading=True), base)
    held = identities.get([numero]).get(numero, ())
    if not held:
        raise click.ClickException(
            f"Aucune identité n'est conservée pour le dossier {numero}. Vérifiez son numéro, ou "
            "--base ; elle a pu être effacée."
        )
    shown = table(f"Dossier {numero}", "", "Nom", "NIR", "Commune", "Compte", "Bailleur")
    for column in shown.columns:
        column.justify, column.no_wrap = "left", column.header not in ("Nom", "Commune")
    for person in held:
        shown.add_row(*_row(person))
    Console().print(shown)


@identite.command()
@click.argument("numero", type=NUMERO)
@base_option
@click.option("--oui", is_flag=True, help="Effacer sans rien demander.")
def effacer(numero: int, base: str, *, oui: bool) -> None:
    """Effacer l'identité de toutes les personnes du dossier NUMERO.

    Les journaux restent : faits, droits et paiements, de personne que l'on connaisse. Celui du
    dossier garde la trace de l'effacement.
    """
    from justedroit.core.base import Refusal
    from justedroit.steps.identify import erase_identity

    if not oui and not _agreed("Ce qui est effacé ne revient pas. Effacer (oui/non) ?"):
        raise click.ClickException("Rien n'est effacé.")
    records = opened(base)
    identities = identities_beside(records, base)
    erased = erase_identity(records, identities, numero, clock(), AUTHOR)
    if isinstance(erased, Refusal):
        raise click.ClickException(str(erased))
    persons = "1 personne" if erased == 1 else f"{erased} personnes"
    click.echo(f"Dossier {numero} : l'identité de {persons} est effacée.")


@identite.command()
@base_option
def renouveler(base: str) -> None:
    """Chiffrer de nouveau ce qu'une autre clé que la première a chiffré.

    Donnez les deux clés, la nouvelle d'abord (JUSTEDROIT_CLE, ou le fichier nommé par
    JUSTEDROIT_FICHIER_CLE). Interrompue, la commande reprend où elle en était. Ensuite seulement,
    l'ancienne clé peut être détruite.
    """
    from justedroit.records.database import DatabaseIdentities

    identities = identities_beside(opened(base), base)
    assert isinstance(identities, DatabaseIdentities)
    done = identities.rotate()
    click.echo(f"Chiffré de nouveau : {done}. La première clé suffit désormais.")


def _row(person: Identite) -> tuple[str, ...]:
    from justedroit.core.identites import masked_nir

    return (
        f"personne {person.person}",
        person.nom_affiche(),
        masked_nir(person.nir),
        person.adresse.commune if person.adresse else "",
        _account(person.compte),
        _account(person.bailleur),
    )


def _account(compte: Compte | None) -> str:
    from justedroit.core.identites import masked_iban

    return masked_iban(compte.iban) if compte else ""


def _agreed(question: str) -> bool:
    """Ask until the answer is yes or no; the end of the input is no."""
    while True:
        try:
            said = click.prompt(question, prompt_suffix=" ", default="non", show_default=False)
        except click.Abort:
            return False
        if said.strip().lower() in ("o", "oui"):
            return True
        if said.strip().lower() in ("n", "non"):
            return False
        click.echo("Répondez oui ou non.")
