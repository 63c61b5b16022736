"""The weighted monthly income of a household, Q = R / N, from what is known of it.

R is resources (a), and benefits of the first month (b), less the housing charge (c). N weighs the
household; no source gives it, so it is a parameter `a_verifier` that the agent sees.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from justedroit.core.base import add_months, first_day, parametre
from justedroit.core.recouvrement.bareme import METROPOLE, bareme, retenue_bareme, territory
from justedroit.core.recouvrement.quotient_elements import (
    CHARGE,
    ELEMENTS,
    PENSION,
    PRESTATION,
    RESSOURCE,
    Periodes,
    charges,
    periodes,
    prestations,
    ressources,
)
from justedroit.core.registre import Ints, ints

TRIMESTRE, ANNEE, REPUTE = "trimestre", "annee", "repute"
# What the resources are those of → what a person reads.
BASE_LABELS: Final = {
    TRIMESTRE: "le trimestre de référence",
    ANNEE: "l'année civile de référence",
    REPUTE: "un revenu réputé, faute de ressources connues",
}
QUOTIENTS = pa.schema(
    [
        pa.field("dossier", pa.int64(), nullable=False),
        pa.field("base", pa.string(), nullable=False),  # key of BASE_LABELS
        pa.field("ressources_cents", pa.int64(), nullable=False),  # a month, pensions paid deducted
        pa.field("prestations_cents", pa.int64(), nullable=False),
        pa.field("charges_cents", pa.int64(), nullable=False),
        pa.field("r_cents", pa.int64(), nullable=False),
        pa.field("adultes", pa.int64(), nullable=False),  # 1 or 2
        pa.field("enfants", pa.int64(), nullable=False),
        pa.field("n_centiemes", pa.int64(), nullable=False),  # N × 100
        pa.field("q_cents", pa.int64()),  # null: income unknown, and so is the deemed one
        pa.field("territoire", pa.string(), nullable=False),
        pa.field("retenue_cents", pa.int64()),  # of the scale; null: the year was not read
        pa.field("statut", pa.string(), nullable=False),
    ]
)
_HUNDRED: Final = 100


def quotients(known: pa.Table, rights: pa.Table, dossiers: Sequence[int], month: int) -> pa.Table:
    """Return the weighted income of some households, and what the scale withholds of it.

    Args:
        known: schema KNOWN, of these dossiers.
        rights: columns dossier, benefit, posted_cents: the rights of the month.
        dossiers: those wanted, ascending.
        month: first month of the recovery, 202607.

    Returns:
        Schema QUOTIENTS, one row for each dossier, in their order.

    Law:
        CSS art. D553-1, D553-2; parameters `quotient.*` and `bareme.*`, N a_verifier.
    """
    wanted = np.asarray(dossiers, np.int64)
    known, rights = _of(known, wanted), _of(rights, wanted)
    spans = periodes(known, rights, wanted, month)
    elements = _elements(known, rights, spans, month)
    return _quotients(known, elements, spans, month)


def elements(known: pa.Table, rights: pa.Table, dossier: int, month: int) -> pa.Table:
    """Return what enters the weighted income of one household, each with its fact.

    Args:
        known: schema KNOWN, of this dossier.
        rights: columns dossier, benefit, posted_cents: the rights of the month.
        dossier: number.
        month: first month of the recovery.

    Returns:
        Schema ELEMENTS; what `quotients` sums.

    Law:
        CSS art. D553-1 I.
    """
    wanted = np.array([dossier], np.int64)
    known, rights = _of(known, wanted), _of(rights, wanted)
    return _elements(known, rights, periodes(known, rights, wanted, month), month)


def diviseur(month: int) -> dict[str, float]:
    """Return the shares that make N: `adulte` (alone), `couple`, `enfant`.

    Law:
        CSS art. D553-1 II; parameter `quotient.diviseur`, a_verifier: no source gives N.
    """
    shares: dict[str, float] = parametre("recouvrement/quotient.diviseur").at(month)
    return shares


def _of(rows: pa.Table, dossiers: Ints) -> pa.Table:
    return rows.filter(pc.is_in(rows["dossier"], pa.array(dossiers)))


def _elements(known: pa.Table, rights: pa.Table, spans: Periodes, month: int) -> pa.Table:
    parts = (ressources(known, spans, month), prestations(rights, spans, month))
    return pa.concat_tables([*parts, charges(known, spans, month)])


def _quotients(known: pa.Table, elements: pa.Table, spans: Periodes, month: int) -> pa.Table:
    count = spans.dossiers.size
    sums = {part: np.zeros(count, np.int64) for part in (RESSOURCE, PENSION, PRESTATION, CHARGE)}
    place = np.searchsorted(spans.dossiers, ints(elements["dossier"]))
    twelfths = ints(elements["cents"]) * 12 // ints(elements["diviseur"])
    for part, total in sums.items():
        mine = pc.equal(elements["part"], part).to_numpy()
        np.add.at(total, place[mine], twelfths[mine])
    income = np.maximum(sums[RESSOURCE] - sums[PENSION], 0) // 12
    benefits, housing = sums[PRESTATION] // 12, sums[CHARGE] // 12
    r = income + benefits - housing
    adults, children, n = _divisors(known, spans, month)
    q = np.maximum(r, 0) * _HUNDRED // n
    where = _territories(known, spans, month)
    q_known, withheld = _scaled(q, spans.known, where, month)
    base = np.where(spans.known, np.where(spans.quarterly, TRIMESTRE, ANNEE), REPUTE)
    columns = [
        spans.dossiers,
        base,
        *(pa.array(column) for column in (income, benefits, housing, r, adults, children, n)),
        q_known,
        where,
        withheld,
        pa.repeat(pa.scalar("a_verifier"), count),  # N is, whatever the year
    ]
    return pa.table([pa.array(c) for c in columns], schema=QUOTIENTS)


def _scaled(q: Ints, known: np.ndarray, where: np.ndarray, month: int) -> tuple[pa.Array, pa.Array]:
    """Return the incomes, deemed where they are unknown, and what the scale withholds of them."""
    day = first_day(month)
    found, withheld = q.copy(), np.zeros(q.size, np.int64)
    no_income, no_scale = np.zeros(q.size, bool), np.zeros(q.size, bool)
    for name in np.unique(where):
        mine, slices = where == name, bareme(day, str(name))
        if slices is None:
            no_scale |= mine
            no_income |= mine & ~known
            continue
        found[mine & ~known] = slices.defaut_cents or 0
        no_income |= mine & ~known & (slices.defaut_cents is None)
        withheld[mine] = retenue_bareme(found[mine], slices, day)
    return pa.array(found, mask=no_income), pa.array(withheld, mask=no_income | no_scale)


def _divisors(known: pa.Table, spans: Periodes, month: int) -> tuple[Ints, Ints, Ints]:
    """Return the adults, the children and N × 100 of each household."""
    shares = {name: round(_HUNDRED * share) for name, share in diviseur(month).items()}
    here = _in_force(known, first_day(month))
    gone = _true(here, "deces", value=None)
    couple = _count(here, spans, "conjoint", gone) > 0
    children = _count(_young(here, month), spans, "enfant", gone)
    base = np.where(couple, shares["couple"], shares["adulte"])
    n = np.asarray(base + shares["enfant"] * children, np.int64)
    return np.where(couple, 2, 1), children, n


def _young(here: pa.Table, month: int) -> pa.Table:
    """Return what is in force, the children too old to count left out."""
    age = parametre("recouvrement/quotient.enfant").at(month)
    limit = first_day(add_months(month, -12 * age)).isoformat()
    births = here.filter(pc.equal(here["kind"], "date_naissance"))
    old = births.filter(pc.less_equal(births["value"], limit))
    keys = _persons(here)
    return here.filter(pa.array(~np.isin(keys, _persons(old))))


def _count(here: pa.Table, spans: Periodes, role: str, gone: pa.Table) -> Ints:
    """Return how many living persons have a role in each household."""
    held = _true(here, role)
    alive = ~np.isin(_persons(held), _persons(gone))
    place = np.searchsorted(spans.dossiers, ints(held["dossier"])[alive])
    return np.bincount(place, minlength=spans.dossiers.size).astype(np.int64)


def _true(here: pa.Table, kind: str, value: str | None = "true") -> pa.Table:
    rows = here.filter(pc.equal(here["kind"], kind))
    return rows if value is None else rows.filter(pc.equal(rows["value"], value))


def _persons(table: pa.Table) -> Ints:
    return ints(table["dossier"]) << 16 | ints(table["person"])


def _in_force(known: pa.Table, day: dt.date) -> pa.Table:
    on = pa.scalar(day, pa.date32())
    begun = pc.less_equal(known["valid_from"], on)
    lasts = pc.fill_null(pc.greater(known["valid_until"], on), fill_value=True)
    return known.filter(pc.and_(begun, lasts))


def _territories(known: pa.Table, spans: Periodes, month: int) -> np.ndarray:
    """Return the scale that each household follows; where its commune is unknown, metropolitan."""
    rows = _true(_in_force(known, first_day(month)), "depcom", value=None)
    names = np.full(spans.dossiers.size, METROPOLE, dtype="<U16")
    far = rows.filter(pc.starts_with(rows["value"], "97"))
    place = np.searchsorted(spans.dossiers, ints(far["dossier"]))
    names[place] = [territory(code) for code in far["value"].to_pylist()]
    return names


__all__ = ["BASE_LABELS", "ELEMENTS", "QUOTIENTS", "diviseur", "elements", "quotients"]
