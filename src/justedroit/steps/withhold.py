"""Withhold: what the withholding of a month is decided from, dossier by dossier; nothing is written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from justedroit.core.base import Refusal, day_text
from justedroit.core.creances import (
    INDU,
    Creance,
    Suivi,
    cause_text,
    creances,
    may_be_lost,
    suivis,
    suspended,
    taken_by_time,
    withholdable_from,
)
from justedroit.core.faits import catalogue
from justedroit.core.paiements import payment_day
from justedroit.core.recouvrement import (
    Debiteur,
    Ecart,
    Echeancier,
    Retenue,
    demanded,
    echeanciers,
    is_current,
    majorations,
    paid_since,
    places,
    qualified_frauds,
    quotients,
    withheld,
)
from justedroit.core.registre import ints

_SITUATION: Final = ("famille", "logement")  # what changes a withholding as soon as it is known
_WITHHELD: Final = "retenue"
# Decision 0021: one withholding a month; what was given back of it is not taken again.
_UNDONE: Final = Ecart(
    "deja_retenu",
    "puis défaite, la somme étant contestée : ce qui a été rendu sur ce mois n'y est pas repris, la "
    "retenue reprend au mois suivant",
)


@dataclass(frozen=True, slots=True)
class Mensualite:
    """The monthly amount of a dossier.

    Attributes:
        cents: a month; None: the scale says none.
        is_new: whether it is not the one fixed last.
        calcul: how it was found: a row of QUOTIENTS, or the plan, or nothing where it still holds.
    """

    cents: int | None
    is_new: bool = False
    calcul: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Dossiers:
    """What the withholding of a month is decided from, for the dossiers that owe.

    Attributes:
        month: of the rights.
        day: of the decision, in France.
        numbers: of the dossiers, ascending.
        transfers: schema TRANSFERS.
        events: schema EVENTS.
        facts: schema FACTS.
        known: schema KNOWN.
        rights: schema POSTED, those of the month.
        order: schema ORDER, what would be paid if nothing was withheld.
    """

    month: int
    day: dt.date
    numbers: Sequence[int]
    transfers: pa.Table
    events: pa.Table
    facts: pa.Table
    known: pa.Table
    rights: pa.Table
    order: pa.Table

    @property
    def paid_on(self) -> dt.date:
        """The day of value: that of the payment, or of the decision where it comes later."""
        return max(payment_day(self.month), self.day)

    @cached_property
    def creances(self) -> dict[int, list[Creance]]:
        """Dossier → all its créances, by number."""
        return creances(self.transfers)

    @cached_property
    def owed(self) -> dict[int, list[Creance]]:
        """Dossier → those of its créances that it still owes."""
        return {
            number: [claim for claim in self.creances.get(number, []) if claim.total() > 0]
            for number in self.numbers
        }

    @cached_property
    def suivis(self) -> dict[int, list[Suivi]]:
        """Dossier → what has happened to its créances, by number."""
        every = [claim for claims in self.creances.values() for claim in claims]
        found: dict[int, list[Suivi]] = {}
        for suivi in suivis(every, self.events):
            found.setdefault(suivi.dossier, []).append(suivi)
        return found

    @cached_property
    def lost(self) -> dict[tuple[int, int], frozenset[int]]:
        """(dossier, créance) → the months of it that time has taken: nearly always nothing."""
        found = {}
        for number in self.numbers:
            for claim in self.owed[number]:
                if may_be_lost(claim, self.day):
                    suivi = self.suivis[number][claim.number - 1]
                    told = (self.transfers_of(number), self.day, payment_day)
                    parts = taken_by_time(claim, suivi, *told)
                    found[number, claim.number] = frozenset(line.month for line, _ in parts)
        return found

    def living(self, claim: Creance) -> Creance:
        """Return a créance less the months that time has taken, which are not withheld for."""
        lost = self.lost.get((claim.dossier, claim.number), frozenset())
        if not lost:
            return claim
        kept = [line for line in claim.lignes if line.nature != INDU or line.month not in lost]
        return replace(claim, lignes=kept)

    @cached_property
    def plans(self) -> dict[int, Echeancier]:
        """Dossier → the plan that runs."""
        running: dict[int, Echeancier] = {}
        for dossier, plans in echeanciers(self.events).items():
            last = next((plan for plan in reversed(plans) if plan.runs), None)
            if last is not None:
                running[dossier] = last
        return running

    def transfers_of(self, dossier: int) -> pa.Table:
        """Return the transfers of one dossier."""
        owner = ints(self.transfers["dossier"])
        first, last = np.searchsorted(owner, [dossier, dossier + 1])
        return self.transfers.slice(first, last - first)


def decided(read: Dossiers) -> tuple[list[Retenue], dict[int, Mensualite]]:
    """Return the withholding of each dossier, and its monthly amount."""
    spots = places(read.order, read.month)
    done = _already(read)
    asides = {number: _asides(read, number, done) for number in read.numbers}
    active = [
        number
        for number in read.numbers
        if spots.get(number) and len(asides[number]) < len(read.owed[number])
    ]
    amounts = monthly_amounts(read, active)
    frauds = qualified_frauds(read.events)
    retenues = []
    for number in read.numbers:
        claims, amount = read.owed[number], amounts.get(number)
        aside = _unless(amount, claims) | asides[number]
        raised = majorations(claims, _frauds(read, number, frauds), read.day)
        cents = 0 if amount is None else amount.cents or 0
        living = [read.living(claim) for claim in claims]
        debiteur = Debiteur(number, living, spots.get(number, ()), cents, aside, raised)
        retenues.append(withheld(debiteur, read.day))
    return retenues, amounts


def _unless(amount: Mensualite | None, claims: Sequence[Creance]) -> dict[int, Ecart]:
    """Return why nothing is withheld for any créance: nothing to be paid, or no scale."""
    if amount is not None and amount.cents is not None:
        return {}
    why = Ecart("rien_a_payer" if amount is None else "bareme_inconnu")
    return {claim.number: why for claim in claims}


def _frauds(
    read: Dossiers, number: int, frauds: Mapping[int, Sequence[dt.date]]
) -> dict[int, Sequence[dt.date]]:
    """Return the créances of fraud of a dossier, with the days of its qualifications of fraud."""
    if number not in frauds:
        return {}
    return {
        suivi.number: frauds[number]
        for suivi in read.suivis[number]
        if suivi.qualification is not None and suivi.qualification.is_fraud
    }


def monthly_amounts(read: Dossiers, numbers: Sequence[int]) -> dict[int, Mensualite]:
    """Return what is to be withheld each month on some dossiers: plan, decision, or scale."""
    if not numbers:
        return {}
    table = quotients(read.known, read.rights, numbers, read.month)
    changed = _changed_since(read)
    out = {}
    for row in table.to_pylist():
        number = row["dossier"]
        plan = read.plans.get(number)
        last = next((suivi.retenue for suivi in read.suivis[number]), None)
        quarterly = row["base"] == "trimestre"
        moved = last is not None and changed.get(number, last.at) > last.at
        if plan is not None and plan.moyen == _WITHHELD:
            due = demanded(plan, paid_since(read.transfers_of(number), plan), read.paid_on)
            out[number] = Mensualite(due, calcul={"echeancier": plan.number})
        elif last is not None and is_current(last, read.month, quarterly=quarterly, changed=moved):
            out[number] = Mensualite(last.cents)
        else:
            cents = row["retenue_cents"]
            is_new = cents is not None and (last is None or last.cents != cents)
            out[number] = Mensualite(cents, is_new, {k: row[k] for k in row if k != "dossier"})
    return out


def _already(read: Dossiers) -> dict[int, Ecart]:
    """Return the dossiers on which the withholding of the month is made, undone since or not."""
    why = {_WITHHELD: Ecart("deja_retenu"), f"{_WITHHELD}_defaite": _UNDONE}
    found: dict[int, Ecart] = {}
    for act, told in why.items():
        made = pc.ends_with(read.transfers["reference"], f":{act}:{read.month}")
        rows = read.transfers.filter(pc.fill_null(made, fill_value=False))
        found |= dict.fromkeys(pc.unique(rows["dossier"]).to_pylist(), told)
    return found


def _asides(read: Dossiers, number: int, done: Mapping[int, Ecart]) -> dict[int, Ecart]:
    """Return why nothing is withheld for some créances of a dossier."""
    claims = read.owed[number]
    if number in done:
        return {claim.number: done[number] for claim in claims}
    suivi_of = {suivi.number: suivi for suivi in read.suivis[number]}
    plan = read.plans.get(number)
    found = {claim.number: _aside(claim, suivi_of[claim.number], plan, read) for claim in claims}
    return {claim: why for claim, why in found.items() if why is not None}


def _aside(claim: Creance, suivi: Suivi, plan: Echeancier | None, read: Dossiers) -> Ecart | None:
    day = read.day
    for on in (day, read.paid_on):
        if (running := suspended(suivi, on)) is not None:
            return Ecart("suspendue", cause_text(running))
    if plan is not None:
        of_plan = claim.number in plan.creances
        if of_plan and plan.moyen != _WITHHELD:
            return Ecart("echeancier", f"échéancier n° {plan.number}")
        if not of_plan and plan.moyen == _WITHHELD:
            return Ecart("attend", f"échéancier n° {plan.number}, par retenue")
    # A plan that is paid by withholding is what allows it: only the delays are looked at.
    free = suivi if suivi.echeancier is None else replace(suivi, echeancier=None)
    first = withholdable_from(claim, free, day)
    if isinstance(first, Refusal):
        return Ecart("trop_tot", first.what)
    if first > day:
        return Ecart("trop_tot", f"à partir du {day_text(first)}")
    return _taken_by_time(claim, read)


def _taken_by_time(claim: Creance, read: Dossiers) -> Ecart | None:
    """Return whether time has taken all that is still open of a créance."""
    lost = read.lost.get((claim.dossier, claim.number), frozenset())
    open_ = {line.month for line in claim.lignes if line.open > 0}
    return Ecart("prescrite") if open_ and open_ <= lost else None


def _changed_since(read: Dossiers) -> dict[int, dt.datetime]:
    """Return the instant at which something was last learnt of the situation of each dossier."""
    kinds = [kind.name for kind in catalogue().values() if kind.donnee in _SITUATION]
    rows = read.facts.filter(pc.is_in(read.facts["kind"], pa.array(kinds)))
    last = rows.group_by("dossier").aggregate([("known_at", "max")])
    return dict(zip(last["dossier"].to_pylist(), last["known_at_max"].to_pylist(), strict=True))
