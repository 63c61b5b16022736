"""What explains the differences of a revision: the share of each changed fact, and what is left.

The parts of the facts and the remainders add up exactly to what the ledger has moved. They are
made by `attribution`, told in French and JSON by `lettre`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from justedroit.core.ecarts.changements import Changement
from justedroit.core.ecarts.joueurs import Joueur
from justedroit.core.ecarts.lettre import parts_in_french, parts_in_json
from justedroit.core.ecarts.origine import Origine, origine_of_law, weighed_origine

# The remainders that a change of the law applied explains.
_OF_THE_LAW = {"loi_retroactive": "retroactif", "loi_corrigee": "corrige"}
# Why the ledger has moved by something else than what the facts change. Closed.
RESTES = {
    "loi_retroactive": "Un texte à effet rétroactif a changé la loi appliquée",
    "loi_corrigee": "Un paramètre ou une formule du calcul a été corrigé",
    "premier_passage": "Ce mois n'avait pas encore été versé au registre",
    "avant": "La révision précédente n'avait pas repris ce mois, ou l'avait compté autrement",
    "version": "Le calcul d'aujourd'hui, d'une autre version, ne retrouve pas celui de la révision",
    "apres": "La révision a retenu autre chose que ce que les faits donnent seuls",
}


# A benefit, and a month.
Case = tuple[str, int]
# What became of a case, so that what is claimed is never mixed with what falls or rises besides.
INDU, BAISSE, HAUSSE = "indu", "baisse", "hausse"


@dataclass(frozen=True, slots=True)
class PartMois:
    """What a fact, or a remainder, explains of one benefit and month, in cents; never zero."""

    benefit: str
    month: int
    cents: int


@dataclass(frozen=True, slots=True)
class Part:
    """What one changed fact explains.

    Attributes:
        fact: the fact, as a person would say it: its statements, what they change.
        origine: proposed for this fact alone; a person qualifies it.
        cents: its share of all the benefits and months explained; > 0 rappel, < 0 indu.
        errors: (benefit, `indu`, `baisse` or `hausse`, standard error of the share of these months,
            in cents); none where it is exact.
        months: by benefit and month, only where there is something.
    """

    fact: Joueur
    origine: Origine
    cents: int
    errors: tuple[tuple[str, str, int], ...]
    months: tuple[PartMois, ...]

    @property
    def error_cents(self) -> int:
        """A bound of the standard error of `cents`: the sum of those of its parts."""
        return sum(error for _, _, error in self.errors)

    @property
    def lead(self) -> Changement:
        """The change that names the fact."""
        return self.fact.lead

    def cents_of(self, cases: Collection[Case]) -> int:
        """Return its share of some benefits and months, in cents.

        Law:
            None: an arrangement.
        """
        return _sum_of(self.months, cases)


@dataclass(frozen=True, slots=True)
class Reste:
    """What no changed fact explains.

    Attributes:
        code: of the closed list RESTES.
        cents: in all.
        months: by benefit and month, only where there is something.
    """

    code: str
    cents: int
    months: tuple[PartMois, ...]

    @property
    def label(self) -> str:
        """What it is, in French."""
        return RESTES[self.code]

    def cents_of(self, cases: Collection[Case]) -> int:
        """Return what it is of some benefits and months, in cents.

        Law:
            None: an arrangement.
        """
        return _sum_of(self.months, cases)


@dataclass(frozen=True, slots=True)
class Mouvement:
    """What a revision does in one benefit: what rises is never netted against what falls.

    Attributes:
        benefit: as OpenFisca spells it.
        motive: `rappel`, `indu`, `droit_reduit`, `annulation`; or `prescription`: what time has
            taken of the others.
        cents: positive.
    """

    benefit: str
    motive: str
    cents: int


@dataclass(frozen=True, slots=True)
class Parts:
    """What explains the differences of one revision, cent by cent.

    Attributes:
        reference: of the revision.
        benefits: those explained.
        moved: what the ledger has done, by benefit and motive.
        delta_cents: what the ledger has moved: parts and restes add up to it exactly.
        exact: every set of facts was evaluated; otherwise orders were drawn.
        orders: how many orders were drawn; 0 where exact.
        evaluations: how many sets of facts were evaluated.
        law: name and version of the law that evaluated them.
        parts: those that move most euros first; facts without effect included.
        restes: what no fact explains; none, most of the time.
        indus: the benefits and months of which something was claimed.
    """

    reference: str
    benefits: tuple[str, ...]
    moved: tuple[Mouvement, ...]
    delta_cents: int
    exact: bool
    orders: int
    evaluations: int
    law: str
    parts: tuple[Part, ...]
    restes: tuple[Reste, ...]
    indus: tuple[Case, ...] = ()

    @property
    def every(self) -> tuple[Part | Reste, ...]:
        """All that explains: the facts, then what no fact does."""
        return (*self.parts, *self.restes)

    @property
    def falling(self) -> tuple[Case, ...]:
        """The benefits and months that fall: never against those that rise, of one benefit or not."""
        return tuple(case for case, cents in self._moves().items() if cents < 0)

    @property
    def rising(self) -> tuple[Case, ...]:
        """The benefits and months that rise."""
        return tuple(case for case, cents in self._moves().items() if cents > 0)

    def _moves(self) -> dict[Case, int]:
        """Return what the ledger has moved: what the shares add up to, in each."""
        found: dict[Case, int] = defaultdict(int)
        for one in self.every:
            for month in one.months:
                found[month.benefit, month.month] += month.cents
        order = {benefit: rank for rank, benefit in enumerate(self.benefits)}
        return dict(sorted(found.items(), key=lambda row: (order[row[0][0]], row[0][1])))

    def error_of(self, part: Part, cases: Collection[Case]) -> int:
        """Return a bound of the standard error of what a part explains of some cases, in cents.

        Args:
            part: of these.
            cases: all those that are claimed, fall or rise, of one benefit or several.

        Law:
            None: an arrangement.
        """
        if not part.errors:
            return 0
        moves, indus = self._moves(), {*self.indus}
        groups = {(case[0], sens(case in indus, moves.get(case, 0))) for case in cases}
        return sum(error for benefit, way, error in part.errors if (benefit, way) in groups)

    @property
    def weighing(self) -> tuple[Part, ...]:
        """Those that explain something, be it months that cancel each other."""
        return tuple(part for part in self.parts if part.months)

    @property
    def idle(self) -> tuple[Part, ...]:
        """Those without effect."""
        return tuple(part for part in self.parts if not part.months)

    def of_benefit(self, benefit: str) -> Parts:
        """Return what of it is of one benefit.

        Law:
            None: an arrangement.
        """
        parts = [
            replace(
                part,
                months=(mine := _only(part.months, benefit)),
                cents=sum(month.cents for month in mine),
                errors=tuple(error for error in part.errors if error[0] == benefit),
            )
            for part in self.parts
        ]
        restes = [
            replace(reste, months=mine, cents=sum(month.cents for month in mine))
            for reste in self.restes
            if (mine := _only(reste.months, benefit))
        ]
        return replace(
            self,
            benefits=(benefit,),
            moved=tuple(one for one in self.moved if one.benefit == benefit),
            delta_cents=sum(p.cents for p in parts) + sum(r.cents for r in restes),
            parts=by_weight(parts),
            restes=tuple(restes),
            indus=tuple(case for case in self.indus if case[0] == benefit),
        )

    @property
    def origine(self) -> Origine:
        """The origin proposed for the whole: that of what explains most of it, never of an idle fact.

        Months that cancel each other have no way of their own: all that moves them counts.
        """
        return self.origine_of([*self._moves()])

    def origine_of(self, cases: Collection[Case]) -> Origine:
        """Return the origin proposed for some benefits and months, those claimed for instance.

        Law:
            Domaine 2.6: what is reproached must have made the error.
        """
        laws = [(_OF_THE_LAW[r.code], r) for r in self.restes if r.code in _OF_THE_LAW]
        told: list[tuple[Part | Reste, Origine]] = [(part, part.origine) for part in self.weighing]
        told += [(reste, origine_of_law(change)) for change, reste in laws]
        total = sum(one.cents_of(cases) for one in self.every)
        way = (total > 0) - (total < 0)
        return weighed_origine(
            [(one.cents_of(cases) * way if way else _weight(one), origine) for one, origine in told]
        )

    def to_french(self) -> str:
        """Return what explains the differences as a person can read it in a letter.

        Law:
            CSS art. R133-9-2: the motive of what is claimed; CRPA art. L211-2.
        """
        return parts_in_french(self)

    def to_json(self) -> str:
        """Return the shares as JSON: cents, ISO dates, UTC instants.

        Law:
            None: a way of writing.
        """
        return parts_in_json(self)


def sens(claimed: bool, cents: int) -> str:  # noqa: FBT001
    """Return what became of a benefit and month: claimed, fallen and not paid yet, or risen.

    Law:
        CSS art. R133-9-2: what is claimed is explained apart.
    """
    if claimed:
        return INDU
    return HAUSSE if cents > 0 else BAISSE


def _sum_of(months: Iterable[PartMois], cases: Collection[Case]) -> int:
    chosen = {*cases}
    return sum(month.cents for month in months if (month.benefit, month.month) in chosen)


def _only(months: Iterable[PartMois], benefit: str) -> tuple[PartMois, ...]:
    return tuple(month for month in months if month.benefit == benefit)


def by_weight(parts: Iterable[Part]) -> tuple[Part, ...]:
    """Return parts, those that move most euros first; at equal weight, by day of validity.

    Law:
        None: an arrangement.
    """
    return tuple(sorted(parts, key=lambda part: (-_weight(part), part.fact.valid_from)))


def _weight(part: Part | Reste) -> int:
    """Return the cents that a fact moves, what it adds to a month not hiding what it takes."""
    return sum(abs(month.cents) for month in part.months)
