"""Rights: what each household is due, for each benefit and month, from what is known.

`evaluate` is pure. It goes, year by year: compositions of the households, the law, what the law
lacks (the platform's own modules), whole cents, net of CRDS, the frozen quarter, the claims.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from justedroit.core.base import month_range, parametre, to_cents
from justedroit.core.droits.bloc import CONJ, REEL, TOUT, Bloc, bloc_of
from justedroit.core.droits.compositions import LOGEMENT, MOIS, PLEIN
from justedroit.core.droits.crds import net_of_crds
from justedroit.core.droits.demandes import (
    claim_kind,
    claimed,
    feeders_unclaimed,
    housing_opens,
)
from justedroit.core.droits.lecture import Ints, Lecture
from justedroit.core.droits.montants import Amounts
from justedroit.core.droits.plateforme import platform_benefits
from justedroit.core.droits.prestations import prestations
from justedroit.core.droits.schema import RIGHTS
from justedroit.core.droits.seuil_logement import housing_thresholds
from justedroit.core.droits.seuils import housing_due_cents
from justedroit.core.droits.situation import Law
from justedroit.core.droits.transition import Transition, conjugal_months, in_transition
from justedroit.core.droits.trimestre import HOUSING, frozen, lapsed_housing

CHUNK = 20_000  # dossiers evaluated together: bounds the memory, changes no result

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
    before = _switches_before(known, min(months, default=0) // 100, law, settled)
    parts = [part for lecture in _chunks(known) for part in _years(lecture, months, law, before)]
    rights = pa.concat_tables([RIGHTS.empty_table(), *(part.rights for part in parts)])
    keys = [(key, "ascending") for key in ("dossier", "benefit", "month")]
    switches = dict(switch for part in parts for switch in part.switches)
    return Evaluation(rights.sort_by(keys), sorted(switches.items()))


def _chunks(known: pa.Table) -> list[Lecture]:
    numbers = known["dossier"].to_numpy()
    dossiers = np.unique(numbers)
    out = []
    for i in range(0, len(dossiers), CHUNK):
        low, high = dossiers[i], dossiers[min(i + CHUNK, len(dossiers)) - 1]
        out.append(Lecture(known.filter(pa.array((numbers >= low) & (numbers <= high)))))
    return out


def _switches_before(
    known: pa.Table, year: int, law: Law, settled: Collection[int]
) -> dict[int, int]:
    """Return the switches of AAH of the years before, by dossier: the choice has a memory."""
    sought = np.setdiff1d(in_transition(known), list(settled))
    first = int(parametre("droits/deconjugalisation.premier_mois").valeurs[-1][1])
    if not len(sought) or year <= first // 100:
        return {}
    of_them = known.filter(pc.is_in(known["dossier"], value_set=pa.array(sought)))
    months = month_range(first, (year - 1) * 100 + 12)
    parts = [part for lecture in _chunks(of_them) for part in _years(lecture, months, law, {})]
    return dict(switch for part in parts for switch in part.switches)


def _years(
    lecture: Lecture, months: Sequence[int], law: Law, before: Mapping[int, int]
) -> Iterator[Evaluation]:
    """Evaluate the years one after the other: a switch of the AAH holds for those that follow."""
    switch = np.array([before.get(int(d), 0) for d in lecture.dossiers], np.int64)
    for year in sorted({month // 100 for month in months}):
        asked = [month for month in months if month // 100 == year]
        bloc = block(lecture, asked[-1], law)
        if not bloc.situation.rows:
            continue
        amounts, transition = benefits_of(bloc, law, switch)
        wanted = np.isin(bloc.months, asked)
        tables = [rights_of(bloc, name, found, wanted) for name, found in amounts.items()]
        switch = transition.switch
        switches = [(int(lecture.dossiers[d]), int(switch[d])) for d in np.flatnonzero(switch)]
        yield Evaluation(pa.concat_tables([RIGHTS.empty_table(), *tables]), switches)


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
    conjugal = transition.conjugal
    out = {name: _of_law(bloc, raw[name], name, conjugal) for name in _OF_LAW}
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


def _of_law(
    bloc: Bloc, values: npt.NDArray[Any], name: str, conjugal: npt.NDArray[np.bool_]
) -> Amounts:
    view = VIEW.get(name, PLEIN)

    def read(supposition: int) -> Ints:
        row_of = np.where(conjugal, bloc.row_of[view, CONJ], bloc.row_of[view, supposition])
        if name == "paje_naissance":
            row_of = bloc.unborn
        found = np.take_along_axis(values, np.maximum(row_of, 0), axis=0)
        return to_cents(np.where(row_of >= 0, found, 0.0))

    return Amounts(due=read(REEL), claimed=read(TOUT))


def _over_threshold(bloc: Bloc, name: str, net: Amounts, law: Law) -> Amounts:
    """Return the housing aid over its threshold.

    The CRDS of what is compared is taken on the net amount: on so small an aid it is a few cents,
    and the net amount is in whole euros. To ask OpenFisca for the gross one would change the
    order of calculation, and with it other results (decision 0005).
    """
    limits, month = housing_thresholds(bloc, name, law), bloc.months[-1]
    due, claimed_ = (housing_due_cents(c, c, limits, month) for c in (net.due, net.claimed))
    return Amounts(due, claimed_)


def _net(bloc: Bloc, name: str, gross: Amounts) -> Amounts:
    if not prestations()[name].crds:
        return gross
    month = bloc.months[-1]
    return Amounts(net_of_crds(gross.due, month), net_of_crds(gross.claimed, month))


def rights_of(bloc: Bloc, name: str, found: Amounts, asked: npt.NDArray[np.bool_]) -> pa.Table:
    """Return the rows of a benefit: due where it is claimed and open, computed everywhere.

    Args:
        bloc: the block.
        name: the benefit.
        found: its amounts.
        asked: months to return, shape `(m,)`.

    Returns:
        Schema RIGHTS.

    Law:
        CASF art. R262-33; CSS art. R552-2; CCH art. R823-10: a right runs from its claim.
    """
    first, count = bloc.months[0], len(bloc.months)
    open_now = claimed(bloc.lecture, name, first, count)
    if name in HOUSING:
        opening = housing_opens(bloc.lecture, first, count)
        found = Amounts(np.where(opening, 0, found.due), np.where(opening, 0, found.claimed))
    due = np.where(open_now, found.due, 0)
    computed = np.where(due > 0, due, found.claimed)
    told = np.zeros(len(bloc.lecture.dossiers), bool)
    told[bloc.lecture.intervals(claim_kind(name)).true().owner] = True
    at = np.nonzero(((due != 0) | (computed != 0)) & asked)
    settled = due[at] == computed[at]
    unclaimed = np.where(told[at[0]], "hors_demande", "non_demande")
    motive = np.where(settled, "", np.where(open_now[at], "non_fonde", unclaimed))
    size = len(at[0])
    return pa.table(
        {
            "dossier": bloc.lecture.dossiers[at[0]],
            "benefit": pa.array([name] * size, pa.string()),
            "month": np.array(bloc.months, np.int32)[at[1]],
            "computed_cents": computed[at],
            "due_cents": due[at],
            "motive": pa.array(motive, pa.string(), mask=settled),
        },
        schema=RIGHTS,
    )
