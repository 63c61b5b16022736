"""The one withholding of a month: which debts it pays back, on which benefits, in which order."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from justedroit.core.base import (
    FRANCE,
    add_months,
    first_day,
    month_of,
    months_between,
    parametre,
)
from justedroit.core.creances import (
    QUALIFIED,
    Creance,
    Ligne,
    RetenueFixee,
    creance_reference,
    in_order,
    read_events,
)
from justedroit.core.recouvrement.bareme import repeat_years, surcharge_percent
from justedroit.core.recouvrement.fongibilite import (
    Place,
    ranked,
    withholdable_cents,
)
from justedroit.core.registre import TRANSFERS, account

TROP_TOT, SUSPENDUE, ECHEANCIER, ATTEND = "trop_tot", "suspendue", "echeancier", "attend"
RIEN, DEJA, INCONNU, ZERO = "rien_a_payer", "deja_retenu", "bareme_inconnu", "retenue_nulle"
PRESCRITE, REFUSEE = "prescrite", "refusee"
# Why nothing is withheld for a créance this month → what a person reads.
RAISONS: Final = {
    TROP_TOT: "la retenue ne peut pas encore commencer",
    SUSPENDUE: "le recouvrement est suspendu",
    ECHEANCIER: "un échéancier est en cours, remboursé autrement que par retenue",
    ATTEND: "une dette plus ancienne est remboursée d'abord",
    RIEN: "aucune prestation sur laquelle retenir n'est à payer ce mois",
    DEJA: "la retenue du mois est déjà faite",
    INCONNU: "le barème de ce territoire n'a pas été lu : une personne fixe la retenue",
    ZERO: "la retenue du mois est de zéro",
    PRESCRITE: "le délai pour la recouvrer est passé",
    REFUSEE: "le registre refuse cette retenue",
}


class Ecart(NamedTuple):
    """Why nothing is withheld for a créance: a key of RAISONS, and what more is known of it."""

    code: str
    detail: str = ""


CALCULEE, DECIDEE = "calculee", "decidee"
_HUNDRED: Final = 100


@dataclass(frozen=True, slots=True)
class Debiteur:
    """What the withholding of a month is decided from, for one dossier.

    Attributes:
        dossier: number.
        creances: all those that it still owes.
        places: what is to be paid to it; the withholding takes from them.
        cents: the withholding of the month, of the scale, of a decision or of a plan.
        aside: number of a créance → why nothing is withheld for it.
        majorations: number of a créance of fraud → percent added.
    """

    dossier: int
    creances: Sequence[Creance]
    places: Sequence[Place]
    cents: int
    aside: Mapping[int, Ecart] = field(default_factory=dict)
    majorations: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Prise:
    """What is withheld on a right for a line of a créance.

    Attributes:
        dossier: number.
        creance: number.
        debt: benefit that was overpaid.
        ligne: month of the debt.
        nature: `indu` or `indemnite`.
        benefit: on which it is withheld.
        month: of that right.
        cents: how much.
    """

    dossier: int
    creance: int
    debt: str
    ligne: int
    nature: str
    benefit: str
    month: int
    cents: int


@dataclass(frozen=True, slots=True)
class Retenue:
    """The withholding of a month, for one dossier.

    Attributes:
        dossier: number.
        prises: what is withheld, in order.
        skipped: number of a créance → why nothing is withheld for it.
    """

    dossier: int
    prises: tuple[Prise, ...]
    skipped: Mapping[int, Ecart]

    @property
    def cents(self) -> int:
        """What is withheld in all."""
        return sum(prise.cents for prise in self.prises)


def withheld(debiteur: Debiteur, day: dt.date) -> Retenue:
    """Return the one withholding of a month.

    The oldest debt first; what it leaves of the month's amount goes to the next one. Never more than
    the amount, than what is owed, than what is to be paid.

    Args:
        debiteur: what is owed and to be paid; its places are changed.
        day: of the withholding.

    Law:
        CSS art. L553-2, D553-4; D553-5 for fraud: the share that goes to it is raised.
    """
    budget = debiteur.cents
    cap = withholdable_cents(debiteur.places, day)
    prises: list[Prise] = []
    skipped = dict(debiteur.aside)
    for claim in in_order(c for c in debiteur.creances if c.number not in debiteur.aside):
        if not budget:
            skipped[claim.number] = Ecart(ATTEND if debiteur.cents else ZERO)
            continue
        share = _HUNDRED + debiteur.majorations.get(claim.number, 0)
        want = min(budget * share // _HUNDRED, claim.total(), cap)
        taken = _taken(claim, ranked(claim.benefit, debiteur.places, day), want)
        if not taken:
            skipped[claim.number] = Ecart(ATTEND if prises else RIEN)
        prises += taken
        cents = sum(prise.cents for prise in taken)
        cap -= cents
        budget -= -(-cents * _HUNDRED // share)
    return Retenue(debiteur.dossier, tuple(prises), skipped)


def _taken(claim: Creance, some: Sequence[Place], want: int) -> list[Prise]:
    """Return what is withheld for a créance, its oldest month first; the places are lowered."""
    lines = [line for line in claim.lignes if line.open > 0]
    left = [line.open for line in lines]
    out: list[Prise] = []
    for place in some:
        for i, line in enumerate(lines):
            cents = min(want, place.cents, left[i])
            if cents > 0:
                out.append(_prise(claim, line, place, cents))
                left[i] -= cents
                place.cents -= cents
                want -= cents
    return out


def _prise(claim: Creance, line: Ligne, place: Place, cents: int) -> Prise:
    debt = (claim.dossier, claim.number, claim.benefit, line.month, line.nature)
    return Prise(*debt, place.benefit, place.month, cents)


def transfers_of_withholdings(
    retenues: Iterable[Retenue], month: int, on: dt.date, now: dt.datetime
) -> pa.Table:
    """Return the transfers by which some withholdings are made.

    Args:
        retenues: of any number of dossiers.
        month: of the order of payment that they lower.
        on: day of value, that of the payment.
        now: instant of entry, UTC.

    Returns:
        Schema TRANSFERS: for each créance, what leaves the rights (motive `retenue`), then what it
        pays back (motive `remboursement`).

    Law:
        CSS art. L553-2; decision 0021: reference `creance:<n>:retenue:<month>`.
    """
    rows: list[dict[str, Any]] = []
    common = {"sequence": 0, "value_on": on, "entered_at": now}
    for one in retenues:
        for motive, sums in (("retenue", _from_rights(one)), ("remboursement", _to_debts(one))):
            for (number, debit, credit, of), cents in sums.items():
                reference = creance_reference(number, f"retenue:{month}")
                row = {"dossier": one.dossier, "debit": debit, "credit": credit, "month": of}
                row |= {"amount_cents": cents, "motive": motive, "reference": reference}
                rows.append(row | common)
    return pa.Table.from_pylist(rows, schema=TRANSFERS)


_Sums = dict[tuple[int, str, str, int], int]


def _from_rights(one: Retenue) -> _Sums:
    sums: _Sums = {}
    for p in one.prises:
        key = (p.creance, account(p.benefit, "droit"), account(p.debt, "retenu"), p.month)
        sums[key] = sums.get(key, 0) + p.cents
    return sums


def _to_debts(one: Retenue) -> _Sums:
    sums: _Sums = {}
    for p in one.prises:
        key = (p.creance, account(p.debt, "retenu"), account(p.debt, p.nature), p.ligne)
        sums[key] = sums.get(key, 0) + p.cents
    return sums


def is_current(last: RetenueFixee | None, month: int, *, quarterly: bool, changed: bool) -> bool:
    """Return whether the monthly amount fixed last still holds, without calculating it again.

    What a person decided holds until a person decides otherwise. What was calculated holds for the
    civil year, or for the quarter where a quarterly benefit is open, unless the situation changed.

    Args:
        last: the amount fixed last.
        month: of the withholding.
        quarterly: whether a quarterly benefit is open.
        changed: whether something was learnt of the household since.

    Law:
        CSS art. D553-1 II, D553-2; parameter `retenue.revision`, a_verifier.
    """
    if last is None:
        return False
    if last.statut == DECIDEE:
        return True
    if changed or last.since_month // 100 != month // 100:
        return False
    months: int = parametre("recouvrement/retenue.revision").at(month)
    return not quarterly or months_between(last.since_month, month) < months


def majorations(
    creances: Iterable[Creance], frauds: Mapping[int, Sequence[dt.date]], day: dt.date
) -> dict[int, int]:
    """Return by how many percent the withholding of each créance of fraud is raised.

    Args:
        creances: of one dossier.
        frauds: number of a créance of fraud → the days on which the dossier was qualified of fraud.
        day: of the withholding.

    Law:
        CSS art. D553-5: raised by half; twice as much when a fraud was qualified in the five years
        before this one was found; parameter `bareme.fraude`.
    """
    out = {}
    for claim in creances:
        if claim.number not in frauds:
            continue
        born = claim.born_at.astimezone(FRANCE).date()
        since = first_day(add_months(month_of(born), -12 * repeat_years(day)))
        repeated = any(since <= qualified < born for qualified in frauds[claim.number])
        out[claim.number] = surcharge_percent(day, repeated=repeated)
    return {number: percent for number, percent in out.items() if percent}


def qualified_frauds(events: pa.Table) -> dict[int, list[dt.date]]:
    """Return the days on which a fraud was qualified, by dossier.

    Args:
        events: columns `dossier`, `tag`, `at`, `author`, `payload`, in the order of the journals.

    Law:
        CSS art. L114-17, D553-5.
    """
    found: dict[int, list[dt.date]] = {}
    for one in read_events(events.filter(pc.equal(events["tag"], QUALIFIED))):
        if one.told["qualification"] == "fraude":
            found.setdefault(one.dossier, []).append(one.at.astimezone(FRANCE).date())
    return found
