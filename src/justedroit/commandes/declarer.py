"""`justedroit declarer`: a file of statements enters the journal; what is refused is listed."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import rich_click as click

from justedroit.commandes.base import base_option, clock, opened
from justedroit.core.base import Refusal
from justedroit.core.faits import by_line, read_statements, refusal_report
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

    Code de retour : 0 si tout est versé, 1 dès qu'une déclaration est refusée.
    """
    try:
        content = fichier.read_bytes()
    except OSError as error:
        raise click.ClickException(f"{fichier} ne se lit pas : {error.strerror}.") from error
    report_path = refus or fichier.with_name(fichier.name + ".refus.csv")
    _refuse_to_overwrite(report_path)
    with _draft(report_path) as draft:
        accepted, refusals = _declared(content, fichier.name, base)
        report = _written(refusals, draft, report_path)
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


@contextmanager
def _draft(path: Path) -> Iterator[Path]:
    """Yield an empty file beside the report to come: that it can be written is known before."""
    try:
        number, name = tempfile.mkstemp(dir=path.parent, prefix=path.name, suffix=".en_cours")
    except OSError as error:
        raise click.ClickException(
            f"Le rapport des refus ne peut pas s'écrire dans {path.parent} ({error.strerror}) : "
            "rien n'est versé. Donnez --refus."
        ) from error
    os.close(number)
    try:
        yield Path(name)
    finally:
        Path(name).unlink(missing_ok=True)


def _written(refusals: list[Refusal], draft: Path, path: Path) -> str | None:
    """Write the report of what was refused, whole; return its path."""
    if not refusals:
        return None
    try:
        draft.write_text(refusal_report(refusals), "utf-8")
        draft.replace(path)
    except OSError as error:
        raise click.ClickException(
            f"Les bonnes lignes sont versées, mais le rapport des {len(refusals)} refus ne s'écrit "
            f"pas dans {path} : {error.strerror}. Redéposez le fichier avec un autre --refus."
        ) from error
    return str(path)


def _refuse_to_overwrite(path: Path) -> None:
    """Refuse to write the report over a file that is not one."""
    if not path.exists():
        return
    if not path.is_file() or not path.read_bytes().startswith(refusal_report([]).strip().encode()):
        raise click.ClickException(
            f"{path} n'est pas un rapport de refus : rien n'est versé. Donnez un autre --refus."
        )
