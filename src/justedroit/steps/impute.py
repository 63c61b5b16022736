"""Impute: what a household repays goes to what it owes, by one rule, whatever the channel.

Read by `collect` (card, debit, cheque), `bank` (its statements) and `place` (by a person).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from justedroit.core.base import FRANCE, Refusal
from justedroit.core.creances import (
    CONTESTE,
    HALTING,
    NON_NOTIFIE,
    NOTIFYING,
    TROP,
    Creance,
    Dettes,
    cause_text,
    creances,
    halted,
    unnotified,
)
from justedroit.core.recouvrement import echeanciers
from justedroit.records.interface import EVENTS, Records
from justedroit.steps.guichet import AT_ONCE

# What is read of the events of who repays: what suspends a créance, what claims it, and plans.
_READ: Final = rf"{HALTING}|{NOTIFYING}|^echeancier\."
_BY_WITHHOLDING: Final = "retenue"


def owed_by(
    records: Records, transfers: pa.Table, dossiers: Sequence[int], at: dt.datetime
) -> dict[int, Dettes]:
    """Return what some dossiers owe; only the events of those that owe are read.

    Args:
        records: the journals.
        transfers: schema TRANSFERS, all those of these dossiers at least.
        dossiers: numbers.
        at: instant at which the money is entered, UTC.

    Returns:
        Dossier → what it owes; a dossier that never owed anything is not there.
    """
    mine = transfers.filter(pc.is_in(transfers["dossier"], pa.array(dossiers, pa.int64())))
    claims = creances(mine)
    owing = [d for d, some in claims.items() if any(claim.total() > 0 for claim in some)]
    events = [EVENTS.empty_table()]
    for start in range(0, len(owing), AT_ONCE):
        some = records.events(owing[start : start + AT_ONCE])
        events.append(some.filter(pc.match_substring_regex(some["tag"], _READ)))
    return _dettes(claims, pa.concat_tables(events), at)


def dettes_of(claims: Sequence[Creance], events: pa.Table, at: dt.datetime) -> Dettes:
    """Return what one dossier owes, of which all was read.

    Args:
        claims: its créances.
        events: schema EVENTS, all of them.
        at: instant at which the money is entered, UTC.
    """
    if not claims:
        return Dettes()
    dossier = claims[0].dossier
    return _dettes({dossier: list(claims)}, events, at)[dossier]


def _dettes(
    claims: dict[int, list[Creance]], events: pa.Table, at: dt.datetime
) -> dict[int, Dettes]:
    every = [claim for some in claims.values() for claim in some]
    stopped = halted(every, events, at.astimezone(FRANCE).date())
    unknown = unnotified(every, events)
    plans = echeanciers(events)
    found = {}
    for dossier, some in claims.items():
        paid = (p for p in plans.get(dossier, ()) if p.runs and p.moyen != _BY_WITHHOLDING)
        numbers = {number for plan in paid for number in plan.creances}
        mine = unknown.get(dossier, set())
        found[dossier] = Dettes(some, stopped.get(dossier, {}), numbers, mine)
    return found


def no_such_debt(dettes: Dettes, named: Iterable[int], where: str) -> Refusal | None:
    """Return the refusal of créances that are not of the dossier, None when all are."""
    unknown = set(named) - {claim.number for claim in dettes.creances}
    if not unknown:
        return None
    known = ", ".join(str(claim.number) for claim in dettes.creances) or "aucune"
    return Refusal(
        f"la créance {min(unknown)} n'existe pas dans ce dossier.",
        where,
        f"Créances : {known}. Sans numéro, la plus ancienne est remboursée d'abord.",
    )


def stopped_text(dettes: Dettes, named: Collection[int] = ()) -> str:
    """Return what is owed and repaid only if named, in French: « créance 2 : un tribunal est saisi ».

    Args:
        dettes: what the dossier owes.
        named: numbers that the payment names.
    """
    return " ; ".join(
        f"créance {claim.number} : {_aside_text(dettes, claim.number)}"
        for claim in dettes.creances
        if claim.total() > 0 and claim.number in dettes.aside and claim.number not in named
    )


def _aside_text(dettes: Dettes, number: int) -> str:
    running = dettes.halted.get(number)
    return "elle n'est pas encore notifiée" if running is None else cause_text(running)


def why_left(dettes: Dettes) -> str:
    """Return why money that was placed still waits, a key of WAITING_LABELS."""
    left = {claim.number for claim in dettes.creances if claim.total() > 0} & dettes.aside
    if not left:
        return TROP
    return CONTESTE if left & set(dettes.halted) else NON_NOTIFIE
