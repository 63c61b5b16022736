"""Consult: what a dossier receives and why, what changed, who is in it, what is owed. Writes nothing."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from justedroit.core.base import day_text, euros
from justedroit.core.droits import prestations
from justedroit.core.faits import conflicts, source_text, value_text
from justedroit.core.registre import BENEFIT_LABELS
from justedroit.records.interface import Identities, Records
from justedroit.steps.consultation.droits import (
    DroitsDuMois,
    Tableau,
    rights_of_month,
    rights_table,
)
from justedroit.steps.consultation.ecarts import Ecart, differences
from justedroit.steps.consultation.foyer import Fait, Foyer, fact, household
from justedroit.steps.consultation.instant import (
    Instant,
    Row,
    TooEarly,
    TooLate,
    UnknownDossier,
    closed_month,
    cut,
    end_of,
)
from justedroit.steps.consultation.paiements import (
    Versement,
    counters,
    held_cents,
    payments_of_month,
)
from justedroit.steps.consultation.registre import Registre, ledger

__all__ = [
    "Consultation",
    "Contradiction",
    "Fait",
    "Identities",
    "Instant",
    "TooEarly",
    "TooLate",
    "UnknownDossier",
    "consult",
    "consult_ledger",
    "consult_rights",
    "end_of",
]


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two sources that say different things of the same time.

    Attributes:
        fact: what they speak of, as the source believed says it, on the days they share.
        aside_text: what the other says.
        aside_source: who the other is.
    """

    fact: Fait
    aside_text: str
    aside_source: str


@dataclass(frozen=True, slots=True)
class Consultation:
    """What one screen says of a dossier, as known at an instant.

    Attributes:
        instant: the journals it is read from.
        month: the last month closed, or that has a right; None: none ever had.
        rights: of that month.
        foyer: the household on the day.
        ecarts: what the revisions changed, the last first.
        registre: balances and movements.
        contradictions: between sources.
        waiting: facts that no revision has taken in yet.
        payments: where the money of the month is.
        held_cents: what of the money owed, all months together, waits for an account.
    """

    instant: Instant
    month: int | None
    rights: DroitsDuMois | None
    foyer: Foyer
    ecarts: tuple[Ecart, ...]
    registre: Registre
    contradictions: tuple[Contradiction, ...]
    waiting: tuple[Fait, ...]
    payments: tuple[Versement, ...]
    held_cents: int

    @property
    def is_current(self) -> bool:
        """Whether the month shown is the last that the fund can have closed on that day."""
        return self.month is not None and self.month >= closed_month(self.instant.day)

    @property
    def paid(self) -> tuple[str, ...]:
        """Where the money of the month is, in French sentences; none when nothing is due."""
        day = self.instant.day
        if len(self.payments) != 1:
            return tuple(one.sentence(day) for one in self.payments)
        [whole] = self.payments
        if whole.on is None or whole.returned_on is not None:
            return (whole.sentence(day),)
        verb = "A été" if whole.is_paid and whole.on <= day else "Sera"
        to = " au bailleur" if whole.is_to_landlord else ""
        return (f"{verb} payé{to} le {day_text(whole.on)}.",)

    @property
    def to_landlord(self) -> frozenset[str]:
        """The benefits of the month that the landlord receives."""
        return frozenset(b for one in self.payments if one.is_to_landlord for b in one.benefits)

    @property
    def unanswered(self) -> tuple[tuple[str, str], ...]:
        """Benefits claimed that give nothing, with their French name; none when one gives something."""
        rights, claims = self.rights, {claim.kind for claim in self.foyer.claims}
        if rights is not None and rights.rights:
            return ()
        # What was lost this month has its own line, and answers the claim that it shares.
        claims -= {prestations()[r.benefit].demande for r in (rights.lost if rights else ())}
        asked = (code for code, spec in prestations().items() if spec.demande in claims)
        return tuple((code, BENEFIT_LABELS[code]) for code in asked)

    @property
    def asked_month(self) -> int:
        """The month of which it is told why they give nothing."""
        return self.month or closed_month(self.instant.day)

    @property
    def owed(self) -> str:
        """What is owed either way, in French sentences."""
        told, owed = [], self.registre.owed_to_household_cents
        if owed and self.held_cents:
            some = "" if self.held_cents == owed else f", dont {euros(self.held_cents)}"
            told.append(
                f"La caisse doit {euros(owed)} au foyer{some}, retenus faute d'un compte où les payer."
            )
        elif owed:
            told.append(f"La caisse doit {euros(owed)} au foyer, à payer à la prochaine échéance.")
        if self.registre.owed_by_household_cents:
            told.append(
                f"Le foyer doit encore {euros(self.registre.owed_by_household_cents)} à la caisse."
            )
        if told:
            return " ".join(told)
        if self.coming_cents:
            return f"Rien n'est réclamé ; {euros(self.coming_cents)} déjà ordonnés partiront au jour dit."
        return "Personne ne doit rien : tout droit est payé, rien n'est réclamé."

    @property
    def coming_cents(self) -> int:
        """What the ledger says paid on a day that is to come."""
        day = self.instant.day
        return sum(one.cents for one in self.payments if one.is_paid and one.on and one.on > day)


