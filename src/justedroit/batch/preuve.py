"""The proof of a run: some dossiers, drawn at random, are computed again by plain OpenFisca.

Plain OpenFisca takes seconds whatever the number of households, so one year of the window, drawn
too, is proved at each run: run after run, all are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from justedroit.core.base import month_range
from justedroit.core.droits import evaluate
from justedroit.core.faits import as_known

if TYPE_CHECKING:
    from collections.abc import Sequence

    from justedroit.batch.plan import Plan
    from justedroit.core.droits import Law
    from justedroit.records.interface import Records

SAMPLE = 20  # dossiers computed again at each run


class Preuve(NamedTuple):
    """What was proved: how many dossiers, in which year."""

    dossiers: int
    annee: int


class NotProved(RuntimeError):  # noqa: N818
    """The engine and OpenFisca do not agree: the run stops."""


def prove(records: Records, law: Law, plan: Plan) -> Preuve:
    """Evaluate a sample of a run by a law that proves itself.

    Args:
        records: the journals.
        law: raises AssertionError where the two do not agree, and keeps the case.
        plan: the run; its instant draws the sample.

    Raises:
        NotProved: names the dossier, the variable and the month.
    """
    rng = np.random.default_rng(int(plan.now.timestamp()))
    numbers = sorted(rng.permutation(np.asarray(plan.dossiers))[:SAMPLE].tolist())
    year = int(rng.integers(plan.window[0] // 100, plan.window[1] // 100 + 1))
    first, last = max(plan.window[0], year * 100 + 1), min(plan.window[1], year * 100 + 12)
    months = month_range(first, last)
    try:
        _evaluated(records, law, plan, (numbers, months))
    except AssertionError as error:
        raise _named(records, law, plan, (numbers, months)) from error
    return Preuve(len(numbers), year)


def _evaluated(
    records: Records, law: Law, plan: Plan, asked: tuple[Sequence[int], Sequence[int]]
) -> None:
    numbers, months = asked
    evaluate(as_known(records.facts(numbers), at=plan.now), months, law)


def _named(
    records: Records, law: Law, plan: Plan, asked: tuple[Sequence[int], Sequence[int]]
) -> NotProved:
    """Return the refusal that names the first dossier on which the two do not agree."""
    numbers, months = asked
    for number in numbers:
        try:
            _evaluated(records, law, plan, ([number], months))
        except AssertionError as error:
            return NotProved(
                f"Dossier {number} : le moteur ne trouve pas ce que trouve OpenFisca ({error}). "
                "Le calcul s'arrête ; le cas est gardé dans le dossier « differences » du moteur. "
                "Avec JUSTEDROIT_MOTEUR=non, OpenFisca calcule seul."
            )
    return NotProved("Le moteur ne trouve pas ce que trouve OpenFisca. Le calcul s'arrête.")
