"""Consult: what a dossier receives and why, what changed, who is in it, what is owed. Writes nothing."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from justedroit.core.base import day_text, euros
from justedroit.core.faits import conflicts, source_text, value_text
from justedroit.records.interface import Records
from justedroit.steps.consultation.droits import (
    DroitsDuMois,
    Tableau,
    rights_of_month,
    rights_table,
)
from justedroit.steps.consultation.ecarts import Ecart, differences
from justedroit.steps.consultation.foyer import Fait, Foyer, fact, household
from justedroit.steps.consultation.francais import capital
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
from justedroit.steps.consultation.registre import Registre, ledger

__all__ = [
    "Consultation",
    "Contradiction",
    "Fait",
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
        month: the last month that has a right; None: none ever had.
        rights: of that month.
        foyer: the household on the day.
        ecarts: what the revisions changed, the last first.
        registre: balances and movements.
        contradictions: between sources.
        waiting: facts that no revision has taken in yet.
    """

    instant: Instant
    month: int | None
    rights: DroitsDuMois | None
    foyer: Foyer
    ecarts: tuple[Ecart, ...]
    registre: Registre
    contradictions: tuple[Contradiction, ...]
    waiting: tuple[Fait, ...]

    @property
    def is_current(self) -> bool:
        """Whether the month shown is the last that the fund can have closed on that day."""
        return self.month is not None and self.month >= closed_month(self.instant.day)

    @property
    def paid(self) -> str:
        """When it was or will be paid, in one French sentence; empty when nothing is due."""
        rights = self.rights
        if rights is None:
            return ""
        if rights.pay_on is not None:
            some = "Le reste, " if rights.paid_cents > 0 else ""
            return capital(
                f"{some}{euros(rights.unpaid_cents)}, sera payé le {day_text(rights.pay_on)}."
            )
        if rights.paid_on is None:
            return ""
        verb = "A été" if rights.paid_on <= self.instant.day else "Sera"
        return f"{verb} payé le {day_text(rights.paid_on)}."

    @property
    def owed(self) -> str:
        """What is owed either way, in French sentences."""
        told = []
        if self.registre.owed_to_household_cents:
            told.append(
                f"La caisse doit {euros(self.registre.owed_to_household_cents)} au foyer, "
                "à payer à la prochaine échéance."
            )
        if self.registre.owed_by_household_cents:
            told.append(
                f"Le foyer doit encore {euros(self.registre.owed_by_household_cents)} à la caisse."
            )
        return " ".join(told) or "Personne ne doit rien : tout droit est payé, rien n'est réclamé."


def consult(records: Records, dossier: int, at: dt.datetime, now: dt.datetime) -> Consultation:
    """Return what one screen says of a dossier, as it was known at an instant.

    The journals are read three times, whatever the dossier holds.

    Args:
        records: the journals.
        dossier: number.
        at: instant of knowledge, UTC: facts, rights and ledger are those known then.
        now: instant of the reading, UTC.

    Raises:
        UnknownDossier: no such dossier.
        TooEarly: nothing was known of it yet; the message gives the first day.
        TooLate: the instant has not come.
    """
    instant = cut(records, dossier, at, now)
    foyer, month = household(instant), instant.last_month
    return Consultation(
        instant=instant,
        month=month,
        rights=None if month is None else rights_of_month(instant, month, foyer.claims),
        foyer=foyer,
        ecarts=differences(instant),
        registre=ledger(instant),
        contradictions=_contradictions(instant),
        waiting=tuple(fact(row) for row in instant.waiting.to_pylist()),
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
