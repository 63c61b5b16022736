"""What a hypothesis changes of the rights of the coming months: the same household, evaluated twice.

The household as it is and as it is supposed are two dossiers of one evaluation, over the same
months and with the same incomes carried on: what differs is due to the hypothesis alone. Where
something can be claimed, both are evaluated with it claimed, too: a claim moves the quarters, and
what is received of one benefit counts in another. What is likely to be claimed is evaluated with
the rest; anything else asks for a second evaluation.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from justedroit.core.base import Refusal
from justedroit.core.droits.demandes import claim_kind
from justedroit.core.droits.evaluation import evaluation
from justedroit.core.droits.hypothese_effets import effects
from justedroit.core.droits.hypothese_foyer import Hypothese, Suppose
from justedroit.core.droits.hypothese_histoire import Histoire, Question, numbered
from justedroit.core.droits.hypothese_paris import Claims, guesses
from justedroit.core.droits.hypothese_resultat import ADemander, LigneSimulee, Simulation
from justedroit.core.droits.hypothese_revenus import incomes_of
from justedroit.core.droits.prestations import prestations
from justedroit.core.droits.projection import project
from justedroit.core.droits.situation import Law
from justedroit.core.faits import KNOWN, as_known

# ASSUMPTION: the law of the coming months is the last one known.
LAW_HOLDS = "La loi et les montants connus aujourd'hui s'appliquent à tous les mois à venir."
NO_EFFECT = "Ce qui est supposé ne change rien à ce qui est connu."

# Variants, dossiers of the evaluation: as it is, as supposed, and the same once all is claimed.
AS_IS, SUPPOSED, AS_IS_CLAIMED, CLAIMED = 1, 2, 3, 4
_CLAIMED_OF = {AS_IS: AS_IS_CLAIMED, SUPPOSED: CLAIMED}

Key = tuple[int, str, int]  # variant, benefit, month
Cents = tuple[int, int]  # due, computed
Guesses = Mapping[tuple[int, Claims], pa.Table]  # what is known, by variant and claims


def simulate(
    facts: pa.Table, hypotheses: Sequence[Hypothese], asked: Question, law: Law
) -> Simulation | list[Refusal]:
    """Return the rights of one dossier with and without what is supposed.

    Args:
        facts: schema FACTS, the journal of the dossier; what is known later is set aside.
        hypotheses: what is supposed, all at once; they are told one after the other.
        asked: the question.
        law: the law.

    Returns:
        The simulation; or why what is supposed contradicts the household.

    Law:
        See `evaluate`; what is supposed is received as what is declared is, see `receive`.
    """
    now = pa.scalar(asked.now, facts["known_at"].type)
    told = facts.filter(pc.less_equal(facts["known_at"], now))
    taken = project(as_known(told, at=asked.now), asked.now, asked.today, asked.months[-1])
    base = Histoire(numbered(told, taken.facts), asked, asked.now)
    supposed = base.supposing(hypotheses)
    if isinstance(supposed, list):
        return supposed
    story, said = supposed
    stories = {AS_IS: base, SUPPOSED: story}
    guessed = {(one.variant, one.claims): one.known for one in guesses(stories, said)}
    found = _Rights.of(stories, guessed, asked, law)
    claims = {n: found.claims(n) for n in stories}
    known = {
        _CLAIMED_OF[n]: guessed.get((n, frozenset(made.items()))) or _claimed(stories[n], made)
        for n, made in claims.items()
    }
    found = found.also(known, claims, asked, law)
    lines = tuple(found.lines(asked.months))
    return Simulation(
        dossier=asked.dossier,
        months=asked.months,
        hypotheses=tuple(one.libelle for one in said),
        lines=lines,
        incomes_before_cents=incomes_of(base.known, asked.months),
        incomes_after_cents=incomes_of(story.known, asked.months),
        effects=tuple(effects(lines, said, known[CLAIMED])),
        to_claim=tuple(_to_claim(claims[AS_IS], claims[SUPPOSED], lines)),
        assumptions=tuple(_assumed(taken.assumptions, said, (base.known, story.known))),
    )


@dataclass(frozen=True, slots=True)
class _Rights:
    """Rights evaluated.

    Attributes:
        rows: cents due, cents computed, by variant, benefit and month.
        guessed: what gives the same, under a number, of the claims guessed of a variant.
    """

    rows: Mapping[Key, Cents]
    guessed: Mapping[tuple[int, Claims], Callable[[int], Mapping[Key, Cents]]]

    @classmethod
    def of(
        cls, stories: Mapping[int, Histoire], guessed: Guesses, asked: Question, law: Law
    ) -> _Rights:
        """Evaluate variants of a dossier, and claims guessed of them, at once."""
        numbers = {key: CLAIMED + place for place, key in enumerate(guessed, start=1)}
        known = {n: story.known for n, story in stories.items()}
        rights = _evaluated(known | {numbers[k]: t for k, t in guessed.items()}, asked, law)
        likely = {key: partial(_rows, rights, number) for key, number in numbers.items()}
        return cls(
            {key: told for n in stories for key, told in _rows(rights, n, n).items()}, likely
        )

    def also(
        self,
        known: Mapping[int, pa.Table],
        claims: Mapping[int, Mapping[str, int]],
        asked: Question,
        law: Law,
    ) -> _Rights:
        """Return these rights and those of what is claimed: where nothing can be, the same."""
        more, unforeseen = dict[Key, Cents](), dict[int, pa.Table]()
        for variant, claimed in _CLAIMED_OF.items():
            likely = self.guessed.get((variant, frozenset(claims[variant].items())))
            if not claims[variant]:
                more |= {(claimed, b, m): c for (n, b, m), c in self.rows.items() if n == variant}
            elif likely:
                more |= likely(claimed)
            else:
                unforeseen[claimed] = known[claimed]
        if unforeseen:
            rights = _evaluated(unforeseen, asked, law)
            for claimed in unforeseen:
                more |= _rows(rights, claimed, claimed)
        return _Rights({**self.rows, **more}, self.guessed)

    def claims(self, variant: int) -> dict[str, int]:
        """Return the kinds of claim by which something would be due, and from which month.

        A kind by which something is due already is not claimed again.
        """
        first, held = dict[str, int](), set[str]()
        for (n, benefit, month), (due, could) in self.rows.items():
            kind = claim_kind(benefit)
            if n == variant and due:
                held.add(kind)
            elif n == variant and could:
                first[kind] = min(month, first.get(kind, month))
        return {kind: month for kind, month in first.items() if kind not in held}

    def lines(self, months: Sequence[int]) -> Iterator[LigneSimulee]:
        """Yield the rights by benefit and month; a benefit that is never due is left out."""
        paid = {benefit for (_, benefit, _), (due, _) in self.rows.items() if due}
        for benefit in prestations():
            for month in months if benefit in paid else ():
                yield LigneSimulee(
                    benefit,
                    month,
                    before_cents=self._due(AS_IS, benefit, month),
                    after_cents=self._due(SUPPOSED, benefit, month),
                    claimed_before_cents=self._due(AS_IS_CLAIMED, benefit, month),
                    claimed_cents=self._due(CLAIMED, benefit, month),
                )

    def _due(self, variant: int, benefit: str, month: int) -> int:
        return self.rows.get((variant, benefit, month), (0, 0))[0]


def _claimed(story: Histoire, claims: Mapping[str, int]) -> pa.Table:
    return story.claiming(claims).known if claims else story.known


def _evaluated(known: Mapping[int, pa.Table], asked: Question, law: Law) -> pa.Table:
    """Evaluate what is known of several variants at once, each a dossier; schema RIGHTS."""
    tables = [_renamed(table, number) for number, table in known.items()]
    settled: Collection[int] = tuple(known) if asked.settled else ()
    return evaluation(pa.concat_tables(tables), asked.months, law, settled).rights


def _rows(rights: pa.Table, number: int, variant: int) -> dict[Key, Cents]:
    """Return the rights of a dossier of an evaluation, under the number of a variant."""
    of = rights.filter(pc.equal(rights["dossier"], number))
    names = ("benefit", "month", "due_cents", "computed_cents")
    columns = (of[name].to_pylist() for name in names)
    return {(variant, b, m): (due, could) for b, m, due, could in zip(*columns, strict=True)}


def _renamed(known: pa.Table, number: int) -> pa.Table:
    at = KNOWN.get_field_index("dossier")
    return known.set_column(at, KNOWN.field(at), pa.array(np.full(known.num_rows, number)))


def _to_claim(
    as_is: Mapping[str, int], supposed: Mapping[str, int], lines: Sequence[LigneSimulee]
) -> Iterator[ADemander]:
    """Yield the benefits that claiming makes due."""
    sums: dict[str, tuple[int, int]] = {}
    for line in lines:
        before, after = sums.get(line.benefit, (0, 0))
        sums[line.benefit] = before + line.claimed_before_cents, after + line.claimed_cents
    for benefit, (before, after) in sums.items():
        kind = claim_kind(benefit)
        if (kind in as_is and before) or (kind in supposed and after):
            depuis = supposed.get(kind) or as_is[kind]
            yield ADemander(benefit, depuis, kind in as_is and before > 0, before, after)


def _assumed(
    taken: Iterable[str], said: Sequence[Suppose], known: tuple[pa.Table, pa.Table]
) -> Iterator[str]:
    yield from taken
    for one in said:
        yield from one.assumptions
    names = ["person", "kind", "value", "valid_from", "valid_until"]
    if said and known[0].select(names).equals(known[1].select(names)):
        yield NO_EFFECT
    yield LAW_HOLDS
