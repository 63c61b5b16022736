"""Why a right is what it is: the household that was evaluated, and what was done to the amount.

The formula tree itself comes from the law (`OpenFiscaLaw.explain`); here is which household and
which month it must be asked for, and what the platform did after the law.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pyarrow as pa

from justedroit.core.base import euros
from justedroit.core.droits.bloc import CONJ, REEL, TOUT, Bloc, persons_of
from justedroit.core.droits.compositions import PLEIN
from justedroit.core.droits.evaluation import VIEW, benefits_of, block
from justedroit.core.droits.gel import frozen_benefits, source_columns
from justedroit.core.droits.lecture import Lecture
from justedroit.core.droits.lignes import lines_of, rights_table
from justedroit.core.droits.prestations import prestations
from justedroit.core.droits.situation import Input, Law, Situation
from justedroit.core.droits.transition import Transition
from justedroit.core.droits.trimestre import anchors_of, breaks_of


@dataclass(frozen=True, slots=True)
class DroitExplique:
    """One right of one month, ready to be explained.

    Attributes:
        benefit: as OpenFisca spells it.
        month: month of the right.
        evaluated: month whose evaluation it holds: the first of its quarter when it is frozen.
        computed_cents: the right, were it claimed.
        due_cents: the right that is due.
        variable: OpenFisca's variable; empty when the platform computes the benefit itself.
        situation: the household, alone; None when there was none in that month.
        months: months to ask the law, the last one being `evaluated`.
        persons: numbers in the dossier of the members of the household, in the order of the law.
        steps: in French, what was done to the amount of the law, in order.
    """

    benefit: str
    month: int
    evaluated: int
    computed_cents: int
    due_cents: int
    variable: str
    situation: Situation | None
    months: tuple[int, ...]
    persons: tuple[int, ...]
    steps: tuple[str, ...]


def explain_right(known: pa.Table, benefit: str, month: int, law: Law) -> DroitExplique:
    """Return what founds a right of one dossier.

    Args:
        known: what is known of the dossier, schema KNOWN.
        benefit: a code of `prestations`.
        month: month of the right.
        law: the law.

    Raises:
        KeyError: unknown benefit.

    Law:
        CRPA art. L211-2, L311-3-1: the reasons and the rules of a decision.
    """
    spec = prestations()[benefit]
    bloc = block(Lecture(known), month, law)
    source = _source(bloc, benefit)
    row, household = _NOTHING, None
    persons: tuple[int, ...] = ()
    if bloc.situation.rows:
        amounts, transition = benefits_of(bloc, law)
        asked = np.array([m == month for m in bloc.months])
        lines = lines_of(bloc, benefit, amounts[benefit], asked)
        found = rights_table(bloc.lecture.dossiers, [lines]).to_pylist()
        row = found[0] if found else _NOTHING
        place = _place(bloc, (benefit, source), row, transition)
        if place >= 0:
            household, persons = only(bloc.situation, place), _persons(bloc, place)
    return DroitExplique(
        benefit=benefit,
        month=month,
        evaluated=bloc.months[source],
        computed_cents=row["computed_cents"],
        due_cents=row["due_cents"],
        variable=spec.variable if spec.origine == "openfisca" else "",
        situation=household,
        months=tuple(bloc.months[: source + 1]),
        persons=persons,
        steps=_steps(bloc, benefit, source, row),
    )


_NOTHING: dict[str, Any] = {"computed_cents": 0, "due_cents": 0, "motive": None}


def _source(bloc: Bloc, benefit: str) -> int:
    last = len(bloc.months) - 1
    if benefit not in frozen_benefits(bloc.months[-1]):
        return last
    columns = source_columns(bloc.months, anchors_of(bloc)[benefit], breaks_of(bloc)[benefit])
    return int(columns[0, last])


def _place(bloc: Bloc, at: tuple[str, int], row: dict[str, Any], transition: Transition) -> int:
    """Return the row that the right reads: as it is, or as if everything were claimed; -1: none."""
    benefit, column = at
    supposed = TOUT if row["due_cents"] == 0 and row["computed_cents"] > 0 else REEL
    if transition.conjugal[0, column]:
        supposed = CONJ
    view = VIEW.get(benefit, PLEIN)
    rows = bloc.unborn if benefit == "paje_naissance" else bloc.row_of[view, supposed]
    return int(rows[0, column])


def _persons(bloc: Bloc, row: int) -> tuple[int, ...]:
    rows, persons = persons_of(bloc.lecture, bloc.rows)
    return tuple(bloc.lecture.person_number[persons[rows == row]].tolist())


def only(situation: Situation, row: int) -> Situation:
    """Return one household of a situation, alone.

    Law:
        None: an arrangement of columns.
    """
    members = situation.person_row == row

    def kept(known: Input) -> Input:
        if known.entity == "individu":
            return replace(known, index=known.index[members])
        return replace(known, index=known.index[row : row + 1])

    return Situation(
        rows=1,
        common_tax=situation.common_tax[row : row + 1],
        person_row=np.zeros(int(members.sum()), np.int64),
        person_role=situation.person_role[members],
        inputs=[kept(known) for known in situation.inputs],
    )


def _steps(bloc: Bloc, benefit: str, source: int, row: dict[str, Any]) -> tuple[str, ...]:
    spec, month, evaluated = prestations()[benefit], bloc.months[-1], bloc.months[source]
    out = []
    if evaluated != month:
        shown = f"{evaluated % 100:02d}/{evaluated // 100}"
        out.append(
            f"Montant évalué pour {shown} et figé pour le trimestre ({_quarter_law(benefit)})."
        )
    if spec.crds:
        out.append("Montant net de CRDS, retirée au centime inférieur (ordonnance 96-50).")
    if row["motive"] == "non_demande":
        out.append("Droit calculé, mais non demandé : il n'est pas dû.")
    if row["motive"] == "hors_demande":
        out.append("Droit calculé, mais la demande ne couvre pas ce mois : il n'est pas dû.")
    if row["motive"] == "non_fonde":
        out.append("Aucun fait connu ne fonde ce droit : il n'est pas dû.")
    out.append(f"Droit dû : {euros(row['due_cents'])}.")
    return tuple(out)


def _quarter_law(benefit: str) -> str:
    return {"rsa": "CASF R262-4", "ppa": "CSS R843-1"}.get(benefit, "CCH R823-6")
