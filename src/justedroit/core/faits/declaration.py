"""A statement: what someone says, before it is accepted as a fact."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt


@dataclass(frozen=True, slots=True)
class Statement:
    """What someone says about a household or one of its persons.

    Attributes:
        dossier: number of the dossier.
        person: number of the person in the dossier; 0 for the household.
        kind: kind of the catalogue.
        value: as written by its author; None only withdraws the fact it replaces.
        valid_from: first day when it is true.
        valid_until: first day when it is no longer true; None when it is open.
        source: who states it, one of the sources of the kind.
        author: who wrote it down, an agent's number or the name of a flow.
        proof: reference of a piece, never its content.
        replaces: sequence of the fact that it replaces in the dossier.
    """

    dossier: int
    person: int
    kind: str
    value: str | None
    valid_from: dt.date
    valid_until: dt.date | None
    source: str
    author: str
    proof: str | None = None
    replaces: int | None = None
