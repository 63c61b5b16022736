"""What was known at an instant: the journal of facts, cut, ranked and freed of its overlaps."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from justedroit.core.faits import intervalles
from justedroit.core.faits.catalogue import catalogue
from justedroit.core.faits.schema import CONFLICTS, INSTANT, KNOWN
from justedroit.core.faits.verite import ranks

if TYPE_CHECKING:
    from collections.abc import Iterator

Ints = npt.NDArray[np.int64]
_BLOCK = 1_000_000  # facts worked on at once, about
_BITS = 62  # of an int64, what several columns packed as one may take


def as_known(facts: pa.Table, at: dt.datetime) -> pa.Table:
    """Return what was known at an instant, whatever was said since.

    A fact counts from its `known_at`. One that is replaced drops wholly; one without a value only
    withdraws what it replaces. Where facts of the same dossier, person and kind overlap, the order
    of truth decides, then the latest known, then the highest sequence. A fact of duration
    `eternite` wins or loses whole.

    Args:
        facts: schema FACTS, rows in any order; (dossier, sequence) is unique.
        at: instant, with its time zone.

    Returns:
        Schema KNOWN, sorted by dossier, person, kind, valid_from; intervals of a same dossier,
        person and kind never overlap.

    Raises:
        ValueError: `at` has no time zone, or a source is not in the order of truth.

    Law:
        None: parameter `faits/ordre_verite`, a_verifier.
    """
    return pa.concat_tables([_resolved(block, at) for block in _blocks(facts)])


def _resolved(facts: pa.Table, at: dt.datetime) -> pa.Table:
    spans = _spans(facts, at)
    cluster = intervalles.clusters(spans.group, spans.start, spans.end)
    alone = np.bincount(cluster, minlength=1)[cluster] == 1
    free, contested = np.flatnonzero(alone), np.flatnonzero(~alone)
    if not contested.size:
        return _known(facts, spans, free, spans.start, spans.end)
    won = intervalles.retained(*_contest(facts, spans, contested, cluster, at))
    row = np.concatenate([free, contested[won.row]])
    # Rows of a cluster are consecutive and their stretches in order: a stable sort keeps both.
    order = np.argsort(cluster[row], kind="stable")
    start = np.concatenate([spans.start[free], won.start])[order]
    end = np.concatenate([spans.end[free], won.end])[order]
    return _known(facts, spans, row[order], start, end)


def conflicts(facts: pa.Table, at: dt.datetime) -> pa.Table:
    """Return where two sources say different things of the same time, as known at an instant.

    Args:
        facts: schema FACTS, rows in any order; (dossier, sequence) is unique.
        at: instant, with its time zone.

    Returns:
        Schema CONFLICTS, sorted by dossier, person, kind, valid_from, then sequence set aside: the
        fact that `as_known` retains, the one it sets aside, and the days they share.

    Raises:
        ValueError: `at` has no time zone, or a source is not in the order of truth.

    Law:
        None: parameter `faits/ordre_verite`, a_verifier.
    """
    return pa.concat_tables([_contradicted(block, at) for block in _blocks(facts)])


def _blocks(facts: pa.Table) -> Iterator[pa.Table]:
    """Yield the facts by blocks of whole dossiers, ascending: what is worked on stays small."""
    facts = facts.drop_columns("author")
    if facts.num_rows <= _BLOCK:
        yield facts
        return
    dossier = facts["dossier"].to_numpy()
    bounds = np.arange(_BLOCK, dossier.size, _BLOCK)
    block = np.searchsorted(np.unique(np.partition(dossier, bounds)[bounds]), dossier, "right")
    for number in np.unique(block):
        yield facts.filter(pa.array(block == number))


def _contradicted(facts: pa.Table, at: dt.datetime) -> pa.Table:
    spans = _spans(facts, at)
    cluster = intervalles.clusters(spans.group, spans.start, spans.end)
    contested = np.flatnonzero(np.bincount(cluster, minlength=1)[cluster] > 1)
    contest = _contest(facts, spans, contested, cluster, at)
    retained, aside, start, end = intervalles.set_aside(*contest)
    kept, lost = spans.row[contested[retained]], spans.row[contested[aside]]
    apart = _differ(facts["source"], kept, lost) & _differ(facts["value"], kept, lost)
    chosen = contested[retained[apart]]
    start, end = spans.own(chosen, start[apart], end[apart])
    kept, lost = kept[apart], lost[apart]
    sequence = facts["sequence"].to_numpy()[lost]
    order = np.lexsort([sequence, start, spans.group[chosen]])
    kept, lost = kept[order], lost[order]
    columns = [facts[name].take(kept) for name in ("dossier", "person", "kind")]
    columns += [_days(start[order]), _days(end[order])]
    columns += [
        facts[n].take(side) for side in (kept, lost) for n in ("value", "source", "sequence")
    ]
    return pa.table(columns, schema=CONFLICTS)


def standing(facts: pa.Table, at: dt.datetime) -> npt.NDArray[np.bool_]:
    """Return which facts are known at an instant and not replaced, withdrawals included.

    Args:
        facts: columns dossier, sequence, known_at, replaces of FACTS, rows in any order.
        at: instant, with its time zone.

    Returns:
        Shape `(rows,)`.

    Raises:
        ValueError: `at` has no time zone.

    Law:
        None: a replaced fact is kept in the journal, and no longer believed.
    """
    if at.tzinfo is None:
        message = "L'instant de connaissance doit avoir un fuseau horaire (UTC)."
        raise ValueError(message)
    known = _array(pc.less_equal(facts["known_at"], pa.scalar(at, INSTANT)))
    replacing = np.flatnonzero(known & _array(facts["replaces"].is_valid()))
    if not replacing.size:
        return known
    dossier, sequence = facts["dossier"].to_numpy(), facts["sequence"].to_numpy()
    replaced = facts["replaces"].take(replacing).to_numpy()
    sides = [
        np.concatenate([dossier, dossier[replacing]]),
        np.concatenate([sequence, replaced]),
    ]
    key = _packed(sides)
    gone = np.unique(key[dossier.size :])
    place = np.minimum(np.searchsorted(gone, key[: dossier.size]), gone.size - 1)
    stands: npt.NDArray[np.bool_] = known & (gone[place] != key[: dossier.size])
    return stands


@dataclass(frozen=True, slots=True)
class _Spans:
    """The facts that stand, sorted by dossier, person, kind and start.

    `start` and `end` are those of the contest: a fact `eternite` has the whole of time there.
    """

    row: Ints  # in the table of facts
    group: Ints  # dense number of its (dossier, person, kind)
    start: Ints
    end: Ints
    eternal: npt.NDArray[np.bool_]
    own_start: Ints
    own_end: Ints

    def own(self, index: Ints, start: Ints, end: Ints) -> tuple[Ints, Ints]:
        """Return the days to show: those contested, or the fact's own when it is eternal."""
        whole = self.eternal[index]
        shown = np.where(whole, self.own_start[index], start)
        return shown, np.where(whole, self.own_end[index], end)


