"""Motivate: why a right is what it is, from what was known at an instant. Writes nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import pyarrow as pa
import pyarrow.compute as pc

from justedroit.core.base import FIRST_MONTH, Refused, day_text, month_of, month_text
from justedroit.core.droits import DroitExplique, Law, Situation, explain_right, prestations
from justedroit.core.droits.openfisca import Noeud, fold, opened, tree_of_right
from justedroit.core.registre import BENEFIT_LABELS, paid, posted_rights
from justedroit.records.interface import Records
from justedroit.steps.consultation.instant import Instant, cut

MORE, MORE_LEVELS = 60, 5  # lines, and levels of them, when all that matters is asked for


class OutOfLaw(Refused):
    """A benefit that is not one, or a month that the law of the software does not cover."""


class ExplainedLaw(Law, Protocol):
    """A law that says how it computes."""

    def explain(
        self,
        situation: Situation,
        months: Sequence[int],
        variable: str,
        opened: tuple[str, str] | None = None,
    ) -> Noeud:
        """Return the tree of a variable in the last of some months, or of a node of it."""
        ...


@dataclass(frozen=True, slots=True)
class Motivation:
    """Why a right is what it is.

    Attributes:
        instant: the journals it is read from.
        right: what the law gives, and what was done to it.
        posted_cents: what the ledger has posted.
        paid_cents: what was paid of it.
        tree: about ten lines that matter, of the whole or of the step asked for; None: there was
            no household in that month.
        is_step: whether the tree is that of the step asked for, rather than of the whole.
    """

    instant: Instant
    right: DroitExplique
    posted_cents: int
    paid_cents: int
    tree: Noeud | None
    is_step: bool

    @property
    def article(self) -> str:
        """The text that founds the benefit."""
        return prestations()[self.right.benefit].article

    @property
    def to_come_cents(self) -> int:
        """What the next revision will add to what was posted, as things stand."""
        return self.right.due_cents - self.posted_cents


def motivate(
    records: Records,
    dossier: int,
    asked: tuple[str, int],
    instants: tuple[dt.datetime, dt.datetime],
    law: ExplainedLaw,
    step: tuple[str, str] | None = None,
) -> Motivation:
    """Return why a right is what it is, from what was known at an instant.

    Args:
        records: the journals.
        dossier: number.
        asked: the benefit, as OpenFisca spells it, and the month, 202506.
        instants: that of knowledge, and that of the reading, UTC.
        law: the law.
        step: variable and period of a node of the tree, to be opened; None: the whole.

    Raises:
        OutOfLaw: no such benefit, or the law of the software does not cover the month.
        UnknownDossier: no such dossier.
        TooEarly: nothing was known of it yet.
        TooLate: the instant has not come.
    """
    benefit, month = asked
    if benefit not in BENEFIT_LABELS:
        raise OutOfLaw(
            f"La prestation « {benefit[:40]} » n'existe pas. Revenez au tableau des droits."
        )
    instant = cut(records, dossier, *instants)
    _refuse_month(month, instant)
    right = explain_right(instant.known, benefit, month, law)
    whole = tree_of_right(instant.known, right, law)
    below = None if step is None or whole is None else _below(whole, right, law, step)
    return Motivation(
        instant=instant,
        right=right,
        posted_cents=_amount(posted_rights(instant.transfers), asked, "posted_cents"),
        paid_cents=_amount(paid(instant.transfers), asked, "paid_cents"),
        tree=below or (None if whole is None else fold(whole)),
        is_step=below is not None,
    )


def _below(
    whole: Noeud, right: DroitExplique, law: ExplainedLaw, step: tuple[str, str]
) -> Noeud | None:
    """Return what matters under a step; None where the calculation does not have it."""
    if step == (whole.variable, whole.period):
        return fold(whole, lines=MORE, depth=MORE_LEVELS)
    found = opened(whole, *step)
    if found is not None and not found.suite:
        return found
    if not right.variable or right.situation is None:
        return None
    # A page holds a part of the tree: what is farther has a tree of its own.
    try:
        return fold(law.explain(right.situation, right.months, right.variable, opened=step))
    except LookupError:
        return None


def _refuse_month(month: int, instant: Instant) -> None:
    if month < FIRST_MONTH:
        raise OutOfLaw(
            f"« {month_text(month)} » est trop ancien : la loi que le logiciel applique commence "
            f"en {month_text(FIRST_MONTH)}."
        )
    if month > month_of(instant.day):
        raise OutOfLaw(
            f"« {month_text(month)} » n'a pas commencé le {day_text(instant.day)} : rien ne peut "
            "encore y être dû. Pour l'avenir, essayez une simulation."
        )


def _amount(table: pa.Table, asked: tuple[str, int], column: str) -> int:
    benefit, month = asked
    chosen = pc.and_(pc.equal(table["benefit"], benefit), pc.equal(table["month"], month))
    return pc.sum(table.filter(chosen)[column]).as_py() or 0
