"""What an act gives back, or undoes, is told the same day, after the command that posts it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import rich_click as click

if TYPE_CHECKING:
    from justedroit.core.base import Acte
    from justedroit.records.interface import Records


def tell_restitutions(records: Records, base: str, dossiers: Sequence[int], acte: Acte) -> int:
    """Say what was given back of what had been recovered, and show it; nothing where nothing was.

    Withholdings that were undone are told too, and what the département is to be told.

    Args:
        records: the journals.
        base: their address: the letterhead goes with it.
        dossiers: numbers.
        acte: who says so, and when.

    Returns:
        How many restitutions were told. What is shown goes beside the answer of the command.
    """
    from justedroit.commandes.lettres import organisme_of
    from justedroit.steps.announce import announce

    if not dossiers:
        return 0
    try:
        organisme = organisme_of(base)
    except click.ClickException as unknown:
        _tell_departement(records, dossiers, acte)
        click.echo(f"Les restitutions ne sont pas encore dites : {unknown.message}", err=True)
        return 0
    told = announce(records, dossiers, organisme, acte)
    for sentence in told.sentences():
        click.echo(sentence, err=True)
    return told.count


def _tell_departement(records: Records, dossiers: Sequence[int], acte: Acte) -> None:
    """Say what new facts and decisions have taken back from the département, which is to be told."""
    from justedroit.steps.untransfer import tell_untransferred

    for one in tell_untransferred(records, dossiers, acte):
        click.echo(f"Dossier {one.dossier}, créance {one.creance} : {one.sentence()}.", err=True)
