"""What a revision or a decision gives back is told the same day, after the command that posts it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import rich_click as click

from justedroit.core.base import Refusal, euros

if TYPE_CHECKING:
    from justedroit.records.interface import Records
    from justedroit.steps.act import Acte


def tell_restitutions(
    records: Records, base: str, dossiers: Sequence[int] | None, acte: Acte
) -> int:
    """Say what was given back of what had been recovered, and show it; nothing where nothing was.

    Args:
        records: the journals.
        base: their address: the letterhead goes with it.
        dossiers: numbers; None: those that were ever notified, the only ones withheld on.
        acte: who says so, and when.

    Returns:
        How many restitutions were told. What is shown goes beside the answer of the command.
    """
    from justedroit.commandes.lettres import organisme_of
    from justedroit.steps.restore_paid import tell_given_back

    if dossiers is None:
        notified = records.last_events("notice.preparee", records.dossiers())
        dossiers = notified["dossier"].to_pylist()
    if not dossiers:
        return 0
    try:
        told = tell_given_back(records, dossiers, organisme_of(base), acte)
    except click.ClickException as unknown:
        click.echo(f"Les restitutions ne sont pas encore dites : {unknown.message}", err=True)
        return 0
    if isinstance(told, Refusal):
        click.echo(f"Les restitutions ne sont pas encore dites : {told}", err=True)
        return 0
    for one in told:
        click.echo(
            f"Dossier {one.dossier} : {euros(one.cents)} recouvrés à tort sont rendus "
            f"({one.cause}), lettre préparée.",
            err=True,
        )
    return len(told)
