"""What enters the weighted income of a household: one row for each fact or right that counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from justedroit.core.base import parametre, to_index
from justedroit.core.registre import Ints, ints

RESSOURCE, PENSION, PRESTATION, CHARGE = "ressource", "pension", "prestation", "charge"
# One row adds cents ÷ diviseur to the part of a month.
ELEMENTS = pa.schema(
    [
        pa.field("dossier", pa.int64(), nullable=False),
        pa.field("part", pa.string(), nullable=False),
        pa.field("name", pa.string(), nullable=False),  # kind of fact, or benefit
        pa.field("person", pa.int64(), nullable=False),  # 0: the household
        pa.field("sequence", pa.int64()),  # of the fact; null: a right
        pa.field("month", pa.int32(), nullable=False),  # of the amount; of an annual one, January
        pa.field("cents", pa.int64(), nullable=False),
        pa.field("diviseur", pa.int64(), nullable=False),
    ]
)
_QUARTER, _YEAR, _EPOCH, _FAR = 3, 12, 1970 * 12, 1 << 40
_EURO: Final = 100

Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Periodes:
    """The period whose resources count, by household.

    Attributes:
        dossiers: numbers, ascending, shape `(n,)`.
        quarterly: whether a quarterly benefit is open, shape `(n,)`.
        start: index of the first month of the period, shape `(n,)`.
        length: months of the period, 3 or 12, shape `(n,)`.
        known: whether the income is known, shape `(n,)`.
        year: reference civil year.
    """

    dossiers: Ints
    quarterly: Bools
    start: Ints
    length: Ints
    known: Bools
    year: int


def periodes(known: pa.Table, rights: pa.Table, dossiers: Ints, month: int) -> Periodes:
    """Return the period whose resources count for each household.

    A quarterly benefit that is due was computed from resources: they are known, even when nothing
    was earned. Without one, a household of which the reference year tells nothing has an unknown
    income.

    ASSUMPTION: the quarter is the last three months of which something is known, at most four
    months back; the day on which each quarterly right began is not looked for.

    Args:
        known: schema KNOWN.
        rights: columns dossier, benefit, posted_cents: the rights of the month.
        dossiers: ascending.
        month: first month of the recovery.

    Law:
        CSS art. D553-1 I a, D553-2; parameters `quotient.*`.
    """
    names = pa.array(parametre("recouvrement/quotient.trimestrielles").at(month))
    due = rights.filter(pc.is_in(rights["benefit"], names))
    quarterly = np.isin(dossiers, ints(due["dossier"]))
    now, year = to_index(month), month // 100 - 2
    last = _last_known(known, dossiers, month)
    oldest = now - 1 - int(parametre("recouvrement/quotient.dernier_trimestre").at(month))
    end = np.where(last >= oldest, np.minimum(last, now - 1), now - 1)
    start = np.where(quarterly, end - _QUARTER + 1, to_index(year * 100 + 1))
    length = np.where(quarterly, _QUARTER, _YEAR)
    told = np.isin(dossiers, ints(_of_year(known, year, month)["dossier"]))
    return Periodes(dossiers, quarterly, start, length, quarterly | told, year)


def ressources(known: pa.Table, spans: Periodes, month: int) -> pa.Table:
    """Return the resources that count, and the alimony that is deducted.

    Law:
        CSS art. D553-1 I a: before any tax deduction, alimony paid excepted.
    """
    rows = _monthly(known, spans, month)
    parts = [_element(rows, (RESSOURCE, spans.length[rows["place"].to_numpy()]))]
    for part, parameter in ((RESSOURCE, "ressources_annuelles"), (PENSION, "pensions_versees")):
        kinds = parametre(f"recouvrement/quotient.{parameter}").at(month)
        yearly = _yearly(known, spans, kinds)
        parts.append(_element(yearly, (part, np.full(yearly.num_rows, _YEAR))))
    return pa.concat_tables(parts)


def prestations(rights: pa.Table, spans: Periodes, month: int) -> pa.Table:
    """Return the benefits of the month that are added to the resources.

    Law:
        CSS art. D553-1 I b; parameter `quotient.prestations_exclues`.
    """
    aside = pa.array(parametre("recouvrement/quotient.prestations_exclues").at(month))
    rows = rights.filter(pc.invert(pc.is_in(rights["benefit"], aside)))
    rows = rows.filter(pa.array(np.isin(ints(rows["dossier"]), spans.dossiers)))
    return _table(
        (rows["dossier"], PRESTATION, rows["benefit"]),
        (np.zeros(rows.num_rows, np.int64), pa.nulls(rows.num_rows, pa.int64())),
        (np.full(rows.num_rows, month), ints(rows["posted_cents"]), np.ones(rows.num_rows)),
    )


def charges(known: pa.Table, spans: Periodes, month: int) -> pa.Table:
    """Return the rent or the mortgage payment of the month, taken off.

    Law:
        CSS art. D553-1 I c.
    """
    rows = known.filter(pc.equal(known["kind"], "loyer"))
    place, months = _overlaps(rows, spans.dossiers, np.full(spans.dossiers.size, to_index(month)))
    rows = _cents(rows.take(pa.array(place)), months)
    return _element(rows, (CHARGE, np.ones(rows.num_rows)))


def _last_known(known: pa.Table, dossiers: Ints, month: int) -> Ints:
    """Return the index of the last month of which each household's resources tell something."""
    rows = _of_kinds(known, [k for line in _lines(month) for k in line])
    ends = _month_after(rows["valid_until"], _FAR) - 1
    last = np.full(dossiers.size, -1, np.int64)
    inside = np.isin(ints(rows["dossier"]), dossiers)
    place = np.searchsorted(dossiers, ints(rows["dossier"])[inside])
    np.maximum.at(last, place, ends[inside])
    return last


