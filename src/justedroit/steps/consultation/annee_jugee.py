"""What the courts have judged in a year, over the whole fund."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from justedroit.core.recours import JUGES, BilanJuge, bilan_juges, instances_of
from justedroit.records.interface import Records
from justedroit.steps.consultation.instances import SEIZED


@dataclass(frozen=True, slots=True)
class AnneeJugee:
    """What the courts have judged in a year, over all the dossiers of the fund.

    Attributes:
        year: civil, of the judgments.
        courts: those that judged something, each with its counts.
        years: in which a court judged something, the last first.
        pending: how many cases wait for each judge now.
    """

    year: int
    courts: tuple[BilanJuge, ...]
    years: tuple[int, ...]
    pending: tuple[tuple[str, int], ...]

    @property
    def total(self) -> BilanJuge:
        """All the courts together."""
        names = ("jugements", "favorables", "partiels", "defavorables", "annulled_cents")
        return BilanJuge("", *(sum(getattr(one, name) for one in self.courts) for name in names))


def judged_in(records: Records, year: int) -> AnneeJugee:
    """Return what the courts have judged in a year, court by court, and what waits for them.

    Args:
        records: the journals.
        year: civil, of the judgments.
    """
    last = records.last_events(SEIZED, records.dossiers())
    some = sorted(set(last["dossier"].to_pylist()))
    found = instances_of(records.events(some)).values() if some else ()
    every = [one for cases in found for one in cases]
    waits = Counter(one.tribunal for one in every if one.is_pending)
    return AnneeJugee(
        year,
        tuple(bilan_juges(every, year)),
        tuple(sorted({made.le.year for one in every for made in one.jugements}, reverse=True)),
        tuple((court, waits[court]) for court in JUGES if court in waits),
    )