def _spans(facts: pa.Table, at: dt.datetime) -> _Spans:
    start = facts["valid_from"].cast(pa.int32()).to_numpy()
    end = facts["valid_until"].cast(pa.int32()).fill_null(intervalles.OPEN).to_numpy()
    stands = standing(facts, at) & _array(facts["value"].is_valid()) & (start < end)
    kinds, code = _coded(facts["kind"])
    eternal = np.array(
        [k in catalogue() and catalogue()[k].duree == "eternite" for k in kinds] + [False]
    )
    row = np.flatnonzero(stands)
    whole = eternal[code[row]]
    begin = np.where(whole, intervalles.FIRST, start[row])
    key = _packed([facts["dossier"].to_numpy()[row], facts["person"].to_numpy()[row], code[row]])
    order = _sorted([key, begin])
    key, row = key[order], row[order]
    group = np.cumsum(np.r_[False, key[1:] != key[:-1]]) if key.size else key
    whole, begin, own_start, own_end = whole[order], begin[order], start[row], end[row]
    until = np.where(whole, intervalles.OPEN, own_end)
    return _Spans(row, group, begin, until, whole, own_start, own_end)


def _contest(
    facts: pa.Table, spans: _Spans, contested: Ints, cluster: Ints, at: dt.datetime
) -> tuple[Ints, Ints, Ints, Ints]:
    """Return clusters, starts, ends and precedences of the rows that overlap another."""
    some = facts.select(["source", "proof", "known_at", "sequence"]).take(spans.row[contested])
    source = some["source"].combine_chunks().dictionary_encode()
    rank = ranks(source, _array(some["proof"].is_valid()), at.astimezone(dt.UTC).date())
    known_at = some["known_at"].cast(pa.int64()).to_numpy()
    order = np.lexsort([-some["sequence"].to_numpy(), -known_at, rank])
    precedence = np.empty(order.size, dtype=np.int64)
    precedence[order] = np.arange(order.size)
    return cluster[contested], spans.start[contested], spans.end[contested], precedence


def _known(facts: pa.Table, spans: _Spans, index: Ints, start: Ints, end: Ints) -> pa.Table:
    start, end = spans.own(index, start, end)
    row = spans.row[index]
    dated = {"valid_from": _days(start), "valid_until": _days(end)}
    columns = [dated.get(name) or facts[name].take(row) for name in KNOWN.names]
    return pa.table(columns, schema=KNOWN)


def _days(day: Ints) -> pa.Array:
    return pa.array(day, pa.int32(), mask=day >= intervalles.OPEN).cast(pa.date32())


def _array(flags: pa.ChunkedArray) -> npt.NDArray[np.bool_]:
    found: npt.NDArray[np.bool_] = flags.to_numpy()
    return found


def _differ(column: pa.ChunkedArray, left: Ints, right: Ints) -> npt.NDArray[np.bool_]:
    return _array(pc.not_equal(column.take(left), column.take(right)))


def _coded(names: pa.ChunkedArray) -> tuple[list[str], Ints]:
    """Return the names in alphabetical order, and the place of each row's name among them."""
    encoded = names.combine_chunks().dictionary_encode()
    dictionary = encoded.dictionary.to_pylist()
    place = np.empty(len(dictionary), dtype=np.int64)
    place[np.argsort(dictionary)] = np.arange(len(dictionary))
    return sorted(dictionary), place[encoded.indices.to_numpy()]


def _packed(columns: list[Ints]) -> Ints:
    """Return one int64 per row that sorts and compares as the columns do, first one first."""
    total = np.zeros(columns[0].size, dtype=np.int64)
    bits = 0
    for column in columns:
        low = int(column.min()) if column.size else 0
        width = (int(column.max()) - low).bit_length() if column.size else 0
        if bits + width > _BITS:  # too wide: keep the order, lose the value
            return _ranked(columns)
        total = (total << width) | (column - low)
        bits += width
    return total


def _ranked(columns: list[Ints]) -> Ints:
    order = np.lexsort(columns[::-1])
    new = np.zeros(order.size, dtype=np.int64)
    for column in columns:
        new[1:] |= np.diff(column[order]) != 0
    rank = np.empty(order.size, dtype=np.int64)
    rank[order] = np.cumsum(new)
    return rank


def _sorted(columns: list[Ints]) -> Ints:
    return np.argsort(_packed(columns), kind="stable")
