"""Share: what one revision changed in a dossier that was read, and what each fact explains of it."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

from justedroit.core.base import Refused
from justedroit.core.droits import Law
from justedroit.core.ecarts import Difference, Parts, attribute, explain
from justedroit.steps.act import Opened


@dataclass(frozen=True, slots=True)
class Partagee:
    """What one revision changed in a dossier, and what explains it.

    Attributes:
        differences: one for each benefit, their shares given.
        parts: the share of each fact, of all the benefits together.
    """

    differences: tuple[Difference, ...]
    parts: Parts


def shares(found: Opened, facts: pa.Table, reference: str, law: Law) -> Partagee:
    """Return what one revision changed in a dossier, and the share of each fact, read no more.

    Args:
        found: the dossier.
        facts: its facts.
        reference: of the revision.
        law: the law; all the benefits are evaluated in one call.

    Raises:
        Refused: this revision has changed no right of it.
    """
    mine = explain(found.transfers, facts, found.events, {reference}).differences
    if not mine:
        raise Refused(
            f"La révision « {reference} » n'a fait ni rappel ni indu dans le dossier "
            f"{found.dossier}. Choisissez une référence parmi celles de ses rappels et indus."
        )
    parts = attribute(mine, facts, law)
    return Partagee(tuple(one.shared(parts) for one in mine), parts)
