"""Claims: read the créances of a dossier; decide their origin, give up, pass on, or add to them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import pyarrow as pa
import pyarrow.compute as pc

from justedroit.core.base import FRANCE, Acte, Refusal
from justedroit.core.courriers import courriers, notices, origins_told
from justedroit.core.creances import (
    INDEMNITE,
    INDU,
    Creance,
    Extinction,
    Lecture,
    LignePrescrite,
    Suivi,
    extinguished,
    oldest_first,
    paid_before,
    prescription_lines,
    recovered_on,
    state_of,
    suivis,
    withholdable_from,
)
from justedroit.core.ecarts import ORIGINES, Difference, Origine, explain
from justedroit.core.faits import FACTS
from justedroit.core.paiements import payment_day
from justedroit.core.recours import Recours, recours_of
from justedroit.core.recouvrement import (
    indemnite_cents,
    indemnite_transfers,
    refuse_non_valeur,
    refuse_transfer,
)
from justedroit.records.interface import Records
from justedroit.steps.act import Opened, appended, event, opened, refuse_text
from justedroit.steps.silence import to_record, told_so, unrecorded

_WHOLE = (INDU, INDEMNITE)
# Why an origin is proposed: of a letter that kept no more; of a créance that has no letter yet.
_WEIGHED = "Proposé car c'est ce qui explique le plus de la somme réclamée."
_UNWEIGHED = "Ce que pèse chaque fait se calcule à la notification : la proposition peut changer."


@dataclass(frozen=True, slots=True)
class Reclamation:
    """A créance, as it is read on a day.

    Attributes:
        creance: what is claimed, and what became of each euro.
        suivi: what happened to it.
        lecture: where it stands.
        withholdable: first day on which it may be withheld, or why there is none.
        proposed: origin proposed, as the notice says it; before there is one, from the facts that
            changed; None where the revision tells none.
        prescription: month by month.
    """

    creance: Creance
    suivi: Suivi
    lecture: Lecture
    withholdable: dt.date | Refusal
    proposed: Origine | None
    prescription: tuple[LignePrescrite, ...]


@dataclass(frozen=True, slots=True)
class Choix:
    """What a person decides of one créance.

    Attributes:
        dossier: number.
        number: of the créance.
        reasons: why, in French; of a transfer, the reference of its title.
    """

    dossier: int
    number: int
    reasons: str


def claims(records: Records, dossier: int, day: dt.date) -> tuple[Reclamation, ...] | Refusal:
    """Return the créances of a dossier as they were known at the end of a day, by number.

    Args:
        records: the journals.
        dossier: number.
        day: of the reading, in France.
    """
    found = opened(records, dossier)
    if isinstance(found, Refusal):
        return found
    found = _until(found, day)
    facts = records.facts([dossier]) if found.creances() else FACTS.empty_table()
    return read_claims(found, facts, day)


def read_claims(found: Opened, facts: pa.Table, day: dt.date) -> tuple[Reclamation, ...]:
    """Return the créances of a dossier that was read, by number.

    Args:
        found: the dossier, as it was known on the day.
        facts: of the same, schema FACTS.
        day: of the reading, in France.
    """
    some = found.creances()
    proposed = _proposed(found, facts) if some else {}
    appeals = recours_of(found.events).get(found.dossier, [])
    return tuple(
        Reclamation(
            claim,
            thread,
            *_standing(claim, thread, appeals, day),
            proposed.get(claim.number),
            tuple(_prescription(claim, thread, found.transfers)),
        )
        for claim, thread in zip(some, suivis(some, found.events), strict=True)
    )


def _standing(
    claim: Creance, thread: Suivi, appeals: Sequence[Recours], day: dt.date
) -> tuple[Lecture, dt.date | Refusal]:
    """Return where a créance stands and when it may be withheld, a silence not recorded said so."""
    lecture, first = state_of(claim, thread, day), withholdable_from(claim, thread, day)
    silent = unrecorded(thread, appeals, day)
    if silent is None or not isinstance(first, Refusal):
        return lecture, first
    return told_so(lecture, silent, day), to_record(claim, silent, day) or first


def _prescription(claim: Creance, thread: Suivi, transfers: pa.Table) -> list[LignePrescrite]:
    told = paid_before(claim, transfers), payment_day, recovered_on(claim, transfers)
    return prescription_lines(claim, thread, *told)


def decide_origin(records: Records, choice: Choix, origine: str, acte: Acte) -> Refusal | None:
    """Record where the error of a créance comes from, as a person decides; the last one holds.

    Raises:
        StaleSequence: the dossier was written to in between; nothing was appended.
    """
    found = _found(records, choice, acte)
    if isinstance(found, Refusal):
        return found
    if origine not in ORIGINES:
        return Refusal(
            f"l'origine « {origine} » est inconnue.",
            _where(choice),
            f"Choix : {', '.join(ORIGINES)}.",
        )
    told = {"creance": choice.number, "origine": origine, "motif": choice.reasons}
    row = event(choice.dossier, "creance.origine_decidee", acte, told)
    appended(records, found.dossier, [row])
    return None


def decide_indemnite(records: Records, choice: Choix, acte: Acte) -> int | Refusal:
    """Add the indemnité de gestion to a créance that a person qualified as fraud; return its cents.

    Raises:
        StaleSequence: the dossier was written to in between; nothing was appended.
    """
    found = _found(records, choice, acte)
    if isinstance(found, Refusal):
        return found
    cents = indemnite_cents(found.creance, found.suivi, _day(acte))
    if isinstance(cents, Refusal):
        return cents
    told = {"creance": choice.number, "cents": cents, "motif": choice.reasons}
    row = event(choice.dossier, "indemnite.decidee", acte, told)
    appended(records, found.dossier, [row], indemnite_transfers(found.creance, cents, acte.at))
    return cents


def transfer(records: Records, choice: Choix, acte: Acte) -> int | Refusal:
    """Pass what is left of an RSA créance to the département; return its cents.

    The indemnité stays: it is owed to the fund. `choice.reasons` is the reference of the title.

    Raises:
        StaleSequence: the dossier was written to in between; nothing was appended.
    """
    found = _found(records, choice, acte)
    if isinstance(found, Refusal):
        return found
    transfers = found.dossier.transfers
    if refusal := refuse_transfer(found.creance, found.suivi, transfers, _day(acte)):
        return refusal
    parts = oldest_first(found.creance, found.creance.total())
    cents = sum(part for _, part in parts)
    how = Extinction("transfere", "transfert", "transfert", acte.at)
    told = {
        "creance": choice.number,
        "cents": cents,
        "le": _day(acte).isoformat(),
        "titre": choice.reasons,
    }
    row = event(choice.dossier, "creance.transferee", acte, told)
    appended(records, found.dossier, [row], extinguished(found.creance, parts, how))
    return cents


def admit_non_valeur(records: Records, choice: Choix, insolvency: str, acte: Acte) -> int | Refusal:
    """Admit what is left of a créance as irrecoverable; return its cents.

    Args:
        records: the journals.
        choice: the créance, and why.
        insolvency: what proves that the household cannot pay, where no contrainte was served.
        acte: who and when.

    Raises:
        StaleSequence: the dossier was written to in between; nothing was appended.
    """
    found = _found(records, choice, acte)
    if isinstance(found, Refusal):
        return found
    refusal = refuse_text(insolvency, _where(choice), "la preuve") if insolvency else None
    refusal = refusal or refuse_non_valeur(found.creance, found.suivi, insolvency, _day(acte))
    if refusal is not None:
        return refusal
    proof = {"preuve": insolvency} if insolvency else {}
    return _given_up(records, found, choice, acte, proof)


@dataclass(frozen=True, slots=True)
class _Found:
    """A créance that was found, to act on it."""

    dossier: Opened
    creance: Creance
    suivi: Suivi


def _found(records: Records, choice: Choix, acte: Acte) -> _Found | Refusal:
    """Return the créance of a choice, or why nothing can be decided of it."""
    where = _where(choice)
    if (refusal := refuse_text(choice.reasons, where, "le motif")) is not None:
        return refusal
    if (refusal := refuse_text(acte.author, where, "l'identifiant de qui décide")) is not None:
        return refusal
    found = opened(records, choice.dossier)
    if isinstance(found, Refusal):
        return found
    some = found.creances()
    for claim, thread in zip(some, suivis(some, found.events), strict=True):
        if claim.number == choice.number:
            return _Found(found, claim, thread)
    return Refusal(
        "cette créance n'existe pas." if some else "ce dossier n'a aucune créance.",
        where,
        f"Ses créances vont de 1 à {len(some)}." if some else "Vérifiez le numéro du dossier.",
    )


def _given_up(
    records: Records, found: _Found, choice: Choix, acte: Acte, proof: Mapping[str, str]
) -> int:
    creance = found.creance
    told = {"creance": choice.number, "cents": creance.total(), "motif": choice.reasons, **proof}
    row = event(choice.dossier, "creance.admise_non_valeur", acte, told)
    how = Extinction("abandonne", "non_valeur", "non_valeur", acte.at)
    appended(
        records,
        found.dossier,
        [row],
        extinguished(creance, oldest_first(creance, creance.total(), natures=_WHOLE), how),
    )
    return creance.total()


def _until(found: Opened, day: dt.date) -> Opened:
    """Return what was known at the end of a day."""
    end = dt.datetime.combine(day, dt.time.max, tzinfo=FRANCE)
    keep = {
        name: table.filter(pc.less_equal(table[column], pa.scalar(end, table[column].type)))
        for name, table, column in (
            ("transfers", found.transfers, "entered_at"),
            ("events", found.events, "at"),
        )
    }
    return Opened(found.dossier, found.seen, **keep)


def _proposed(found: Opened, facts: pa.Table) -> dict[int, Origine]:
    """Return the origin proposed of each créance, by number: the one that its letter says.

    Before there is a letter, it is what the facts propose: no right is evaluated.
    """
    some = found.creances()
    told = explain(found.transfers, facts, found.events, {claim.reference for claim in some})
    of_facts = {(one.reference, one.benefit): _unweighed(one) for one in told.differences}
    said = _said(found)
    return {
        claim.number: origine
        for claim in some
        if (
            origine := _told(of_facts.get((claim.reference, claim.benefit)), said.get(claim.number))
        )
    }


def _unweighed(one: Difference) -> Origine:
    """Return what the facts propose before they are weighed; that it may change is said."""
    if len(one.changes) <= 1 or one.law_change is not None:
        return one.origine
    return replace(one.origine, reason=f"{one.origine.reason} {_UNWEIGHED}")


def _told(of_facts: Origine | None, said: tuple[Origine, ...] | None) -> Origine | None:
    """Return the origin that the letter of a créance says; without one, what the facts propose."""
    if not said:
        return of_facts
    return next((one for one in said if of_facts and one.code == of_facts.code), said[0])


def _said(found: Opened) -> dict[int, tuple[Origine, ...]]:
    """Return the origins that the last notice of each créance names, by number."""
    every = notices(found.events).values()
    old = {notice.courrier for notice in every if not notice.origines}
    letters = {
        one.numero: tuple(Origine(code, _WEIGHED) for code in origins_told(one.contenu))
        for one in (courriers(found.events) if old else ())
        if one.numero in old
    }
    return {
        number: (Origine(notice.origines[number], notice.raisons.get(number, _WEIGHED)),)
        if number in notice.origines
        else letters.get(notice.courrier, ())
        for notice in every
        for number in notice.creances
    }


def _day(acte: Acte) -> dt.date:
    return acte.at.astimezone(FRANCE).date()


def _where(choice: Choix) -> str:
    return f"dossier {choice.dossier}, créance {choice.number}"
