"""Rights: what each household is due, for each benefit and month, from what is known.

`evaluate` is pure. It goes, year by year: compositions of the households, the law, what the law
lacks (the platform's own modules), whole cents, net of CRDS, the frozen quarter, the claims.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from justedroit.core.base import month_range, months_between, parametre, to_cents
from justedroit.core.droits.bloc import CONJ, REEL, TOUT, Bloc, bloc_of
from justedroit.core.droits.compositions import LOGEMENT, MOIS, PLEIN
from justedroit.core.droits.crds import net_of_crds
from justedroit.core.droits.demandes import feeders_unclaimed
from justedroit.core.droits.entrees import YEARS
from justedroit.core.droits.entrees_dites import tax_form_left
from justedroit.core.droits.lecture import Lecture
from justedroit.core.droits.lignes import Lines, lines_of, rights_table
from justedroit.core.droits.montants import Amounts
from justedroit.core.droits.periodes import Ints
from justedroit.core.droits.plateforme import platform_benefits
from justedroit.core.droits.prestations import prestations
from justedroit.core.droits.schema import RIGHTS
from justedroit.core.droits.seuil_logement import housing_thresholds
from justedroit.core.droits.seuils import housing_due_cents
from justedroit.core.droits.situation import Law
from justedroit.core.droits.transition import Transition, conjugal_months, in_transition
from justedroit.core.droits.trimestre import HOUSING, frozen, lapsed_housing

CHUNK = 4_000  # dossiers evaluated together: bounds the memory, changes no result

# The view of the household that each benefit of OpenFisca reads; PLEIN when not named.
VIEW = {"rsa": MOIS, "ppa": MOIS} | dict.fromkeys(("aah", "caah", *HOUSING), LOGEMENT)


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What an evaluation gives.

    Attributes:
        rights: schema RIGHTS.
        switches: (dossier, month) of each definitive switch to the deconjugalised AAH that the
            evaluation found: the revision that notifies it makes it a fact.
    """

    rights: pa.Table
    switches: list[tuple[int, int]]


def evaluate(known: pa.Table, months: Sequence[int], law: Law) -> pa.Table:
    """Return the rights of every dossier of `known` for some months.

    Args:
        known: what is known, schema KNOWN, one dossier or a hundred thousand.
        months: consecutive months, ascending.
        law: the law.

    Returns:
        Schema RIGHTS, by dossier, benefit and month; a row where something is computed or due.

    Law:
        The law is OpenFisca-France; what it lacks is in this folder, one module a rule, each with
        its article. Decision 0005 says in which order it is asked.
    """
    return evaluation(known, months, law).rights


def evaluation(
    known: pa.Table, months: Sequence[int], law: Law, settled: Collection[int] = ()
) -> Evaluation:
    """Return the rights, and the switches of AAH that were found on the way. See `evaluate`.

    Args:
        known: schema KNOWN.
        months: consecutive months, ascending.
        law: the law.
        settled: dossiers whose AAH switch an earlier revision has sought since October 2023, and
            recorded where there was one: it is not sought again before the months asked.

    Law:
        See `evaluate`.
    """
    parts, switches = [RIGHTS.empty_table()], dict[int, int]()
    already = np.fromiter(settled, np.int64, len(settled))
    for some in _chunks(known) if months else ():
        before = _switches_before(some, min(months), law, already)
        for lecture in _alike(some, months):
            found = _of_years(lecture, months, law, before)
            parts.append(found.rights)
            switches |= found.switches
    return Evaluation(_in_order(parts), sorted(switches.items()))


def _chunks(known: pa.Table) -> Iterator[pa.Table]:
    """Yield what is known of some dossiers at a time, ascending."""
    numbers = known["dossier"].to_numpy()
    if (numbers[1:] < numbers[:-1]).any():
        known = known.sort_by("dossier")
        numbers = known["dossier"].to_numpy()
    opens = np.flatnonzero(np.append(numbers[:1] == numbers[:1], numbers[1:] != numbers[:-1]))
    bounds = [*opens[::CHUNK].tolist(), len(numbers)]
    for low, high in pairwise(bounds):
        yield known.slice(low, high - low)


