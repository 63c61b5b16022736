"""What storages without a query language read from whole journals: the same answers as the SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from justedroit.core.registre import FUND, posted_rights
from justedroit.records.interface import EVENTS, TOTALS

if TYPE_CHECKING:
    from collections.abc import Sequence

_MONTHS = 1_000_000  # a month takes six digits


def posted_in(transfers: pa.Table, window: tuple[int, int]) -> pa.Table:
    """Return what some transfers have posted for the months of a window; schema POSTED."""
    return posted_rights(_within(transfers, window))


def at_months(transfers: pa.Table, dossiers: Sequence[int], months: Sequence[int]) -> pa.Table:
    """Return the transfers whose dossier and month are one of the pairs."""
    wanted = np.asarray(dossiers, np.int64) * _MONTHS + np.asarray(months, np.int64)
    keys = transfers["dossier"].to_numpy() * _MONTHS + transfers["month"].to_numpy()
    return transfers.filter(pa.array(np.isin(keys, wanted)))


def last_of(events: pa.Table, tag: str) -> pa.Table:
    """Return the last event of a tag of each dossier; the events are sorted."""
    told = events.filter(pc.equal(events["tag"], tag))
    owner = told["dossier"].to_numpy()
    last = np.flatnonzero(np.r_[owner[1:] != owner[:-1], True][: owner.size])
    return told.take(pa.array(last))


def lots_of(lots: pa.Table, run: str | None) -> pa.Table:
    """Return the parts of a run, or all, by instant, run and part."""
    some = lots if run is None else lots.filter(pc.equal(lots["run"], run))
    return some.sort_by([(name, "ascending") for name in ("at", "run", "part")])


def totals_of(transfers: pa.Table, window: tuple[int, int], references: Sequence[str]) -> pa.Table:
    """Return what some transfers have posted, by benefit; schema TOTALS."""
    some = _within(transfers, window)
    named = some.filter(pc.is_in(some["reference"], value_set=pa.array(references, pa.string())))
    every, moved = (_by_benefit(posted_rights(table)) for table in (some, named))
    names = sorted(every.keys() | moved.keys())
    columns = [names, [every.get(n, 0) for n in names], [moved.get(n, 0) for n in names]]
    return kept_totals(pa.table(columns, schema=TOTALS))


def kept_totals(totals: pa.Table) -> pa.Table:
    """Return the totals without those that are all zero."""
    return totals.filter(
        pc.or_(pc.not_equal(totals["posted_cents"], 0), pc.not_equal(totals["moved_cents"], 0))
    )


def _within(transfers: pa.Table, window: tuple[int, int]) -> pa.Table:
    months = transfers["month"].to_numpy()
    return transfers.filter(pa.array((months >= window[0]) & (months <= window[1])))


def _by_benefit(posted: pa.Table) -> dict[str, int]:
    sums = posted.group_by("benefit").aggregate([("posted_cents", "sum")])
    return dict(zip(sums["benefit"].to_pylist(), sums["posted_cents_sum"].to_pylist(), strict=True))


class WholeJournals:
    """What a storage that reads whole journals answers from them."""

    if TYPE_CHECKING:  # each storage has its own

        def transfers(self, dossiers: Sequence[int] | None = None) -> pa.Table: ...  # noqa: D102
        def events(self, dossiers: Sequence[int] | None = None) -> pa.Table: ...  # noqa: D102
        def sequences(self, dossiers: Sequence[int] | None = None) -> dict[int, int]: ...  # noqa: D102

    def posted(self, dossiers: Sequence[int], window: tuple[int, int]) -> pa.Table:
        """Return `posted_rights` of the transfers of some dossiers and months; schema POSTED."""
        return posted_in(self.transfers(dossiers), window)

    def transfers_but(self, motives: Sequence[str], dossiers: Sequence[int]) -> pa.Table:
        """Return the transfers of some dossiers but those of some motives, by dossier and sequence."""
        rows = self.transfers(dossiers)
        return rows.filter(pc.invert(pc.is_in(rows["motive"], pa.array(motives, pa.string()))))

    def transfers_at(self, dossiers: Sequence[int], months: Sequence[int]) -> pa.Table:
        """Return the transfers of some months of some dossiers, in any order."""
        return at_months(self.transfers(dossiers), dossiers, months)

    def last_events(self, tag: str, dossiers: Sequence[int]) -> pa.Table:
        """Return the last event of a tag of each dossier that has one, by dossier."""
        return last_of(self.events(dossiers), tag)

    def events_tagged(
        self,
        tags: Sequence[str],
        dossiers: Sequence[int] | None = None,
        *,
        most: int | None = None,
    ) -> pa.Table:
        """Return the events of some tags, by dossier and sequence; the fund's own (0) come first."""
        some = self.events(dossiers)
        every = some if dossiers is not None else pa.concat_tables([self.events([FUND]), some])
        told = every.filter(pc.is_in(every["tag"], pa.array(tags, pa.string())))
        if most is None:
            return told
        heads = pc.utf8_slice_codeunits(told["payload"], 0, most)
        return told.set_column(EVENTS.get_field_index("payload"), EVENTS.field("payload"), heads)

    def written(self) -> int:
        """Return how many rows the journals hold, those of the fund too."""
        return sum(self.sequences().values()) + self.sequences([FUND])[FUND]

    def first_month(self) -> int | None:
        """Return the first month of the ledger; None when it holds nothing."""
        found: int | None = pc.min(self.transfers()["month"]).as_py()
        return found

    def close(self) -> None:
        """Give back nothing: nothing is held."""

    def totals(
        self, window: tuple[int, int], references: Sequence[str], dossiers: Sequence[int] | None
    ) -> pa.Table:
        """Return what the ledger has posted in a window, by benefit; schema TOTALS, sorted."""
        return totals_of(self.transfers(dossiers), window, references)
