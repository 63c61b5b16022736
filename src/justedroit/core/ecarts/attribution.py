"""How many cents each changed fact explains of what a revision has found.

The rights are evaluated as they would be with some of the facts only, for every set of facts (or
for the sets that drawn orders meet), all stacked as dossiers of one evaluation. The Shapley shares
of a month add up exactly to what the facts change in it. What the ledger has moved besides (the
law changed, a month never posted before) is a line of its own, named for what it is.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from justedroit.core.base import month_range, parametre
from justedroit.core.droits import Law, evaluation
from justedroit.core.ecarts.explication import Difference, MoisExplique, movements
from justedroit.core.ecarts.joueurs import Joueur, players
from justedroit.core.ecarts.origine import propose_origine
from justedroit.core.ecarts.parts import INDU, Part, PartMois, Parts, Reste, by_weight, sens
from justedroit.core.ecarts.shapley import Plan, Shares, planned
from justedroit.core.faits import as_known
from justedroit.core.registre import Ints, ints

_ALWAYS = -1  # instead of a fact: a statement that was known before
_LAW_CHANGES = {"retroactif": "loi_retroactive", "corrige": "loi_corrigee"}


@dataclass(frozen=True, slots=True)
class _Cells:
    """The benefits and months to explain, and what the ledger held and holds, shape `(cells,)`.

    `paid` tells when what is claimed of each was paid; None where nothing is.

    The cells of a benefit that are claimed follow each other, then those that fall, or that rise:
    the shares of a sum claimed are rounded together, and their error is told of it alone.
    """

    benefits: list[str]
    months: list[int]
    posted: Ints
    due: Ints
    groups: list[tuple[str, str]]
    paid: list[dt.date | None]

    def told(self, cents: Ints) -> tuple[PartMois, ...]:
        """Return the cells where there is something."""
        rank = {benefit: at for at, benefit in enumerate(dict.fromkeys(self.benefits))}
        rows = zip(self.benefits, self.months, cents.tolist(), strict=True)
        told = sorted((row for row in rows if row[2]), key=lambda row: (rank[row[0]], row[1]))
        return tuple(PartMois(*row) for row in told)

    def numbered(self) -> tuple[list[tuple[str, str]], Ints]:
        """Return the groups, and of each cell the place of its own, shape `(cells,)`."""
        names = [*dict.fromkeys(self.groups)]
        return names, np.array([names.index(group) for group in self.groups], np.int64)

    def paid_on(self, cents: Ints) -> set[dt.date]:
        """Return when what some cents, shape `(cells,)`, lower of what is claimed was paid."""
        return {
            day for day, some in zip(self.paid, cents.tolist(), strict=True) if day and some < 0
        }

    def claimed(self) -> tuple[tuple[str, int], ...]:
        """Return the cells of which something was claimed."""
        rows = zip(self.benefits, self.months, self.groups, strict=True)
        return tuple((benefit, month) for benefit, month, (_, way) in rows if way == INDU)


def attribute(differences: Sequence[Difference], facts: pa.Table, law: Law) -> Parts:
    """Return what each changed fact explains of the differences of one revision.

    Args:
        differences: of one revision of one dossier, one at least, as `explain` gives them.
        facts: schema FACTS, of the same dossier, rows in any order.
        law: the law that evaluates; it need not be the one that the revision applied.

    Returns:
        Parts and restes that add up exactly, for each benefit and month, to what the ledger has
        moved. The same differences and facts give the same shares, drawn or not.

    Raises:
        ValueError: the differences are of several revisions, or there is none.

    Law:
        CSS art. R133-9-2, CRPA art. L211-2: the motive of what is claimed. That a difference is
        shared between facts by Shapley's value is decision 0014.
    """
    references = {difference.reference for difference in differences}
    if len(references) != 1:
        raise ValueError("Les parts portent sur une révision à la fois.")
    first, until = differences[0], differences[0].revised_at
    since = _since(differences)
    found = players(facts, since, until)
    plan = _plan(len(found), facts, first.reference, until)
    cells = _cells(differences)
    known = known_with(facts, found, plan.sets, (since, until))
    # The revision sought no switch of the AAH before its window, where an earlier one had.
    settled = range(1, len(plan.sets) + 1) if since else ()
    values = _values(known, cells, law, settled, len(plan.sets))
    shares = plan.shares(values)
    parts = _parts(found, shares, cells, until)
    restes = _restes(first, cells, (values[0], values[-1]), law.version)
    return Parts(
        reference=first.reference,
        benefits=tuple(dict.fromkeys(cells.benefits)),
        moved=tuple(one for difference in differences for one in movements(difference)),
        delta_cents=int((cells.due - cells.posted).sum()),
        exact=plan.orders is None,
        orders=0 if plan.orders is None else len(plan.orders),
        evaluations=len(plan.sets),
        law=law.version,
        parts=by_weight(parts),
        restes=restes,
        indus=cells.claimed(),
    )


def _since(differences: Sequence[Difference]) -> dt.datetime | None:
    """Return the instant from which facts have changed for one of the differences at least."""
    told = [difference.since for difference in differences]
    return None if None in told else min(since for since in told if since)


def _plan(count: int, facts: pa.Table, reference: str, until: dt.datetime) -> Plan:
    dossier = facts["dossier"][0].as_py() if facts.num_rows else 0
    return planned(
        count,
        exact_up_to=parametre("ecarts/parts.exactes").at(until.date()),
        orders=parametre("ecarts/parts.ordres").at(until.date()),
        seed=[*f"{dossier} {reference}".encode()],
    )


def _cells(differences: Sequence[Difference]) -> _Cells:
    rows = [
        (d.benefit, m.month, m.posted_cents, m.due_cents, (d.benefit, way), m.claimed_paid_on)
        for d in differences
        for way, m in sorted(((_way(m), m) for m in d.months), key=lambda row: row[0])
    ]
    benefits, months, posted, due, groups, paid = zip(*rows, strict=True)
    before, after = np.array(posted, np.int64), np.array(due, np.int64)
    return _Cells([*benefits], [*months], before, after, [*groups], [*paid])


def _way(month: MoisExplique) -> str:
    return sens(INDU in dict(month.motives), month.delta_cents)


def known_with(
    facts: pa.Table,
    found: Sequence[Joueur],
    sets: npt.ArrayLike,
    instants: tuple[dt.datetime | None, dt.datetime],
) -> pa.Table:
    """Return what would be known with each set of facts only, besides what was known before.

    A statement that replaces another is of the same fact as the other, when that one is late too:
    it never points to a fact that is not there, but for those that were there before.

    Args:
        facts: schema FACTS, of one dossier.
        found: the facts that changed what is known, see `players`.
        sets: shape `(sets, facts)`, those that each set holds.
        instants: before, or None; and after.

    Returns:
        Schema KNOWN: each set is a dossier, numbered from 1.

    Law:
        None: decision 0014.
    """
    since, until = instants
    held = np.asarray(sets, np.bool_)
    owner = {sequence: place for place, joueur in enumerate(found) for sequence in joueur.sequences}
    before = facts["known_at"].to_numpy() <= _instant(since)
    owners = np.array([owner.get(s, _ALWAYS) for s in facts["sequence"].to_pylist()], np.int64)
    late = np.flatnonzero(owners != _ALWAYS)
    there = np.tile(before, (len(held), 1))
    there[:, late] = held[:, owners[late]]
    variant, row = np.nonzero(there)
    table = facts.take(pa.array(row))
    place = table.schema.get_field_index("dossier")
    numbered = table.set_column(place, facts.schema.field("dossier"), pa.array(variant + 1))
    return as_known(numbered, at=until)


def _instant(since: dt.datetime | None) -> np.datetime64:
    if since is None:
        return np.datetime64("0001-01-01", "us")
    return np.datetime64(since.astimezone(dt.UTC).replace(tzinfo=None), "us")


def _values(
    known: pa.Table,
    cells: _Cells,
    law: Law,
    settled: Collection[int],
    sets: int,
) -> Ints:
    """Return what is due with each set of facts, shape `(sets, cells)`, in cents.

    One evaluation for all, of the months from the first to the last that differ.
    """
    window = month_range(min(cells.months), max(cells.months))
    rights = evaluation(known, window, law, settled).rights
    place = {key: at for at, key in enumerate(zip(cells.benefits, cells.months, strict=True))}
    told = rights.filter(pc.is_in(rights["benefit"], pa.array(sorted({*cells.benefits}))))
    keys = zip(told["benefit"].to_pylist(), told["month"].to_pylist(), strict=True)
    column = np.array([place.get(key, len(place)) for key in keys], np.int64)
    values = np.zeros((sets, len(place) + 1), np.int64)
    values[ints(told["dossier"]) - 1, column] = ints(told["due_cents"])
    return values[:, :-1]


def _parts(
    found: Sequence[Joueur], shares: Shares, cells: _Cells, until: dt.datetime
) -> list[Part]:
    names, groups = cells.numbered()
    cents = shares.cents(groups)
    every = [shares.error_cents(groups == place).tolist() for place in range(len(names))]
    errors = dict(zip(names, every, strict=True))
    return [
        Part(
            fact=joueur,
            origine=propose_origine(joueur.changes, until, paid=cells.paid_on(cents[at])),
            cents=int(cents[at].sum()),
            errors=tuple((*name, error[at]) for name, error in errors.items() if error[at]),
            months=cells.told(cents[at]),
        )
        for at, joueur in enumerate(found)
    ]


def _restes(
    difference: Difference, cells: _Cells, ends: tuple[Ints, Ints], law: str
) -> tuple[Reste, ...]:
    """Return what the ledger has moved, less what the facts change: before them, and after."""
    none, whole = ends
    before = _LAW_CHANGES.get(difference.law_change or "", "")
    after = "version" if difference.law not in {None, law} else "apres"
    cents: dict[str, Ints] = defaultdict(lambda: np.zeros(len(none), np.int64))
    never = cells.posted == 0
    cents[before or "premier_passage"] += np.where(never, none - cells.posted, 0)
    cents[before or "avant"] += np.where(never, 0, none - cells.posted)
    cents[after] += cells.due - whole
    return tuple(
        Reste(code, int(moved.sum()), cells.told(moved))
        for code, moved in cents.items()
        if moved.any()
    )
