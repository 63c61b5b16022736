"""How the thread of a decision is told in a terminal: réclamation, médiation, commission, court."""

from __future__ import annotations

from typing import TYPE_CHECKING

import rich_click as click

from justedroit.core.base import Refusal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from justedroit.records.interface import Records


def show_fil(
    records: Records, dossier: int, creances: Sequence[int] = (), recours: int | None = None
) -> None:
    """Show the thread of some créances, or of an appeal, in order of days.

    Raises:
        click.ClickException: the dossier does not exist.
    """
    from justedroit.steps.complain import thread
    from justedroit.steps.consultation.fil import outcome_text

    found = thread(records, dossier, creances, recours)
    if isinstance(found, Refusal):
        raise click.ClickException(str(found))
    name = f"recours {recours}" if recours else ", ".join(f"créance {n}" for n in creances)
    if not found:
        click.echo(f"Dossier {dossier}, {name} : rien n'a encore été consigné.")
        return
    click.echo(f"Fil du dossier {dossier}, {name}")
    for one in found:
        what = outcome_text(one)
        told = f" — {what}" if what else ""
        about = f" ({one.objet})" if one.objet else ""
        click.echo(f"  {one.le:%d/%m/%Y}  {one.quoi}{about}{told} [{one.auteur}]")
