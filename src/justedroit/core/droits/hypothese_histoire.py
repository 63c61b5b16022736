"""What is told of a household, what is supposed and claimed included: the facts of each variant."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import pyarrow as pa
import pyarrow.compute as pc

from justedroit.core.base import Refusal, add_months, first_day, month_of, month_range
from justedroit.core.droits.hypothese_accord import contradiction
from justedroit.core.droits.hypothese_foyer import AUTHOR, SOURCE, Foyer, Hypothese, Suppose
from justedroit.core.faits import FACTS, Statement, as_known, receive


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of the coming months.

    Attributes:
        dossier: number.
        now: instant of the question: what is known then.
        today: the same, as a day in France.
        months: consecutive months, ascending, from the one of today.
        settled: the AAH switches of the years before have been sought by a revision.
    """

    dossier: int
    now: dt.datetime
    today: dt.date
    months: tuple[int, ...]
    settled: bool = False


def coming_months(today: dt.date, count: int) -> tuple[int, ...]:
    """Return the coming months, the one of today first.

    Law:
        None: a way of counting.

    >>> coming_months(dt.date(2025, 12, 5), 2)
    (202512, 202601)
    """
    first = month_of(today)
    return tuple(month_range(first, add_months(first, count - 1)))


@dataclass(frozen=True)
class Histoire:
    """What is told of a dossier, and until when.

    Attributes:
        facts: schema FACTS.
        asked: the question.
        until: instant of the last thing told.
    """

    facts: pa.Table
    asked: Question
    until: dt.datetime

    @cached_property
    def known(self) -> pa.Table:
        """Return what is known in the end, schema KNOWN."""
        return as_known(self.facts, at=self.until)

    @property
    def foyer(self) -> Foyer:
        """Return the household to which more may be supposed."""
        return Foyer(self.asked.dossier, self.known, self.asked.today, self.asked.months)

    def supposing(
        self, hypotheses: Sequence[Hypothese]
    ) -> tuple[Histoire, list[Suppose]] | list[Refusal]:
        """Return the story once hypotheses are told, in the order given; or why they cannot be.

        Two that say the same thing of the same day otherwise are refused: what is supposed
        together must be able to hold together.

        Law:
            See `receive`.
        """
        story, said = self, list[Suppose]()
        for hypothesis in hypotheses:
            one = hypothesis.suppose(story.foyer)
            if isinstance(one, Refusal):
                return [one]
            if clash := contradiction(self.asked.dossier, [*said, one]):
                return [clash]
            told = story.told(one.statements)
            if isinstance(told, list):
                return told
            story, said = told, [*said, one]
        return story, said

    def claiming(self, claims: Mapping[str, int]) -> Histoire:
        """Return the story once rights are claimed.

        Args:
            claims: kinds of claim, and the month in which each is made.

        Law:
            CASF art. R262-33; CSS art. R552-2; CCH art. R823-10: a right runs from its claim.
        """
        days = {kind: max(first_day(month), self.asked.today) for kind, month in claims.items()}
        found = self.told(
            [
                Statement(self.asked.dossier, 0, kind, "true", day, None, SOURCE, AUTHOR)
                for kind, day in sorted(days.items())
            ]
        )
        # A claim that is refused is known already: making it again adds nothing.
        return found if isinstance(found, Histoire) else self

    def told(self, statements: Sequence[Statement]) -> Histoire | list[Refusal]:
        """Return the story once more is told, when all of it is true; or why it is refused.

        Law:
            See `receive`: what is supposed is received as what is declared is.
        """
        days = [said.valid_from for said in statements]
        noons = [dt.datetime.combine(day, dt.time(12), tzinfo=dt.UTC) for day in days]
        until = max(self.until, *noons)
        reception = receive(statements, self.facts, until)
        if reception.refusals:
            return reception.refusals
        return Histoire(numbered(self.facts, reception.accepted), self.asked, until)


def numbered(told: pa.Table, more: pa.Table) -> pa.Table:
    """Return facts followed by more facts of the same dossier, numbered after them.

    Law:
        None: a way of numbering.
    """
    if not more.num_rows:
        return told
    first = 1 + (pc.max(told["sequence"]).as_py() or 0)
    at = FACTS.get_field_index("sequence")
    numbers = pa.array(range(first, first + more.num_rows), pa.int64())
    return pa.concat_tables([told, more.set_column(at, FACTS.field(at), numbers)])
