"""`justedroit declarer`: a file of statements enters the journal; what is refused is listed."""

from __future__ import annotations

import json
from pathlib import Path

import rich_click as click

from justedroit.commandes.base import base_option, clock, opened
from justedroit.commandes.rapport import file_content, refusal_draft, tell_refusals, write_report
from justedroit.core.base import Refusal
from justedroit.core.faits import by_line, read_statements
from justedroit.steps import declare


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

    Code de retour : 0 si tout est versé, 1 dès qu'une déclaration est refusée.
    """
    content = file_content(fichier)
    report_path = refus or fichier.with_name(fichier.name + ".refus.csv")
    with refusal_draft(report_path) as draft:
        accepted, refusals = _declared(content, fichier.name, base)
        report = write_report(refusals, draft, report_path)
    if as_json:
        told = {"acceptes": accepted, "refuses": [str(r) for r in refusals], "rapport": report}
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        click.echo(f"{accepted} déclarations versées, {len(refusals)} refusées.")
        tell_refusals(refusals, report)
    if refusals:
        raise SystemExit(1)


def _declared(content: bytes, name: str, base: str) -> tuple[int, list[Refusal]]:
    """Declare what a file says; return how many statements passed, and the refusals by line."""
    read, refusals = read_statements(content, name)
    if not read:
        return 0, by_line(refusals)
    lines, statements = [line for line, _ in read], [said for _, said in read]
    refused = declare(opened(base), statements, clock(), lines)
    return len(statements) - len(refused), by_line([*refusals, *refused])
