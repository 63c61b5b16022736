"""What each fact explains of a sum claimed or paid: of its own months only, and to the cent.

A revision may lower some months of a benefit and raise others. What falls is claimed in full, what
rises is paid in full: neither is explained by their difference. The shares are those of the months
of the sum; what was taken off it since is a line of its own, so that the lines add up to the sum.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from justedroit.core.base import euros
from justedroit.core.courriers.motifs import motives
from justedroit.core.creances import INDU, Creance, Ligne
from justedroit.core.ecarts import Case, Difference, MoisExplique, Parts

# What is taken off a claim, in the order in which it is told → why, as a letter says it.
_OFF: Final[Mapping[str, str]] = {
    "droit_reduit": "nous ne les avions pas encore versés",
    "undone": "vos droits ont augmenté depuis",
    "returned": "la banque nous les a renvoyés",
    "annulled": "une décision les a annulés",
    "prescribed": "il est trop tard pour vous les demander (prescription)",
    "lost": "il est trop tard pour vous les verser (prescription)",
}


@dataclass(frozen=True, slots=True)
class Causes:
    """Why a sum is claimed, or paid.

    Attributes:
        lignes: a sentence by fact, its euros first; then what was taken off.
        cents: what these lines add up to, positive: the sum that they explain.
        cases: the benefits and months of the sum.
    """

    lignes: tuple[str, ...]
    cents: int
    cases: tuple[Case, ...]


def stands(ligne: Ligne) -> int:
    """Return what stands of the claim of a month, time apart, in cents.

    Law:
        CSS art. R133-9-2: what is claimed.
    """
    return ligne.claimed - ligne.undone - ligne.returned - ligne.annulled


def shown(creance: Creance) -> list[Ligne]:
    """Return the lines of a créance that its notice shows: claimed, or taken by time.

    Law:
        CSS art. R133-9-2, L553-1: what time has taken is shown, and not claimed.
    """
    return [
        ligne
        for ligne in creance.lignes
        if ligne.nature == INDU and (stands(ligne) or ligne.prescribed)
    ]


def causes_of_claims(
    parts: Parts, differences: Iterable[Difference], claims: Sequence[Creance]
) -> Causes:
    """Return what each fact explains of some créances, over the months that they claim.

    Args:
        parts: of the whole revision.
        differences: of the same, `ecarts.explain`.
        claims: of the same decision.

    Law:
        CSS art. R133-9-2 I 1°, CRPA art. L211-2: the motive of what is claimed, fact by fact.
    """
    lines = {(claim.benefit, ligne.month): ligne for claim in claims for ligne in shown(claim)}
    off = dict.fromkeys(_OFF, 0)
    for case, month in _months(differences):
        if case in lines:
            off["droit_reduit"] += dict(month.motives).get("droit_reduit", 0)
    for ligne in lines.values():
        for issue in ("undone", "returned", "annulled", "prescribed"):
            off[issue] += getattr(ligne, issue)
    return _causes(parts, tuple(lines), off, -1)


def causes_of_rappel(parts: Parts, owed: Sequence[Difference]) -> Causes:
    """Return what each fact explains of a rappel, over the months that rise.

    Args:
        parts: of the whole revision.
        owed: what rises, see `rises`.

    Law:
        CRPA art. L211-2: the motive, fact by fact.
    """
    months = _months(owed)
    lost = sum(month.prescribed_cents for _, month in months)
    off = dict.fromkeys(_OFF, 0) | {"lost": lost}
    return _causes(parts, tuple(case for case, _ in months), off, 1)


def rises(differences: Iterable[Difference]) -> list[Difference]:
    """Return what rises of some differences: their months that fall are claimed apart.

    Law:
        CSS art. L553-2; domaine 3.1, point 4: a rappel does not hide an indu, nor the reverse.
    """
    return _only(differences, lambda month: month.delta_cents > 0)


def falls(
    parts: Parts, differences: Iterable[Difference], claims: Sequence[Creance]
) -> list[Difference]:
    """Return what créances claim of some differences, with the origin of what made that fall.

    Args:
        parts: of the whole revision.
        differences: of the same.
        claims: of the same decision.

    Law:
        Domaine 2.6: what is reproached must have made the error.
    """
    cases = {(claim.benefit, ligne.month) for claim in claims for ligne in shown(claim)}
    found = []
    for one in differences:
        mine = [month for month in one.months if (one.benefit, month.month) in cases]
        if mine:
            origine = parts.origine_of([(one.benefit, month.month) for month in mine])
            found.append(replace(one, months=tuple(mine), origine=origine))
    return found


def _only(
    differences: Iterable[Difference], chosen: Callable[[MoisExplique], bool]
) -> list[Difference]:
    kept = [(one, tuple(filter(chosen, one.months))) for one in differences]
    return [replace(one, months=months) for one, months in kept if months]


def _months(differences: Iterable[Difference]) -> list[tuple[Case, MoisExplique]]:
    return [((one.benefit, month.month), month) for one in differences for month in one.months]


def _causes(parts: Parts, cases: tuple[Case, ...], off: Mapping[str, int], way: int) -> Causes:
    """Return the lines of some cases that all fall, or rise, and their sum."""
    moved = sum(one.cents_of(cases) for one in parts.every) * way
    told = [
        f"{euros(cents)} ôtés de cette somme : {_OFF[why]}." for why, cents in off.items() if cents
    ]
    return Causes((*motives(parts, cases), *told), moved - sum(off.values()), cases)
