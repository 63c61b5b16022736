"""`justedroit serve-api`: the Web API of OpenFisca, answered by the engine."""

from __future__ import annotations

import rich_click as click

from justedroit.commandes.port import port_option, refuse_taken


@click.command("serve-api")
@port_option(5000)
@click.option(
    "--processus",
    type=click.IntRange(1, 64),
    default=2,
    show_default=True,
    help="Nombre de processus : un par cœur à y consacrer.",
)
@click.option(
    "--pays",
    default="openfisca_france",
    show_default=True,
    metavar="PAQUET",
    help="Paquet OpenFisca dont la loi est servie.",
)
def serve_api(*, port: int, processus: int, pays: str) -> None:
    """Servir l'API Web d'OpenFisca, ses réponses calculées par le moteur ; Ctrl-C arrête tout.

    Mêmes adresses, même JSON, mêmes erreurs que « openfisca serve » : un client existant n'a que
    l'adresse à changer. Une forme de demande qui revient est compilée en arrière-plan.
    """
    from justedroit.web.api import serveur

    if not _is_country(pays):
        raise click.ClickException(
            f"« {pays} » n'est pas un paquet OpenFisca installé ici. Installez-le, ou corrigez --pays."
        )
    refuse_taken(port)
    click.echo(f"API Web de {pays} : http://127.0.0.1:{port}/ (la loi se charge). Ctrl-C arrête.")
    serveur.run(pays, port, processus)


def _is_country(package: str) -> bool:
    """Return whether a package is there, and holds the law of a country."""
    from importlib import import_module

    try:
        return hasattr(import_module(package), "CountryTaxBenefitSystem")
    except (ImportError, ValueError, TypeError):
        return False