def _of_year(known: pa.Table, year: int, month: int) -> pa.Table:
    """Return the facts that tell something of the resources of a year."""
    kinds = [kind for line in _lines(month) for kind in line]
    kinds += parametre("recouvrement/quotient.ressources_annuelles").at(month)
    rows = _of_kinds(known, kinds)
    first, after = to_index(year * 100 + 1), to_index(year * 100 + 101)
    begins = _month_after(rows["valid_from"], _FAR)
    ends = _month_after(rows["valid_until"], _FAR)
    return rows.filter(pa.array((begins < after) & (ends > first)))


def _lines(month: int) -> list[list[str]]:
    lines: list[list[str]] = parametre("recouvrement/quotient.ressources").at(month)
    return lines


def _of_kinds(known: pa.Table, kinds: list[str]) -> pa.Table:
    return known.filter(pc.is_in(known["kind"], pa.array(kinds, pa.string())))


def _monthly(known: pa.Table, spans: Periodes, month: int) -> pa.Table:
    """Return the monthly amounts of adults in the period, the preferred kind of each line first."""
    lines = _lines(month)
    kinds = [kind for line in lines for kind in line]
    line_of = np.array([i for i, line in enumerate(lines) for _ in line])
    rows = _of_kinds(known, kinds)
    rows = rows.filter(pa.array(~np.isin(_person(rows), _person(_children(known)))))
    place, months = _overlaps(rows, spans.dossiers, spans.start, spans.length)
    rows = _cents(rows.take(pa.array(place)), months)
    rank = ints(pc.index_in(rows["kind"], pa.array(kinds)))
    key = (_person(rows) << 6 | line_of[rank]) << 20 | months
    order = np.lexsort((rank, key))
    first = np.flatnonzero(np.r_[True, key[order][1:] != key[order][:-1]][: key.size])
    rows = rows.take(pa.array(order[first]))
    at = np.searchsorted(spans.dossiers, ints(rows["dossier"]))
    return rows.append_column("place", pa.array(at))


def _children(known: pa.Table) -> pa.Table:
    rows = known.filter(pc.equal(known["kind"], "enfant"))
    return rows.filter(pc.equal(rows["value"], "true"))


def _yearly(known: pa.Table, spans: Periodes, kinds: list[str]) -> pa.Table:
    """Return the annual amounts of the reference year."""
    january = np.full(spans.dossiers.size, to_index(spans.year * 100 + 1))
    rows = _of_kinds(known, kinds)
    place, months = _overlaps(rows, spans.dossiers, january)
    return _cents(rows.take(pa.array(place)), months)


def _overlaps(
    rows: pa.Table, dossiers: Ints, start: Ints, length: Ints | None = None
) -> tuple[Ints, Ints]:
    """Return, for each month of the period that a fact holds on its first day, its row and index."""
    owner = ints(rows["dossier"])
    inside = np.isin(owner, dossiers)
    place = np.minimum(np.searchsorted(dossiers, owner), max(dossiers.size - 1, 0))
    size = np.ones(dossiers.size, np.int64) if length is None else length
    low = np.maximum(_month_after(rows["valid_from"], _FAR), start[place])
    high = np.minimum(_month_after(rows["valid_until"], _FAR), start[place] + size[place])
    count = np.where(inside, np.maximum(high - low, 0), 0)
    taken = np.repeat(np.arange(owner.size), count)
    within = np.arange(taken.size) - np.repeat(np.cumsum(count) - count, count)
    return taken, low[taken] + within


def _month_after(days: pa.ChunkedArray, far: int) -> Ints:
    """Return the index of the first month that begins on a day or after it; null is far away."""
    number = ints(pc.fill_null(pc.cast(days, pa.int32()), 0))
    held = number.astype("datetime64[D]").astype("datetime64[M]")
    index = held.astype(np.int64) + _EPOCH
    index += held.astype("datetime64[D]") < number.astype("datetime64[D]")
    return np.where(pc.is_null(days).to_numpy(), far, index)


def _cents(rows: pa.Table, months: Ints) -> pa.Table:
    euros = np.asarray(pc.cast(rows["value"], pa.float64()).to_numpy())
    amounts = np.rint(euros * _EURO).astype(np.int64)
    labels = months // 12 * 100 + months % 12 + 1
    return rows.append_column("cents", pa.array(amounts)).append_column("m", pa.array(labels))


def _element(rows: pa.Table, said: tuple[str, npt.NDArray[np.generic]]) -> pa.Table:
    part, divisor = said
    who = (pc.cast(rows["person"], pa.int64()), rows["sequence"])
    return _table((rows["dossier"], part, rows["kind"]), who, (rows["m"], rows["cents"], divisor))


def _table(
    what: tuple[object, str, object],
    who: tuple[object, object],
    amounts: tuple[object, object, object],
) -> pa.Table:
    dossier, part, name = what
    count = len(dossier)  # type: ignore[arg-type]
    columns = (dossier, pa.repeat(pa.scalar(part), count), name, *who, *amounts)
    arrays = [c if isinstance(c, pa.ChunkedArray) else pa.array(c) for c in columns]
    cast = [pc.cast(a, field.type) for a, field in zip(arrays, ELEMENTS, strict=True)]
    return pa.table(cast, schema=ELEMENTS)


def _person(rows: pa.Table) -> Ints:
    return ints(rows["dossier"]) << 16 | ints(rows["person"])
