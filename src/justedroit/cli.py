"""The `justedroit` command: French verbs, one module each in `commandes`."""

from __future__ import annotations

import os
import sys

import rich_click as click

from justedroit import __version__
from justedroit.commandes import langue
from justedroit.commandes.declarer import declarer
from justedroit.commandes.demo import demo
from justedroit.commandes.dossier import dossier
from justedroit.commandes.lot import lot
from justedroit.commandes.parametres import parametres
from justedroit.commandes.qualifier import qualifier
from justedroit.commandes.simuler import simuler
from justedroit.commandes.verifier import verifier
from justedroit.records.interface import BadRow, StaleSequence

langue.speak_french()


@click.group(
    context_settings={"help_option_names": ["--help", "-h"]},
    epilog="Pour commencer : justedroit demo, puis justedroit dossier N.",
)
@click.version_option(__version__, prog_name="justedroit", message="%(prog)s %(version)s")
def cli() -> None:
    """Juste Droit : la chaîne de service d'une caisse d'allocations familiales.

    Des faits aux droits, des droits aux paiements, et de ce qui change aux rappels et aux indus :
    chaque euro expliqué.
    """


for command in (demo, dossier, declarer, lot, qualifier, simuler, verifier, parametres):
    cli.add_command(command)


def main() -> None:
    """Run the command; what is refused is one clear sentence, never a stack trace."""
    try:
        cli()
    except (StaleSequence, BadRow, LookupError, ValueError) as refused:
        if os.environ.get("JUSTEDROIT_TRACE"):
            raise
        click.echo(f"Refusé : {refused}", err=True)
        sys.exit(1)
    except Exception as error:
        if os.environ.get("JUSTEDROIT_TRACE"):
            raise
        click.echo(
            f"Erreur inattendue ({type(error).__name__}) : {error}\n"
            "C'est un défaut du logiciel. JUSTEDROIT_TRACE=1 en montre le détail à qui le corrige.",
            err=True,
        )
        sys.exit(1)


if __name__ == "__main__":
    main()
