"""The cents of one benefit, with the claims as they are and as if all had been made."""

from __future__ import annotations

from dataclasses import dataclass

from justedroit.core.droits.lecture import Ints


@dataclass(frozen=True, slots=True)
class Amounts:
    """Cents of one benefit for each dossier and month of a block, both of shape `(d, m)`.

    Attributes:
        due: with the claims as they were made.
        claimed: as if everything had been claimed.
    """

    due: Ints
    claimed: Ints
