"""A simulation told: sentences a household understands, and the same as data."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from justedroit.core.base import euros, month_text, of_month
from justedroit.core.droits.hypothese_mots import more_or_less
from justedroit.core.droits.prestations import prestations

if TYPE_CHECKING:
    from justedroit.core.droits.hypothese_resultat import Effet, Simulation

_TOLD_CENTS = 1_000  # a later change of a benefit under this, a month, is only in the table
_STEADY = 3  # months at the end for which a difference that stays the same is told as it is


@dataclass(frozen=True, slots=True)
class Allure:
    """How a difference by month reads: from when, how much a month.

    Attributes:
        since: first month that changes, or from which the difference stays the same; 0: none.
        cents: difference a month.
        steady: it is the same every month to the end; else an average.
    """

    since: int
    cents: int
    steady: bool


def allure(months: Sequence[int], differences: Sequence[int]) -> Allure:
    """Return how a difference by month reads.

    Args:
        months: ascending.
        differences: cents, one a month.

    Law:
        None: a way of saying.

    >>> allure([202507, 202508, 202509, 202510], [0, -20, -20, -20])
    Allure(since=202508, cents=-20, steady=True)
    """
    changed = [place for place, cents in enumerate(differences) if cents]
    if not changed:
        return Allure(0, 0, steady=True)
    last = differences[-1]
    start = len(months)
    while start and differences[start - 1] == last:
        start -= 1
    if last and len(months) - start >= _STEADY:
        return Allure(months[start], last, steady=True)
    of = differences[changed[0] :]
    return Allure(months[changed[0]], round(sum(of) / len(of)), steady=False)


def sentences(found: Simulation) -> list[str]:
    """Return what a simulation finds, in French, the most telling first.

    Law:
        CRPA art. L311-3-1: intelligible.
    """
    return [*_headline(found), *reasons(found), *_claims(found)]


def headline(found: Simulation) -> list[str]:
    """Return the first sentences: the rights, then what is left with the incomes.

    Law:
        CRPA art. L311-3-1: intelligible.
    """
    return [*_headline(found)]


def reasons(found: Simulation) -> list[str]:
    """Return when each benefit changes, and why then, in French sentences.

    Law:
        CRPA art. L211-2: the reasons.
    """
    return [*_effects(found.effects)]


def _headline(found: Simulation) -> Iterator[str]:
    with_ = " et ".join(found.hypotheses) or "rien de nouveau"
    due, asked = _differences(found)
    if any(due) or any(asked):
        yield f"Avec {with_}, ce foyer recevrait {_told(found, due)}{_whole(due)}."
    else:
        yield f"Avec {with_}, les droits de ce foyer ne changent pas sur {len(due)} mois."
    if asked != due:
        yield _claimed(found, asked)
    yield from _left(found, asked)


def _claimed(found: Simulation, asked: Sequence[int]) -> str:
    """Return what changes where what can be claimed is; what can be already is so in both."""
    moved = [claim for claim in found.to_claim if claim.before_cents != claim.after_cents]
    moved = moved or [*found.to_claim]
    names = " et ".join(f"« {_label(claim.benefit)} »" for claim in moved)
    told = f"{_told(found, asked)}{_whole(asked)}"
    if any(claim.already for claim in moved):
        return (
            f"En comptant {names} comme demandé dans les deux cas, la différence serait : {told}."
        )
    return f"En demandant {names}, il recevrait {told}."


def _differences(found: Simulation) -> tuple[list[int], list[int]]:
    """Return what changes in each month if nothing is claimed, and where all that can be is."""
    by_month = (
        found.by_month(name)
        for name in ("before_cents", "after_cents", "claimed_before_cents", "claimed_cents")
    )
    rows = [*zip(*by_month, strict=True)]
    return [row[1] - row[0] for row in rows], [row[3] - row[2] for row in rows]


def _left(found: Simulation, rights: Sequence[int]) -> Iterator[str]:
    """Yield what is left once the incomes supposed are counted."""
    pairs = zip(found.incomes_after_cents, found.incomes_before_cents, strict=True)
    earned = [after - before for after, before in pairs]
    if not any(earned):
        return
    left = [a + b for a, b in zip(earned, rights, strict=True)]
    asked = " et ce qui est à demander" if found.to_claim else ""
    yield (
        f"Ses autres revenus changent : {_told(found, earned)}. En comptant ces revenus{asked}, il "
        f"lui resterait {_told(found, left)}{_whole(left)}."
    )


def _told(found: Simulation, differences: Sequence[int]) -> str:
    once = [place for place, cents in enumerate(differences) if cents]
    if not once:
        return "autant qu'aujourd'hui"
    if len(once) == 1 and once[0] < len(differences) - 1:
        month = month_text(found.months[once[0]])
        return f"{more_or_less(differences[once[0]])} une seule fois, en {month}"
    seen = allure(found.months, differences)
    average = "" if seen.steady else " en moyenne"
    return f"{more_or_less(seen.cents)} par mois{average} à partir {of_month(seen.since)}"


def _whole(differences: Sequence[int]) -> str:
    if sum(map(bool, differences)) < 2:
        return ""
    return f" ({more_or_less(sum(differences))} sur {len(differences)} mois)"


def _effects(effects: Sequence[Effet]) -> Iterator[str]:
    order = [*prestations()]
    by_benefit = sorted(effects, key=lambda effect: order.index(effect.benefit))
    for benefit, some in groupby(by_benefit, attrgetter("benefit")):
        told: Effet | None = None
        for effect in some:
            if told is None or abs(effect.after_cents - told.after_cents) >= _TOLD_CENTS:
                yield f"{_label(benefit)} : {_step(effect)}"
                told = effect


def _step(effect: Effet) -> str:
    since, why = f"à partir {of_month(effect.month)}", f" {effect.reason}".rstrip()
    if effect.after_cents == effect.before_cents:
        return f"plus de différence {since}.{why}"
    before, after = euros(effect.before_cents), euros(effect.after_cents)
    return f"{after} au lieu de {before} {since}.{why}"


def _claims(found: Simulation) -> Iterator[str]:
    span = f"sur {len(found.months)} mois"
    for claim in found.to_claim:
        label, before = f"« {_label(claim.benefit)} »", euros(claim.before_cents)
        if not claim.already:
            yield (
                f"{label} est à demander en {month_text(claim.depuis)} : "
                f"{euros(claim.after_cents)} {span}. Sans demande, ce droit n'est pas dû."
            )
        elif claim.before_cents == claim.after_cents:
            yield (
                f"{label} n'est pas demandé et pourrait l'être dès aujourd'hui : {before} {span}, "
                "quoi qu'il arrive."
            )
        else:
            yield (
                f"{label} n'est pas demandé et pourrait l'être dès aujourd'hui : {before} {span}, "
                f"{euros(claim.after_cents)} avec ce qui est supposé."
            )


def _label(benefit: str) -> str:
    return prestations()[benefit].libelle


def to_french(found: Simulation) -> str:
    """Return a simulation as a text: what changes, when and why, and what was assumed.

    Law:
        CRPA art. L311-3-1: intelligible.
    """
    told = [*sentences(found), "", "Ce qui est supposé pour les mois à venir :"]
    return "\n".join([*told, *(f"- {one}" for one in found.assumptions)])


def to_dict(found: Simulation) -> dict[str, Any]:
    """Return a simulation as data, under French names, amounts in cents.

    Law:
        None: a way of writing.
    """
    return {
        "dossier": found.dossier,
        "mois": list(found.months),
        "hypotheses": list(found.hypotheses),
        "droits": [
            {
                "prestation": line.benefit,
                "mois": line.month,
                "avant_centimes": line.before_cents,
                "apres_centimes": line.after_cents,
                "difference_centimes": line.difference_cents,
                "avant_demandes_centimes": line.claimed_before_cents,
                "apres_demandes_centimes": line.claimed_cents,
            }
            for line in found.lines
        ],
        "revenus": {
            "avant_centimes": list(found.incomes_before_cents),
            "apres_centimes": list(found.incomes_after_cents),
        },
        "totaux": {
            "avant_centimes": found.total("before_cents"),
            "apres_centimes": found.total("after_cents"),
            "difference_centimes": found.difference_cents,
            "avant_demandes_centimes": found.total("claimed_before_cents"),
            "apres_demandes_centimes": found.total("claimed_cents"),
            "difference_demandes_centimes": found.claimed_difference_cents,
        },
        "effets": [_french(asdict(effect), _EFFET) for effect in found.effects],
        "a_demander": [_french(asdict(claim), _CLAIM) for claim in found.to_claim],
        "ouverts": list(found.opened),
        "fermes": list(found.closed),
        "phrases": sentences(found),
        "suppositions": list(found.assumptions),
    }


_EFFET = {
    "benefit": "prestation",
    "month": "mois",
    "before_cents": "avant_centimes",
    "after_cents": "apres_centimes",
    "reason": "raison",
}
_CLAIM = {
    "benefit": "prestation",
    "depuis": "depuis",
    "already": "deja_possible",
    "before_cents": "avant_centimes",
    "after_cents": "apres_centimes",
}


def _french(fields: dict[str, Any], names: dict[str, str]) -> dict[str, Any]:
    return {names[name]: value for name, value in fields.items()}


def to_json(found: Simulation) -> str:
    """Return a simulation as JSON, see `to_dict`.

    Law:
        None: a way of writing.
    """
    return json.dumps(to_dict(found), ensure_ascii=False, indent=2)
