"""`justedroit declarer`: a file of statements enters the journal; what is refused is listed."""

from __future__ import annotations

import json
from pathlib import Path

import rich_click as click

from justedroit.commandes.base import base_option, clock, opened
from justedroit.core.base import Refusal
from justedroit.core.faits import read_statements, refusal_report
from justedroit.steps import declare

SHOWN = 10  # refusals written on the screen; the report has them all


@click.command()
@click.argument("fichier", type=click.Path(path_type=Path, dir_okay=False))
@base_option
@click.option(
    "--refus",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Où écrire le rapport des lignes refusées (CSV). Par défaut : FICHIER.refus.csv.",
)
@click.option("--json", "as_json", is_flag=True, help="Écrire le compte rendu en JSON.")
def declarer(fichier: Path, base: str, refus: Path | None, *, as_json: bool) -> None:
    """Verser au journal les déclarations de FICHIER (CSV, ou une ligne JSON par déclaration).

    Les bonnes lignes passent ; les autres attendent dans un rapport, avec leur numéro, ce qui ne
    va pas et comment le corriger. Colonnes du CSV : dossier;personne;nature;valeur;valable_du;
    valable_au;source;auteur;piece;remplace.
    """
    try:
        content = fichier.read_bytes()
    except OSError as error:
        raise click.ClickException(f"{fichier} ne se lit pas : {error.strerror}.") from error
    report_path = refus or fichier.with_name(fichier.name + ".refus.csv")
    _refuse_to_overwrite(report_path)
    read, refusals = read_statements(content, fichier.name)
    accepted = 0
    if read:
        lines, statements = [line for line, _ in read], [said for _, said in read]
        refused = declare(opened(base), statements, clock(), lines)
        accepted = len(statements) - len(refused)
        refusals = [*refusals, *refused]
    report = _written(refusals, report_path)
    if as_json:
        told = {"acceptes": accepted, "refuses": [str(r) for r in refusals], "rapport": report}
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        click.echo(f"{accepted} déclarations versées, {len(refusals)} refusées.")
        for refusal in refusals[:SHOWN]:
            click.echo(f"  {refusal}")
        if len(refusals) > SHOWN:
            click.echo(f"  … et {len(refusals) - SHOWN} autres, dans le rapport.")
        if report:
            click.echo(f"Rapport des refus : {report}")
    if refusals and not accepted:
        raise SystemExit(1)


def _written(refusals: list[Refusal], path: Path) -> str | None:
    """Write the report of what was refused, whole; return its path."""
    if not refusals:
        return None
    draft = path.with_name(path.name + ".en_cours")
    try:
        draft.write_text(refusal_report(refusals), "utf-8")
        draft.replace(path)
    except OSError as error:
        raise click.ClickException(
            f"Le rapport des refus ne s'écrit pas dans {path} : {error.strerror}. Donnez --refus."
        ) from error
    return str(path)


def _refuse_to_overwrite(path: Path) -> None:
    """Refuse to write the report over a file that is not one."""
    if path.exists() and not path.read_bytes().startswith(refusal_report([]).strip().encode()):
        raise click.ClickException(
            f"{path} n'est pas un rapport de refus : rien n'est versé. Donnez un autre --refus."
        )