def _alike(known: pa.Table, months: Sequence[int]) -> Iterator[Lecture]:
    """Yield the dossiers that can be evaluated together, see `tax_form_left`."""
    first = (min(months) // 100 - YEARS + 1) * 100 + 1
    span = first, months_between(first, max(months) // 100 * 100 + 12) + 1
    lecture = Lecture(known, span)
    left = tax_form_left(lecture)
    if (left == left[:1]).all():
        yield lecture
        return
    of_row = left[np.searchsorted(lecture.dossiers, known["dossier"].to_numpy())]
    for number in np.unique(left):
        yield Lecture(known.filter(pa.array(of_row == number)), span)


def _in_order(parts: Sequence[pa.Table]) -> pa.Table:
    """Return the rights by dossier, benefit and month; each part is so."""
    rights = pa.concat_tables(parts)
    dossier = rights["dossier"].to_numpy()
    if (dossier[1:] < dossier[:-1]).any():
        rights = rights.take(pa.array(np.argsort(dossier, kind="stable")))
    return rights


def _switches_before(known: pa.Table, first: int, law: Law, settled: Ints) -> dict[int, int]:
    """Return the switches of AAH of the years before, by dossier: the choice has a memory."""
    since = int(parametre("droits/deconjugalisation.premier_mois").valeurs[-1][1])
    if first // 100 <= since // 100:
        return {}
    sought = np.setdiff1d(in_transition(known), settled)
    if not len(sought):
        return {}
    of_them = known.filter(pc.is_in(known["dossier"], value_set=pa.array(sought)))
    months = month_range(since, (first // 100 - 1) * 100 + 12)
    found = [_of_years(lecture, months, law, {}) for lecture in _alike(of_them, months)]
    return {dossier: month for part in found for dossier, month in part.switches}


def _of_years(
    lecture: Lecture, months: Sequence[int], law: Law, before: Mapping[int, int]
) -> Evaluation:
    """Evaluate the years one after the other: a switch of the AAH holds for those that follow."""
    switch = np.array([before.get(d, 0) for d in lecture.dossiers.tolist()], np.int64)
    found: list[Lines] = []
    switches = dict[int, int]()
    for year in sorted({month // 100 for month in months}):
        asked = [month for month in months if month // 100 == year]
        bloc = block(lecture, asked[-1], law)
        if not bloc.situation.rows:
            continue
        amounts, transition = benefits_of(bloc, law, switch)
        wanted = np.isin(bloc.months, asked)
        found += [lines_of(bloc, name, amount, wanted) for name, amount in amounts.items()]
        switch = transition.switch
        made = np.flatnonzero(switch)
        switches |= zip(lecture.dossiers[made].tolist(), switch[made].tolist(), strict=True)
    return Evaluation(rights_table(lecture.dossiers, found), sorted(switches.items()))


def block(lecture: Lecture, last: int, law: Law) -> Bloc:
    """Return the block of evaluation of the year of `last`, up to it.

    Law:
        None: decision 0005.
    """
    january = last // 100 * 100 + 1
    unclaimed = feeders_unclaimed(lecture, january, len(month_range(january, last)))
    return bloc_of(lecture, last, unclaimed, law)


def benefits_of(
    bloc: Bloc, law: Law, switched: Ints | None = None
) -> tuple[dict[str, Amounts], Transition]:
    """Return the cents of each benefit for each dossier and month, and the AAH in transition.

    Args:
        bloc: the block.
        law: the law.
        switched: AAH switches found in the years before, see `conjugal_months`.

    Law:
        See `evaluate`.
    """
    raw = _by_row(bloc, law.calculate(bloc.situation, bloc.months))
    transition = conjugal_months(bloc, raw["aah"], switched)
    reads = _Reads(bloc, transition.conjugal)
    out = {name: reads.cents(raw[name], name) for name in _OF_LAW}
    out |= {name: _over_threshold(bloc, name, out[name], law) for name in HOUSING}
    # Claims are read later: what is due where it is claimed is what would be, were it claimed.
    out |= {name: Amounts(cents, cents) for name, cents in platform_benefits(bloc, law).items()}
    net = {name: _net(bloc, name, found) for name, found in out.items()}
    return lapsed_housing(bloc, frozen(bloc, net)), transition


_OF_LAW = tuple(name for name, p in prestations().items() if p.origine == "openfisca")


_OF_PERSONS = frozenset({"aah", "caah"})


def _by_row(bloc: Bloc, raw: Mapping[str, npt.NDArray[Any]]) -> dict[str, npt.NDArray[Any]]:
    """Return the outputs by row: those of persons are added up."""
    starts = np.searchsorted(bloc.situation.person_row, np.arange(bloc.situation.rows))
    return {
        name: np.add.reduceat(values.astype(np.float64), starts, axis=0)
        if name in _OF_PERSONS
        else values
        for name, values in raw.items()
    }


class _Reads:
    """The row that each dossier reads in each month, for each benefit of the law."""

    def __init__(self, bloc: Bloc, conjugal: npt.NDArray[np.bool_]) -> None:
        self._bloc = bloc
        self._real = {view: bloc.row_of[view, REEL] for view in (PLEIN, LOGEMENT, MOIS)}
        self._all = {view: bloc.row_of[view, TOUT] for view in self._real}
        if conjugal.any():
            for view in self._real:
                rows = bloc.row_of[view, CONJ]
                self._real[view] = np.where(conjugal, rows, self._real[view])
                self._all[view] = np.where(conjugal, rows, self._all[view])

    def cents(self, values: npt.NDArray[Any], name: str) -> Amounts:
        """Return the cents of a benefit; those of the dossiers that claimed all are the same."""
        if name == "paje_naissance":
            due = _cents_of(values, self._bloc.unborn)
            return Amounts(due, due)
        view, some = VIEW.get(name, PLEIN), self._bloc.supposed[TOUT]
        due = _cents_of(values, self._real[view])
        if not len(some):
            return Amounts(due, due)
        claimed = due.copy()
        claimed[some] = _cents_of(values, self._all[view][some])
        return Amounts(due, claimed)


def _cents_of(values: npt.NDArray[Any], rows: Ints) -> Ints:
    found = np.take_along_axis(values, np.maximum(rows, 0), axis=0)
    return to_cents(np.where(rows >= 0, found, 0.0))


def _over_threshold(bloc: Bloc, name: str, net: Amounts, law: Law) -> Amounts:
    """Return the housing aid over its threshold.

    The CRDS of what is compared is taken on the net amount: on so small an aid it is a few cents,
    and the net amount is in whole euros. To ask OpenFisca for the gross one would change the
    order of calculation, and with it other results (decision 0005).
    """
    limits, month = housing_thresholds(bloc, name, law), bloc.months[-1]
    return net.changed(lambda cents: housing_due_cents(cents, cents, limits, month))


def _net(bloc: Bloc, name: str, gross: Amounts) -> Amounts:
    if not prestations()[name].crds:
        return gross
    return gross.changed(lambda cents: net_of_crds(cents, bloc.months[-1]))