def consult(
    records: Records,
    dossier: int,
    at: dt.datetime,
    now: dt.datetime,
    identities: Identities | None = None,
) -> Consultation:
    """Return what one screen says of a dossier, as it was known at an instant.

    The journals are read three times, whatever the dossier holds; the accounts once, and only where
    something is owed.

    Args:
        records: the journals.
        dossier: number.
        at: instant of knowledge, UTC: facts, rights and ledger are those known then.
        now: instant of the reading, UTC.
        identities: where the accounts are; None: the key that reads them is not given.

    Raises:
        UnknownDossier: no such dossier.
        TooEarly: nothing was known of it yet; the message gives the first day.
        TooLate: the instant has not come.
    """
    instant = cut(records, dossier, at, now, fund=True)
    foyer, month, guichets = household(instant), _month(instant), counters(instant, identities)
    return Consultation(
        instant=instant,
        month=month,
        rights=None if month is None else rights_of_month(instant, month, foyer.claims),
        foyer=foyer,
        ecarts=differences(instant),
        registre=ledger(instant),
        contradictions=_contradictions(instant),
        waiting=tuple(fact(row) for row in instant.waiting.to_pylist()),
        payments=() if month is None else payments_of_month(instant, month, guichets),
        held_cents=held_cents(instant, guichets),
    )


def consult_rights(
    records: Records, dossier: int, at: dt.datetime, now: dt.datetime
) -> tuple[Instant, Tableau]:
    """Return every right posted, by month and benefit. Arguments and refusals: see `consult`."""
    instant = cut(records, dossier, at, now)
    return instant, rights_table(instant)


def consult_ledger(
    records: Records, dossier: int, at: dt.datetime, now: dt.datetime
) -> tuple[Instant, Registre]:
    """Return the accounts and the movements. Arguments and refusals: see `consult`."""
    instant = cut(records, dossier, at, now)
    return instant, ledger(instant)


def _month(instant: Instant) -> int | None:
    """Return the month to be shown: the last one closed, even when it has no right left."""
    last, closed = instant.last_month, instant.revised_month
    return last if last is None or closed is None else max(last, closed)


def _contradictions(instant: Instant) -> tuple[Contradiction, ...]:
    rows = conflicts(instant.told, instant.at).to_pylist()
    return tuple(_contradiction(row) for row in rows)


def _contradiction(row: Row) -> Contradiction:
    believed = {n.removeprefix("retained_"): v for n, v in row.items() if "aside" not in n}
    return Contradiction(
        fact=fact(believed | {"known_at": None}),
        aside_text=value_text(row["kind"], row["aside_value"]),
        aside_source=source_text(row["aside_source"]),
    )
