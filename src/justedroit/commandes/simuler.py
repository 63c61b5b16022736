"""`justedroit simuler`: the answer of the OpenFisca Web API to a situation, or its explanation."""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import rich_click as click
from rich.console import Console

from justedroit.commandes.langue import law_words
from justedroit.core.base import Refusal

if TYPE_CHECKING:
    from justedroit.core.droits.openfisca import Noeud


@click.command()
@click.argument("fichier", type=click.Path(path_type=Path, allow_dash=True))
@click.option(
    "--sortie",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Fichier où écrire la réponse.",
)
@click.option("--expliquer", metavar="VARIABLE", help="Montrer d'où vient la valeur de VARIABLE.")
@click.option(
    "--mois", metavar="AAAA-MM", help="Mois à expliquer (sinon celui que FICHIER demande)."
)
@click.option(
    "--complet", is_flag=True, help="Avec --expliquer : l'arbre entier, sans rien replier."
)
@click.option("--json", "as_json", is_flag=True, help="Avec --expliquer : l'arbre en JSON.")
def simuler(
    *,
    fichier: Path,
    sortie: Path | None,
    expliquer: str | None,
    mois: str | None,
    complet: bool,
    as_json: bool,
) -> None:
    """Évaluer la situation de FICHIER (JSON) et rendre la réponse.

    FICHIER est une requête « /calculate » de l'API Web d'OpenFisca : ce qui y vaut null est
    calculé. « - » lit l'entrée standard.
    """
    from justedroit.core.droits.openfisca import requete, trace

    if expliquer is None and (mois or complet or as_json):
        raise click.ClickException(
            "--mois, --complet et --json ne servent qu'avec --expliquer : ajoutez-le."
        )
    situation = _read(fichier)
    with Console(stderr=True).status("Évaluation…"):
        if expliquer is None:
            text = _dumped(_accepted(requete.calculate(situation)))
        else:
            noeud = _explained(situation, expliquer, mois)
            shown = noeud if complet else trace.fold(noeud)
            text = _dumped(trace.to_dict(shown)) if as_json else trace.to_text(shown)
    if sortie is None:
        click.echo(text)
    else:
        _write(sortie, text + "\n")


def _read(fichier: Path) -> dict[str, Any]:
    try:
        text = sys.stdin.read() if str(fichier) == "-" else _text(fichier)
        content = json.loads(text, object_pairs_hook=_without_duplicate)
    except json.JSONDecodeError as error:
        raise click.ClickException(
            f"{fichier} n'est pas du JSON : {error.msg}, ligne {error.lineno}, colonne "
            f"{error.colno}. Corrigez cette ligne."
        ) from error
    except UnicodeDecodeError as error:
        raise click.ClickException(
            f"{fichier} n'est pas un texte UTF-8 (octet {error.start}). Enregistrez-le en UTF-8."
        ) from error
    except (ValueError, RecursionError) as error:
        raise click.ClickException(f"{fichier} ne se lit pas : {error}.") from error
    if not isinstance(content, dict):
        raise click.ClickException(
            f"{fichier} ne décrit pas une situation. Écrivez un objet JSON : "
            '{"individus": {…}, "familles": {…}, …}.'
        )
    return content


def _text(fichier: Path) -> str:
    try:
        return fichier.read_text("utf-8")
    except OSError as error:
        raise click.ClickException(
            f"{fichier} ne se lit pas. Vérifiez son nom, et qu'il s'agit d'un fichier lisible."
        ) from error


def _without_duplicate(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    content = dict(pairs)
    if len(content) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"« {twice} » y est écrit deux fois au même endroit, gardez-en un")
    return content


def _accepted(answer: Any) -> Any:
    """Return an answer; a refusal ends the command with its message."""
    if isinstance(answer, Refusal):
        raise click.ClickException(law_words(str(answer)))
    return answer


def _explained(situation: dict[str, Any], variable: str, mois: str | None) -> Noeud:
    from justedroit.core.droits.openfisca import requete, trace, valeurs

    try:
        found = valeurs.find_variable(variable, ("--expliquer",))
        period = valeurs.find_period(_period(situation, found, mois), ("--mois",))
        valeurs.check_computable(found, period, ("--mois",))
    except valeurs.BadSituation as bad:
        raise click.ClickException(str(bad)) from bad
    simulation = _accepted(requete.simulation(situation))
    try:
        return trace.explain_variable(simulation, variable, str(period))
    except Exception as error:  # a formula of OpenFisca can raise anything
        raise click.ClickException(
            f"OpenFisca s'est arrêté en calculant {variable} ({type(error).__name__}) : "
            f"{law_words(str(error))} Vérifiez la période demandée."
        ) from error


def _period(situation: dict[str, Any], variable: Any, mois: str | None) -> str:
    """Return the period to explain: the month given, or the only one that the file asks for."""
    from justedroit.core.droits.openfisca import requete

    if mois is not None:
        # A yearly variable is explained on the year of the month.
        return mois[:4] if str(variable.definition_period) == "year" else mois
    asked = _accepted(requete.periods_asked(situation, variable.name))
    if len(asked) != 1:
        many = f"plusieurs périodes ({', '.join(asked)})" if asked else "aucune période"
        raise click.ClickException(
            f"Le fichier demande « {variable.name} » pour {many}. Précisez --mois AAAA-MM."
        )
    return str(asked[0])


def _dumped(content: Any) -> str:
    return json.dumps(content, ensure_ascii=False, indent=2, allow_nan=False)


def _write(sortie: Path, text: str) -> None:
    """Write a file whole, or not at all."""
    try:
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", dir=sortie.parent, prefix=sortie.name, delete=False
        ) as draft:
            draft.write(text)
        Path(draft.name).replace(sortie)
    except OSError as error:
        raise click.ClickException(
            f"{sortie} ne peut pas être écrit ({error.strerror}). Choisissez un autre fichier."
        ) from error
