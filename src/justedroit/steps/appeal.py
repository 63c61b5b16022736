"""Appeal: an appeal or a remise is found admissible, completed, instructed; silence rejects it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from justedroit.core.base import FRANCE, Acte, Refusal, day_text, parametre
from justedroit.core.creances import Creance, suivis, wrong_day
from justedroit.core.recours import (
    BEFORE_DECISION,
    BEFORE_NOTICE,
    ETATS,
    SUITES,
    Fiche,
    Recours,
    at_now,
    fiche,
    recours_of,
)
from justedroit.core.registre import TRANSFERS
from justedroit.records.interface import EVENTS, Records
from justedroit.steps.act import Opened, appended, event, opened, refuse_text
from justedroit.steps.budget import budget_of
from justedroit.steps.round import append_all

AVIS = ("favorable", "partiel", "defavorable")
_RECEIVED = "recours.recu"


@dataclass(frozen=True, slots=True)
class Vise:
    """An appeal, in the dossier that was read to act on it."""

    found: Opened
    recours: Recours
    acte: Acte

    @property
    def where(self) -> str:
        """Where a refusal stands."""
        return f"dossier {self.recours.dossier}, recours {self.recours.number}"

    @property
    def article(self) -> str:
        """The text that gives the delay of this appeal."""
        return parametre(f"recours/delai.recours.{self.recours.regime}").article

    def event(self, tag: str, **told: Any) -> dict[str, Any]:
        """Return an event of this appeal."""
        payload = {"recours": self.recours.number} | told
        return event(self.found.dossier, tag, self.acte, payload)

    def resumed(self, day: dt.date, motif: str) -> list[dict[str, Any]]:
        """Return the end of the suspension of recovery, where this appeal has one that runs."""
        some = [n for n in self.recours.creances if n not in self.recours.closed]
        if not self.recours.suspends or not some or self.recours.rejected_on is not None:
            return []
        told = {
            "creances": some,
            "cause": self.recours.cause,
            "le": day.isoformat(),
            "motif": motif,
        }
        return [event(self.found.dossier, "creance.reprise", self.acte, told)]


def appeals(records: Records, dossier: int) -> list[Recours] | Refusal:
    """Return the appeals of a dossier, by number."""
    found = opened(records, dossier)
    if isinstance(found, Refusal):
        return found
    some = recours_of(found.events).get(dossier, [])
    shown_now(some, found.creances())
    return some


def shown_now(some: Sequence[Recours], creances: Sequence[Creance]) -> None:
    """Show on the sheet of appeals that wait for a decision what is owed now, not what was asked.

    One that a qualification has closed waits for nothing: its sheet stays as it was kept.

    Args:
        some: appeals of a dossier.
        creances: of the same, as the ledger tells them.
    """
    for one in some:
        if one.fiche and one.stage in BEFORE_DECISION and one.etat != "ferme":
            one.fiche = at_now(one.fiche, creances)


def acknowledge(records: Records, key: tuple[int, int], day: dt.date, acte: Acte) -> Refusal | None:
    """Record that the receipt of an appeal was sent: the delay to court may be opposed after it."""

    def decide(on: Vise) -> Refusal | list[dict[str, Any]]:
        mend = "Donnez le jour où l'accusé de réception est parti."
        told = on.recours.decision
        if told is not None and day > told.le:
            what = f"la décision est du {day_text(told.le)}, avant ce jour."
            later = f"{mend} Parti après la décision, il n'oppose plus aucun délai."
            return Refusal(what, on.where, later, "CRPA art. L112-6")
        return _out_of_life(on, day, mend) or [on.event("recours.accuse", le=_iso(day))]

    return act_on(records, key, acte, BEFORE_NOTICE, decide)


def admit(records: Records, key: tuple[int, int], code: str, acte: Acte) -> Refusal | None:
    """Find an appeal admissible; one out of time only for a reason of the closed list.

    Args:
        records: the journals.
        key: dossier and number of the appeal.
        code: reason of `recevabilite.motifs`; empty where it is in time.
        acte: who decides, and when.
    """

    def decide(on: Vise) -> Refusal | list[dict[str, Any]]:
        known = parametre("recours/recevabilite.motifs").at(_today(acte))
        if not on.recours.reproof:
            return [_judged(on, "recours.recevable", "", ("Dans le délai", ""))]
        if code not in known:
            what = f"il est hors délai : {on.recours.reproof}."
            mend = f"Dites ce qui le rend recevable ({', '.join(known)}), ou jugez-le irrecevable."
            return Refusal(what, on.where, mend, on.article)
        told = (known[code]["libelle"], known[code]["article"])
        return [_judged(on, "recours.recevable", code, told)]

    return act_on(records, key, acte, ("recu", "hors_delai"), decide)


def dismiss(
    records: Records, key: tuple[int, int], reasons: tuple[str, str], acte: Acte
) -> Refusal | None:
    """Find an appeal inadmissible: the suspension ends, the judge may be seized.

    Args:
        records: the journals.
        key: dossier and number of the appeal.
        reasons: code of `recevabilite.refus`, and the reasons in French.
        acte: who decides, and when.
    """
    code, motif = reasons

    def decide(on: Vise) -> Refusal | list[dict[str, Any]]:
        known = parametre("recours/recevabilite.refus").at(_today(acte))
        if code not in known:
            what = f"le motif « {code} » n'est pas de la liste."
            return Refusal(what, on.where, f"Choix : {', '.join(known)}.", "CRPA art. L211-2")
        if code == "hors_delai" and not on.recours.reproof:
            what = "aucune réception prouvée ne montre que le délai est passé."
            return Refusal(what, on.where, "Examinez le recours au fond.", on.article)
        if refusal := refuse_text(motif, on.where, "le motif"):
            return refusal
        text = f"{known[code]['libelle']}. {motif.strip()}"
        row = _judged(on, "recours.irrecevable", code, (text, on.article))
        return [row, *on.resumed(_today(acte), "Recours irrecevable")]

    return act_on(records, key, acte, ("recu", "hors_delai", "recevable"), decide)


def _judged(on: Vise, tag: str, code: str, told: tuple[str, str]) -> dict[str, Any]:
    day = _iso(_today(on.acte))
    return on.event(tag, le=day, code=code, motif=told[0], article=told[1])


def ask_documents(
    records: Records, key: tuple[int, int], pieces: Sequence[str], acte: Acte
) -> Refusal | None:
    """Ask the household for documents, each told in French."""

    def decide(on: Vise) -> Refusal | list[dict[str, Any]]:
        if not pieces:
            return Refusal("aucune pièce n'est nommée.", on.where, "Dites lesquelles.")
        for piece in pieces:
            if refusal := refuse_text(piece, on.where, "la pièce demandée"):
                return refusal
        day = _iso(_today(acte))
        return [on.event("recours.pieces_demandees", le=day, pieces=list(pieces))]

    return act_on(records, key, acte, ("recevable", "incomplet", "complet"), decide)


def complete(records: Records, key: tuple[int, int], day: dt.date, acte: Acte) -> Refusal | None:
    """Record that all is there; documents that were asked start the delay of silence again.

    Args:
        records: the journals.
        key: dossier and number of the appeal.
        day: reception of the last document.
        acte: who says so, and when.
    """

    def decide(on: Vise) -> Refusal | list[dict[str, Any]]:
        if refusal := _out_of_life(on, day, "Donnez le jour où les pièces ont été reçues."):
            return refusal
        pieces = list(on.recours.pieces)
        return [on.event("recours.complet", le=_iso(day), pieces=pieces)]

    return act_on(records, key, acte, ("recevable", "incomplet"), decide)


def instruct(
    records: Records, key: tuple[int, int], opinion: tuple[str, str], acte: Acte
) -> Refusal | None:
    """Close the instruction: the opinion of who instructs, and the sheet for the commission.

    Args:
        records: the journals.
        key: dossier and number of the appeal.
        opinion: one of AVIS, and its reasons in French. It binds nobody.
        acte: who instructs, and when.
    """
    sense, reasons = opinion

    def decide(on: Vise) -> Refusal | list[dict[str, Any]]:
        if sense not in AVIS:
            what = f"l'avis « {sense} » est inconnu."
            return Refusal(what, on.where, f"Choix : {', '.join(AVIS)}.")
        if refusal := refuse_text(reasons, on.where, "l'avis motivé"):
            return refusal
        made = sheet_of(on, records.facts([key[0]]), _today(acte))
        avis = f"{sense} : {reasons.strip()}"
        return [on.event("recours.instruit", avis=avis, fiche=made.payload())]

    return act_on(records, key, acte, ("complet", "instruit"), decide)


def withdraw(records: Records, key: tuple[int, int], day: dt.date, acte: Acte) -> Refusal | None:
    """Record that the household gives its appeal up: the suspension ends."""

    def decide(on: Vise) -> Refusal | list[dict[str, Any]]:
        if refusal := _out_of_life(on, day, "Donnez le jour où le foyer s'est désisté."):
            return refusal
        gone = on.event("recours.desiste", le=_iso(day))
        return [gone, *on.resumed(_today(acte), "Désistement")]

    return act_on(records, key, acte, BEFORE_DECISION, decide)


def _out_of_life(on: Vise, day: dt.date, mend: str) -> Refusal | None:
    """Return the refusal of a day that is before the appeal, or has not come."""
    today, since = _today(on.acte), on.recours.received_on
    what = wrong_day(day, today) or wrong_day(day, today, since, "le recours")
    return Refusal(what, on.where, mend) if what else None


def sheet(records: Records, key: tuple[int, int], acte: Acte) -> Fiche | Refusal:
    """Return the sheet of an appeal as it would be made now; nothing is written."""
    on = aimed(records, key, acte)
    if isinstance(on, Refusal):
        return on
    return sheet_of(on, records.facts([key[0]]), _today(acte))


def sheet_of(on: Vise, facts: pa.Table, day: dt.date) -> Fiche:
    """Return the sheet of an appeal that was read, as it would be made on a day.

    Args:
        on: the appeal, in its dossier.
        facts: schema FACTS, of the dossier.
        day: of the sheet.
    """
    claims, dossier = on.found.creances(), on.found.dossier
    budget = budget_of(facts, on.found.transfers, dossier, on.acte.at)
    others = recours_of(on.found.events)[dossier]
    return fiche(on.recours, claims, suivis(claims, on.found.events), budget, others, day)


def expire(records: Records, day: dt.date, acte: Acte) -> list[tuple[int, int]]:
    """Record the implicit rejections that time has brought: each ends its suspension.

    Running it again, or missing days, changes nothing of what it finds.

    Args:
        records: the journals.
        day: it is run on; what expired before it is recorded, at its own day.
        acte: the task, and when.

    Returns:
        Dossier and number of each appeal rejected; a dossier that someone wrote to in between is
        left for the next time.
    """
    numbers = concerned(records)
    seen = records.sequences(numbers)
    every = recours_of(records.events(numbers))
    late = {dossier: [o for o in some if o.silent_on(day)] for dossier, some in every.items()}
    done = [(dossier, one.number) for dossier, gone in late.items() for one in gone]
    made = {}
    for dossier, gone in late.items():
        if gone:
            found = Opened(dossier, seen[dossier], TRANSFERS.empty_table(), EVENTS.empty_table())
            rows = [row for one in gone for row in _rejected(Vise(found, one, acte))]
            made[dossier] = rows, TRANSFERS.empty_table()
    stale = set(append_all(records, made, seen))
    return [key for key in done if key[0] not in stale]


def record_silence(records: Records, key: tuple[int, int], acte: Acte) -> Refusal | None:
    """Record the implicit rejection of one appeal, at its own day: what `expire` does of all.

    Args:
        records: the journals.
        key: dossier and number of the appeal.
        acte: who records it, and when.
    """

    def decide(on: Vise) -> Refusal | list[dict[str, Any]]:
        if on.recours.silent_on(_today(acte)) is not None:
            return _rejected(on)
        if (rejected := on.recours.rejected_on) is not None:
            what = f"son rejet par le silence, le {day_text(rejected)}, est déjà consigné."
            return Refusal(what, on.where, "Il n'y a plus rien à consigner.")
        silence = on.recours.silence()
        if silence is None:
            what = "des pièces sont attendues : le silence ne court pas."
            return Refusal(what, on.where, "Consignez d'abord qu'il est complet.", on.article)
        what = f"le silence ne le rejette que le {day_text(silence.ends_on)}, ce jour passé."
        return Refusal(what, on.where, "Attendez, ou décidez avant.", silence.article)

    return act_on(records, key, acte, BEFORE_DECISION, decide)


def _rejected(on: Vise) -> list[dict[str, Any]]:
    silence = on.recours.silence()
    assert silence is not None
    motif = f"Rejet par le silence ({silence.article})"
    row = on.event("recours.rejete_implicitement", le=_iso(silence.ends_on))
    return [row, *on.resumed(silence.ends_on, motif)]


def concerned(records: Records) -> list[int]:
    """Return the dossiers that have an appeal, ascending."""
    last = records.last_events(_RECEIVED, records.dossiers())
    return sorted(last["dossier"].to_pylist())


def aimed(records: Records, key: tuple[int, int], acte: Acte) -> Vise | Refusal:
    """Return an appeal in the dossier that was read to act on it, or why it is not there."""
    dossier, number = key
    found = opened(records, dossier)
    if isinstance(found, Refusal):
        return found
    some = {one.number: one for one in recours_of(found.events).get(dossier, [])}
    if number not in some:
        known = ", ".join(str(one) for one in some) or "aucun"
        what = f"le recours {number} n'existe pas."
        return Refusal(what, f"dossier {dossier}", f"Recours de ce dossier : {known}.")
    return refuse_text(acte.author, f"dossier {dossier}", "la personne qui agit") or Vise(
        found, some[number], acte
    )


def act_on(
    records: Records,
    key: tuple[int, int],
    acte: Acte,
    stages: Sequence[str],
    decide: Callable[
        [Vise], Refusal | list[dict[str, Any]] | tuple[list[dict[str, Any]], pa.Table]
    ],
) -> Refusal | None:
    """Read an appeal, check where it stands, decide, append.

    Args:
        records: the journals.
        key: dossier and number of the appeal.
        acte: who acts, and when.
        stages: where the appeal must stand.
        decide: what is to be written (events, and transfers where there are), or the refusal.

    Raises:
        StaleSequence: the dossier was written to in between; nothing was appended.
    """
    on = aimed(records, key, acte)
    if isinstance(on, Refusal):
        return on
    if refusal := _refused_stage(on, stages):
        return refusal
    told = decide(on)
    if isinstance(told, Refusal):
        return told
    rows, moved = told if isinstance(told, tuple) else (told, None)
    appended(records, on.found, rows, moved)
    return None


def _refused_stage(on: Vise, stages: Sequence[str]) -> Refusal | None:
    one = on.recours
    if one.etat == "ferme":
        day, motif = next(iter(one.closed.values()))
        what = f"la remise est fermée depuis le {day_text(day)} : {motif}"
        mend = "Une qualification revue en bonne foi la rouvre ; une contestation reste possible."
        return Refusal(what, on.where, mend, "CSS art. L553-2 ; CASF art. L262-46 al. 9")
    # An express decision may still follow a silence: the stage counts, not the rejection.
    if one.stage in stages:
        return None
    what = f"il est « {ETATS[one.stage]} » : cet acte ne s'y fait pas."
    return Refusal(what, on.where, _next_text(one))


def _next_text(one: Recours) -> str:
    acts = SUITES.get(one.stage)
    return f"Ce qui peut l'être : {' ; '.join(acts)}." if acts else "Il est clos."


def _today(acte: Acte) -> dt.date:
    return acte.at.astimezone(FRANCE).date()


def _iso(day: dt.date) -> str:
    return day.isoformat()
