"""What an act that suspends a recovery has undone, told once it is appended."""

from __future__ import annotations

from collections.abc import Iterator

from justedroit.core.base import Acte, euros
from justedroit.records.interface import Records
from justedroit.steps.consultation.instant import day_of
from justedroit.steps.untransfer import suspended_titles
from justedroit.steps.unwithhold import owed_again


def undone_lines(records: Records, dossier: int, acte: Acte) -> Iterator[str]:
    """Yield what an act gave back of the withholdings, and what the département is to be told.

    Args:
        records: the journals, the act appended.
        dossier: number.
        acte: who did it, and when.
    """
    if cents := owed_again(records, dossier, acte):
        yield f"{euros(cents)} retenus depuis ce jour sont de nouveau dus au foyer."
    for one in suspended_titles(records, [dossier], day_of(acte.at)):
        yield f"Créance {one.creance} : {one.sentence()}."
