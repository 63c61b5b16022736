"""The report of the lines of a file that were refused, beside it: complete, or not there."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import rich_click as click

from justedroit.core.base import Refusal
from justedroit.core.faits import refusal_report

SHOWN = 10  # refusals written on the screen; the report has them all


def file_content(path: Path) -> bytes:
    """Return what a file holds.

    Raises:
        click.ClickException: it does not read.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        raise click.ClickException(f"{path} ne se lit pas : {error.strerror}.") from error


def tell_refusals(refusals: Sequence[Refusal], report: str | None) -> None:
    """Show the first refusals, and where all of them are."""
    for refusal in refusals[:SHOWN]:
        click.echo(f"  {refusal}")
    if len(refusals) > SHOWN:
        click.echo(f"  … et {len(refusals) - SHOWN} autres, dans le rapport.")
    if report:
        click.echo(f"Rapport des refus : {report}")


@contextmanager
def refusal_draft(path: Path) -> Iterator[Path]:
    """Yield an empty file beside the report to come: that it can be written is known before.

    Raises:
        click.ClickException: it cannot, or another file than a report is there.
    """
    _refuse_to_overwrite(path)
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


def write_report(refusals: Sequence[Refusal], draft: Path, path: Path) -> str | None:
    """Write the report of what was refused, whole; return its path, None where nothing was.

    Raises:
        click.ClickException: it cannot be written.
    """
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
