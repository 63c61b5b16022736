"""What a seizure, a judgment or an appeal would do to a dossier, told before. Writes nothing."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

import pyarrow as pa

from justedroit.core.base import Acte, Refusal, day_text, euros
from justedroit.core.courriers import Organisme, creances_text
from justedroit.core.creances import Creance, creances
from justedroit.core.recours import (
    OBJETS,
    Instance,
    Juridiction,
    devant,
    instances_of,
    juridiction,
)
from justedroit.core.registre import BENEFIT_LABELS
from justedroit.records.interface import Records
from justedroit.steps.act import Opened, opened
from justedroit.steps.consultation.essai import Tried
from justedroit.steps.judge import Verdict, appeal, judge
from justedroit.steps.letter import day_of
from justedroit.steps.restore_paid import next_payment
from justedroit.steps.seize import Saisie, seize

Key = tuple[int, int]  # dossier and number of a case
Payload = Mapping[str, Any]


def would_seize(records: Records, saisie: Saisie, acte: Acte) -> list[str] | Refusal:
    """Return what a seizure would do: who judges and why, what waits, what is given back.

    Args:
        records: the journals.
        saisie: what is asked.
        acte: who would record it, and when.

    Returns:
        Sentences, or the refusal of `seize`.
    """
    tried = Tried(records)
    done = seize(tried.records, saisie, acte)
    return done if isinstance(done, Refusal) else _told(records, saisie.dossier, tried, acte)


def would_judge(
    records: Records, key: Key, verdict: Verdict, organisme: Organisme, acte: Acte
) -> list[str] | Refusal:
    """Return what a judgment would move, créance by créance, and what it would give back.

    Args:
        records: the journals.
        key: dossier and number of the case.
        verdict: what was judged.
        organisme: the fund.
        acte: who would record it, and when.

    Returns:
        Sentences, or the refusal of `judge`.
    """
    tried = Tried(records)
    done = judge(tried.records, key, verdict, organisme, acte)
    return done if isinstance(done, Refusal) else _told(records, key[0], tried, acte)


def would_appeal(
    records: Records, key: Key, told: tuple[str, dt.date, str], acte: Acte
) -> list[str] | Refusal:
    """Return what an appeal would do. Arguments: see `judge.appeal`.

    Returns:
        Sentences, or the refusal of `judge.appeal`.
    """
    tried = Tried(records)
    refused = appeal(tried.records, key, told, acte)
    return refused or _told(records, key[0], tried, acte)


def route_of(one: Instance, claims: Iterable[Creance]) -> Juridiction | None:
    """Return why a case is before its first judge; None where the table has no such way.

    Args:
        one: the case.
        claims: of its dossier.
    """
    mine = [claim for claim in claims if claim.number in one.creances]
    day = day_of(mine[0].born_at) if mine else one.seized_on
    try:
        return juridiction(one.prestations[0], one.objet, day)
    except (ValueError, LookupError, IndexError):
        return None


def _told(records: Records, dossier: int, tried: Tried, acte: Acte) -> list[str]:
    """Return what journals kept aside would do to a dossier, in sentences."""
    found = opened(records, dossier)
    assert isinstance(found, Opened)
    events = pa.concat_tables([found.events, *(one.events for one in tried.journals)])
    transfers = pa.concat_tables([found.transfers, *(one.transfers for one in tried.journals)])
    rows = [row for one in tried.journals for row in one.events.to_pylist()]
    after = creances(transfers).get(dossier, [])
    on = _After(found, after, instances_of(events).get(dossier, []), day_of(acte.at))
    return [line for row in rows for line in on.said(row["tag"], json.loads(row["payload"]))]


class _After:
    """A dossier, and what it would be."""

    def __init__(
        self, found: Opened, after: list[Creance], cases: list[Instance], day: dt.date
    ) -> None:
        self.before = {claim.number: claim for claim in found.creances()}
        self.after = {claim.number: claim for claim in after}
        self.cases = {one.number: one for one in cases}
        self.day = day

    def said(self, tag: str, told: Payload) -> Iterator[str]:
        """Yield what an event does, in sentences; nothing of those that say it twice."""
        if tag in _SAYS:
            yield from _SAYS[tag](self, told)

    def owed(self, some: Iterable[int]) -> int:
        """Return what would be owed of some créances, in cents."""
        return sum(self.after[number].total() for number in some)


def _seized(on: _After, told: Payload) -> Iterator[str]:
    one = on.cases[told["instance"]]
    route = route_of(one, on.after.values())
    law = f" ({route.article})" if route is not None else ""
    some = ", ".join(BENEFIT_LABELS[benefit] for benefit in one.prestations)
    what = f"{OBJETS[one.objet]} : {some}"
    yield f"Instance {one.number}, devant {devant(one.tribunal)}, qui juge {what}{law}."
    for reserve in one.reserves:
        yield f"Réserve, que le juge apprécie : {reserve}."
    if one.creances and not one.suspends:
        yield "Le recouvrement continue : rien ne le suspend."


def _appealed(on: _After, told: Payload) -> Iterator[str]:
    one = on.cases[told["instance"]]
    yield f"L'instance {one.number} passe devant {devant(one.tribunal)}."
    for reserve in told["reserves"]:
        yield f"Réserve, que le juge apprécie : {reserve}."


def _suspended(on: _After, told: Payload) -> Iterator[str]:
    some, owed = told["creances"], on.owed(told["creances"])
    since = day_text(dt.date.fromisoformat(told["le"]))
    left = f"{euros(owed)} restant dus" if owed else "dont plus rien n'est dû"
    yield f"Recouvrement suspendu dès le {since}, jusqu'au jugement : {creances_text(some)}, {left}."


def _undone(on: _After, told: Payload) -> Iterator[str]:
    yield (
        f"{euros(told['cents'])} retenus depuis ce jour sont de nouveau dus au foyer, et payés le "
        f"{day_text(next_payment(on.day))} ; la lettre est préparée."
    )


def _judged(on: _After, told: Payload) -> Iterator[str]:
    one = on.cases[told["instance"]]
    if not one.creances:
        yield "Le jugement est consigné ; aucun montant ne bouge."
    for number in one.creances:
        if number in on.after:
            yield f"Créance {number} : {_moved(on.before[number], on.after[number])}."


def _moved(before: Creance, after: Creance) -> str:
    """Return what a judgment moves of a créance, and what is owed then."""
    gone = {n: after.total(n) - before.total(n) for n in ("annulled", "remitted", "transferred")}
    said = []
    for name, word in (("annulled", "annulés"), ("remitted", "remis")):
        if gone[name]:
            again = word if gone[name] > 0 else "de nouveau réclamés"
            said.append(f"{euros(abs(gone[name]))} {again}")
    if gone["transferred"] < 0:
        said.append(f"{euros(-gone['transferred'])} repris au département, à en informer")
    owed = after.total()
    left = f"{euros(owed)} restent dus" if owed else "plus rien n'est dû"
    said = said or ["rien n'est annulé"]
    return f"{', '.join(said)} ; {left}"


def _given(on: _After, told: Payload) -> Iterator[str]:
    yield (
        f"{euros(told['cents'])} déjà recouvrés sont rendus au foyer, et payés le "
        f"{day_text(next_payment(on.day))} ; la lettre de restitution est préparée."
    )


def _resumed(on: _After, told: Payload) -> Iterator[str]:
    some = [number for number in told["creances"] if on.after[number].total()]
    if some:
        yield f"Le recouvrement n'attend plus ce juge : {creances_text(some)}."


def _opposed(_on: _After, told: Payload) -> Iterator[str]:
    left = {"confirme": "tient", "annule": "est annulée", "partiel": "est annulée en partie"}
    yield f"La contrainte {told['contrainte']} {left[told['sens']]}."


_SAYS: Final[Mapping[str, Callable[[_After, Payload], Iterator[str]]]] = {
    "instance.saisie": _seized,
    "instance.appelee": _appealed,
    "creance.suspendue": _suspended,
    "retenue.defaite": _undone,
    "instance.jugee": _judged,
    "opposition.jugee": _opposed,
    "restitution.decidee": _given,
    "creance.reprise": _resumed,
}
