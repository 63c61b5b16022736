"""Grant: what was decided is controlled, becomes executory, enters the ledger, is notified."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

import pyarrow as pa

from justedroit.core.base import FRANCE, Acte, Refusal, day_text, days_after, parametre
from justedroit.core.courriers import DecisionContestation, DecisionRemise, courriers
from justedroit.core.creances import suivis
from justedroit.core.recours import (
    REMISE,
    Recours,
    executory_from,
    granted,
    read,
    recours_of,
    requalified,
    withdrawn,
)
from justedroit.core.registre import TRANSFERS
from justedroit.records.interface import EVENTS, Records
from justedroit.steps.act import Opened, event, refuse_text
from justedroit.steps.appeal import Vise, act_on, concerned
from justedroit.steps.consultation.courriers import appeal_of
from justedroit.steps.restore_paid import RESTITUTION, restitutions
from justedroit.steps.round import append_all, opened_all, with_rows

_CONTROL: Final = {"suspendu": "recours.suspendu_mnc", "annule": "recours.annule_mnc"}
_WITHDRAWN: Final = "retrait_possible"
_WAITS: Final = ("decide", "transmis", "suspendu")  # decided, not executory yet
_TOLD: Final = "remise.retrait_annonce"
_ANSWERS: Final = (DecisionRemise.modele, DecisionContestation.modele)


def control(
    records: Records, key: tuple[int, int], what: tuple[str, str], acte: Acte
) -> Refusal | None:
    """Record what the control of legality says of a decision: suspended, or annulled.

    An annulled decision enters no ledger; the appeal comes back to the commission.

    Args:
        records: the journals.
        key: dossier and number of the appeal.
        what: `suspendu` or `annule`, and the reasons given.
        acte: who records it, and when.
    """
    outcome, motif = what

    def decide(on: Vise) -> Refusal | list[dict[str, Any]]:
        if outcome not in _CONTROL:
            known = ", ".join(_CONTROL)
            return Refusal(f"« {outcome} » est inconnu.", on.where, f"Choix : {known}.")
        if refusal := refuse_text(motif, on.where, "le motif"):
            return refusal
        return [on.event(_CONTROL[outcome], le=_today(acte).isoformat(), motif=motif.strip())]

    stages = ("transmis",) if outcome == "suspendu" else ("transmis", "suspendu")
    return act_on(records, key, acte, stages, decide)


def execute(records: Records, key: tuple[int, int], acte: Acte) -> Refusal | None:
    """Make a decision executory: what it gives up enters the ledger, the suspension ends.

    What of a remise was paid since it was decided is given back, with the next order.
    """
    day = _today(acte)
    return act_on(records, key, acte, _WAITS, lambda on: _executed(on, day))


def _executed(on: Vise, day: dt.date) -> Refusal | tuple[list[dict[str, Any]], pa.Table]:
    first = executory_from(on.recours)
    if first is None:
        what = "la décision n'est pas passée au contrôle de légalité."
        return Refusal(what, on.where, "Transmettez-la d'abord.", "CSS art. L151-1")
    if day < first:
        what = f"la décision n'est exécutoire que le {day_text(first)}."
        return Refusal(what, on.where, "Attendez ce jour.", "CSS art. R151-1")
    done = granted(on.recours, on.found.transfers, on.found.creances(), on.acte.at)
    told: dict[str, Any] = {"montants": done.given_up}
    if done.given_back:
        told["rendus"] = done.given_back
    # Time alone has made it so, whenever it is run; a remise that was closed meanwhile, once it was not.
    again = (one.day() for one in on.recours.history if one.tag == "remise.rouverte")
    le = max([first, *again])
    row = on.event("recours.executoire", le=le.isoformat(), motif="", **told)
    rows = [row, *on.resumed(day, "Décision exécutoire"), *_restituted(on, done.transfers, day)]
    return rows, done.transfers


def _restituted(on: Vise, moved: pa.Table, day: dt.date) -> list[dict[str, Any]]:
    """Return the event that says what is given back to the household, where something is.

    Its letter is made by `steps.restore_paid`, who knows the fund.
    """
    before = on.found.transfers
    rows = []
    for one in restitutions(before, pa.concat_tables([before, moved])):
        undone: Counter[str] = Counter()
        for part in one.parts:
            undone[part.recovered_by] += part.cents
        told = {"creances": list(one.by_creance), "cents": one.cents, "le": day.isoformat()}
        told |= {"cause": one.cause, "recouvre_par": dict(undone), "entree": one.at.isoformat()}
        rows.append(event(on.found.dossier, RESTITUTION, on.acte, told))
    return rows


def execute_due(records: Records, day: dt.date, acte: Acte) -> list[tuple[int, int]]:
    """Make executory every decision that time has made so; running it again does nothing.

    One append for all; a dossier that someone wrote to in between is left for the next time.
    """
    numbers = concerned(records)
    seen = records.sequences(numbers)
    every = recours_of(records.events(numbers))
    due = {
        dossier: [one.number for one in some if _is_due(one, day)]
        for dossier, some in every.items()
    }
    made: dict[int, tuple[list[dict[str, Any]], pa.Table]] = {}
    done = []
    for found in opened_all(records, sorted(d for d, some in due.items() if some), seen):
        executed, rows, moved = _all_executed(found, due[found.dossier], acte)
        if rows:
            made[found.dossier] = rows, moved
            done += [(found.dossier, number) for number in executed]
    stale = set(append_all(records, made, seen))
    return [key for key in done if key[0] not in stale]


def _is_due(one: Recours, day: dt.date) -> bool:
    first = executory_from(one) if one.etat in _WAITS else None
    return first is not None and day >= first


def _all_executed(
    found: Opened, numbers: Sequence[int], acte: Acte
) -> tuple[list[int], list[dict[str, Any]], pa.Table]:
    """Return what makes some appeals of a dossier executory, each seeing what the one before does."""
    done: list[int] = []
    rows: list[dict[str, Any]] = []
    moved = [TRANSFERS.empty_table()]
    for number in numbers:
        [one] = [o for o in recours_of(found.events)[found.dossier] if o.number == number]
        told = _executed(Vise(found, one, acte), _today(acte)) if one.etat in _WAITS else None
        if isinstance(told, tuple):
            done.append(number)
            rows += told[0]
            moved.append(told[1])
            after = pa.concat_tables([found.transfers, told[1]])
            found = replace(with_rows(found, told[0]), transfers=after)
    return done, rows, pa.concat_tables(moved)


def inform(
    records: Records,
    key: tuple[int, int],
    day: dt.date,
    acte: Acte,
    courrier: int | None = None,
) -> Refusal | None:
    """Record the reception of the letter that tells a decision: the delay to court runs from it.

    Args:
        records: the journals.
        key: dossier and number of the appeal.
        day: of the reception.
        acte: who records it, and when.
        courrier: number of the letter; None where it left from elsewhere.

    Returns:
        The refusal of a day that cannot be, or where the letter of the decision has left and its own
        reception is not recorded: it is what proves the day.
    """

    def decide(on: Vise) -> Refusal | list[dict[str, Any]]:
        if courrier is None and (waits := _unproven(on)):
            what = f"la lettre {waits} dit la décision, et rien ne prouve encore qu'elle est reçue."
            mend = f"Consignez la réception de la lettre {waits}, avec sa preuve."
            return Refusal(what, on.where, mend, "CSS art. R142-1-A ; CJA art. R421-1")
        decided = on.recours.executory_on
        if decided is not None and not decided <= day <= _today(acte):
            what = f"le {day_text(day)} est avant la décision, ou n'est pas arrivé."
            return Refusal(what, on.where, "Donnez le jour de réception de la lettre.")
        return [on.event("recours.notifie", le=day.isoformat(), courrier=courrier)]

    return act_on(records, key, acte, ("executoire",), decide)


def _unproven(on: Vise) -> int:
    """Return the number of the letter of a decision that has left without a proof; 0 where none has."""
    mine = [
        one.numero
        for one in courriers(on.found.events)
        if one.modele in _ANSWERS
        and appeal_of(one) == on.recours.number
        and one.envoye_le is not None
        and one.recu_le is None
    ]
    return max(mine, default=0)


def announce(records: Records, key: tuple[int, int], motif: str, acte: Acte) -> Refusal | None:
    """Tell the household that a remise, found to be of fraud, may be withdrawn: it may answer."""

    def decide(on: Vise) -> Refusal | list[dict[str, Any]]:
        if refusal := refuse_withdrawal(on) or refuse_text(motif, on.where, "le motif"):
            return refusal
        told = {"creances": list(on.recours.executed), "le": _today(acte).isoformat()}
        return [on.event(_TOLD, motif=motif.strip(), **told)]

    return act_on(records, key, acte, ("executoire", "notifie"), decide)


def revoke(records: Records, key: tuple[int, int], motif: str, acte: Acte) -> Refusal | None:
    """Withdraw a remise that was obtained by fraud: the debt lives again.

    A person decides it, with reasons, once the household could answer.
    """

    def decide(on: Vise) -> Refusal | tuple[list[dict[str, Any]], pa.Table]:
        if refusal := refuse_withdrawal(on) or refuse_text(motif, on.where, "le motif"):
            return refusal
        if refusal := _unheard(on, _today(acte)):
            return refusal
        moved = withdrawn(on.recours, on.found.creances(), acte.at)
        told = {"creances": list(on.recours.executed), "le": _today(acte).isoformat()}
        return [on.event("remise.retiree", motif=motif.strip(), **told)], moved

    return act_on(records, key, acte, ("executoire", "notifie"), decide)


def refuse_withdrawal(on: Vise) -> Refusal | None:
    """Return why a remise may not be withdrawn; None where the debt was qualified of fraud."""
    claims = on.found.creances()
    long = [
        s.number
        for s in suivis(claims, on.found.events)
        if s.qualification is not None and s.qualification.is_long
    ]
    if on.recours.nature == REMISE and on.recours.executed:
        kept = parametre("recours/remise.apres_fraude").at(_today(on.acte)) != _WITHDRAWN
        if not kept and all(number in long for number in on.recours.executed):
            return None
        what = "la dette remise n'est pas qualifiée de fraude ni de fausse déclaration."
        return Refusal(what, on.where, "Une remise accordée est acquise.", "CRPA art. L241-2")
    what = "ce recours n'a rien remis."
    return Refusal(what, on.where, "Il n'y a rien à retirer.", "CRPA art. L241-2")


def _unheard(on: Vise, day: dt.date) -> Refusal | None:
    """Return the refusal of a withdrawal of which the household was not told, or too late."""
    told = [
        e.day()
        for e in read(on.found.events, {_TOLD: ""})
        if e.told["recours"] == on.recours.number
    ]
    article = "CRPA art. L121-1"
    if not told:
        what = "le foyer n'a pas été prévenu de ce retrait."
        return Refusal(
            what, on.where, "Annoncez-le, et laissez-lui le temps d'y répondre.", article
        )
    delay: int = parametre("recours/remise.observations").at(told[-1])
    until = days_after(told[-1], delay)
    if day > until:
        return None
    what = f"le foyer peut présenter ses observations jusqu'au {day_text(until)}."
    return Refusal(what, on.where, "Attendez ce jour, et lisez-les.", article)


def consequences(found: Opened, row: dict[str, Any], acte: Acte) -> list[dict[str, Any]]:
    """Return what a qualification does to remises: it closes them, or opens them again.

    Args:
        found: the dossier, as it stands before.
        row: the event of the qualification, not appended yet.
        acte: who qualifies, and when.

    Returns:
        Events to append with it: a pending remise that closes, its suspension ends; one that opens
        again, recovery is suspended again.
    """
    claims = found.creances()
    if not claims:
        return []
    later = pa.concat_tables([found.events, pa.Table.from_pylist([row], schema=EVENTS)])
    closed, reopened = requalified(suivis(claims, found.events), suivis(claims, later))
    some = recours_of(found.events).get(found.dossier, [])
    day = _today(acte)
    rows = []
    for numbers, tag in ((closed, "remise.fermee"), (reopened, "remise.rouverte")):
        if numbers:
            motif = f"Qualification du {day_text(day)}"
            told = {"creances": numbers, "le": day.isoformat(), "motif": motif}
            rows.append(event(found.dossier, tag, acte, told))
            rows += _halted(found, some, (numbers, tag), acte)
    return rows


def _halted(
    found: Opened, some: list[Recours], what: tuple[list[int], str], acte: Acte
) -> list[dict[str, Any]]:
    """Return the suspensions that end, or begin again, of the remises that are pending."""
    numbers, tag = what
    day = _today(acte).isoformat()
    rows = []
    for one in some:
        waits = one.is_pending or one.etat == "ferme"
        mine = [n for n in numbers if n in one.creances]
        if one.nature != REMISE or not one.suspends or not waits or not mine:
            continue
        told: dict[str, Any] = {"creances": mine, "cause": one.cause, "le": day}
        if tag == "remise.fermee":
            told["motif"] = "Remise fermée par une qualification"
            rows.append(event(found.dossier, "creance.reprise", acte, told))
        else:
            told["jusqu_au"] = None
            rows.append(event(found.dossier, "creance.suspendue", acte, told))
    return rows


def _today(acte: Acte) -> dt.date:
    return acte.at.astimezone(FRANCE).date()
