"""What is likely to be claimed, evaluated beside the rest: an evaluation is spared where it is right.

What can be claimed is known once the household is evaluated, and moves the quarters: it would
be evaluated again. One evaluation of sixty households takes hardly longer than one of two: the
likely claims are evaluated at once with what they are guessed from. A guess changes no result.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from justedroit.core.base import add_months, first_day, month_of
from justedroit.core.droits.hypothese_foyer import SOURCE, Suppose
from justedroit.core.droits.hypothese_histoire import Histoire
from justedroit.core.faits import KNOWN

# The claims most often lacking, and the kind of fact that each is nothing without.
_LIKELY: Final = {
    "demande_aide_logement": "loyer",
    "demande_asf": "enfant",
    "demande_ppa": "allocataire",
    "demande_rsa": "allocataire",
}
_MOST: Final = 3  # kinds guessed: sixty variants
_WAITS: Final = 4  # months, from that of the change, in which it may open a right

_Claim = tuple[str, int]
Claims = frozenset[_Claim]


@dataclass(frozen=True, slots=True)
class Pari:
    """Claims that are guessed of a variant.

    Attributes:
        variant: number of the variant, as it is or as supposed.
        claims: kinds of claim, and the month in which each is made.
        known: what is known once they are made, schema KNOWN.
    """

    variant: int
    claims: Claims
    known: pa.Table


def guesses(stories: Mapping[int, Histoire], said: Sequence[Suppose]) -> list[Pari]:
    """Return the likely claims of two variants: as things are, and as supposed.

    Args:
        stories: the variant as it is, then the one supposed, by number.
        said: what is supposed.

    Law:
        None: an economy of evaluation; it changes no result.
    """
    as_is, supposed = stories
    first = stories[as_is].asked.months[0]
    since = [month_of(one.since) for one in said]
    kinds = [k for k in _unclaimed(stories[as_is]) if k in {*_unclaimed(stories[supposed])}]
    already = [*_subsets(kinds, first)]
    opened = dict.fromkeys(
        claims | more
        for claims in already
        for more in _one_more(kinds, claims, min(since, default=first))
    )
    made = {one: _row(stories[as_is], *one) for one in sorted(frozenset[_Claim]().union(*opened))}
    return [
        Pari(
            variant, claims, pa.concat_tables([stories[variant].known, *(made[c] for c in claims)])
        )
        for variant, some in ((as_is, already), (supposed, opened))
        for claims in some
        if claims
    ]


def _unclaimed(story: Histoire) -> list[str]:
    """Return the likely kinds of claim of which nothing is told."""
    told = set(pc.unique(story.known["kind"]).to_pylist())
    return [kind for kind, fed in _LIKELY.items() if kind not in told and fed in told][:_MOST]


def _subsets(kinds: Sequence[str], month: int) -> Iterator[Claims]:
    for size in range(len(kinds) + 1):
        for some in combinations(kinds, size):
            yield frozenset((kind, month) for kind in some)


def _one_more(kinds: Sequence[str], claims: Claims, since: int) -> Iterator[Claims]:
    """Yield nothing more, then one right that the change opens, in each month when it may."""
    yield frozenset()
    made = {kind for kind, _ in claims}
    for kind in kinds:
        for wait in range(_WAITS) if kind not in made else ():
            yield frozenset({(kind, add_months(since, wait))})


def _row(story: Histoire, kind: str, month: int) -> pa.Table:
    """Return a claim of which nothing was told, as it is known once it is made: see `claiming`."""
    row = {
        "dossier": story.asked.dossier,
        "person": 0,
        "kind": kind,
        "value": "true",
        "valid_from": max(first_day(month), story.asked.today),
        "valid_until": None,
        "known_at": story.until,
        "source": SOURCE,
        "sequence": 0,
    }
    return pa.Table.from_pylist([row], schema=KNOWN)
