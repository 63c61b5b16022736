"""Overdebt: a procedure of over-indebtedness suspends recovery, then ends in a plan, an erasure, nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import pyarrow as pa

from justedroit.core.base import Acte, Refusal, day_text, months_after
from justedroit.core.creances import Creance, Suivi, Surendettement, birth_day, suivis, wrong_day
from justedroit.core.recouvrement import (
    ISSUES_SURENDETTEMENT,
    echeanciers,
    erased,
    is_excluded,
    undone_withholdings,
)
from justedroit.core.registre import TRANSFERS
from justedroit.records.interface import Records
from justedroit.steps.act import Opened, appended, event, opened, refuse_text
from justedroit.steps.letter import day_of
from justedroit.steps.unwithhold import unwithheld

_LAW = "Code de la consommation art. L722-2, L711-4 et L741-2"


def receivable(
    records: Records, dossier: int, le: dt.date, acte: Acte
) -> tuple[int, list[int], list[int]] | Refusal:
    """Record that the commission found a procedure admissible: recovery is suspended.

    Debts qualified as fraud are left aside: their recovery goes on.

    Args:
        records: the journals.
        dossier: number.
        le: day of the decision of the commission.
        acte: who records it, and when.

    Returns:
        Number of the procedure, the créances it concerns, those it leaves aside.

    Raises:
        StaleSequence: the dossier was written to in between; nothing was appended.
    """
    found = _opened(records, dossier, le, acte)
    if isinstance(found, Refusal):
        return found
    pairs = _pairs(found)
    where = f"dossier {dossier}, surendettement"
    if pairs and le < (born := min(birth_day(claim) for claim, _ in pairs)):
        what = f"aucune dette n'existait le {day_text(le)} : la première est du {day_text(born)}."
        return Refusal(what, where, "Vérifiez le jour de la décision de la commission.", _LAW)
    known = _procedures(pairs)
    if any(one.closed_on is None for one, _ in known.values()):
        return Refusal("une procédure est en cours.", where, "Consignez d'abord son issue.", _LAW)
    owed = [
        (claim, thread)
        for claim, thread in pairs
        if claim.total() > 0 or undone_withholdings(claim, found.transfers, le, acte.at).num_rows
    ]
    aside = [claim.number for claim, thread in owed if is_excluded(thread, le)]
    mine = [claim.number for claim, _ in owed if claim.number not in aside]
    if not mine:
        what = "les dettes qualifiées de fraude en sont exclues." if aside else "rien n'est dû."
        return Refusal(what, where, "Il n'y a rien à suspendre.", _LAW)
    number = 1 + max(known, default=0)
    told = {"surendettement": number, "creances": mine, "le": le.isoformat(), "exclues": aside}
    rows = [event(dossier, "surendettement.recevable", acte, told)]
    appended(records, found, *unwithheld(found, rows, acte))
    return number, mine, aside


def settle_debts(
    records: Records, dossier: int, issue: tuple[str, dt.date, int], acte: Acte
) -> int | Refusal:
    """Record how the procedure that runs ends; return the cents that are erased.

    A plan becomes the échéancier of its créances, in equal payments. An erasure leaves the debts of
    fraud, even qualified meanwhile.

    Args:
        records: the journals.
        dossier: number.
        issue: of ISSUES_SURENDETTEMENT; its day; for a plan, its number of months, else 0.
        acte: who records it, and when.

    Raises:
        StaleSequence: the dossier was written to in between; nothing was appended.
    """
    how, le, months = issue
    found = _opened(records, dossier, le, acte)
    if isinstance(found, Refusal):
        return found
    pairs = _pairs(found)
    running = [(one, some) for one, some in _procedures(pairs).values() if one.closed_on is None]
    where = f"dossier {dossier}, surendettement"
    if not running:
        mend = "Consignez d'abord la recevabilité."
        return Refusal("aucune procédure n'est en cours.", where, mend, _LAW)
    one, some = running[-1]
    if refusal := _refused_issue(one, issue, where):
        return refusal
    mine = [(claim, thread) for claim, thread in pairs if claim.number in some]
    closing = {"surendettement": one.number, "creances": some, "le": le.isoformat()}
    rows: list[dict[str, Any]] = []
    moved = TRANSFERS.empty_table()
    if how == "effacement":
        free = [claim for claim, thread in mine if not is_excluded(thread, le)]
        moved = pa.concat_tables([moved, *(erased(c, one.number, acte.at) for c in free)])
    if how == "plan":
        rows.append(_plan(found, [claim for claim, _ in mine], (le, months), acte))
    cents: int = sum(moved["amount_cents"].to_pylist())
    told = closing | {"issue": how, "cents": cents}
    appended(records, found, [event(dossier, "surendettement.clos", acte, told), *rows], moved)
    return cents


def _opened(records: Records, dossier: int, le: dt.date, acte: Acte) -> Opened | Refusal:
    found = opened(records, dossier)
    if isinstance(found, Refusal):
        return found
    where = f"dossier {dossier}, surendettement"
    if what := wrong_day(le, day_of(acte.at)):
        return Refusal(what, where, "Donnez le jour de la décision de la commission.")
    return refuse_text(acte.author, where, "la personne qui agit") or found


def _pairs(found: Opened) -> list[tuple[Creance, Suivi]]:
    claims = found.creances()
    return list(zip(claims, suivis(claims, found.events), strict=True))


def _procedures(
    pairs: Sequence[tuple[Creance, Suivi]],
) -> dict[int, tuple[Surendettement, list[int]]]:
    """Return the last procedure of each créance, by number, with its créances."""
    found: dict[int, tuple[Surendettement, list[int]]] = {}
    for claim, thread in pairs:
        if (one := thread.surendettement) is not None:
            found.setdefault(one.number, (one, []))[1].append(claim.number)
    return found


def _refused_issue(
    one: Surendettement, issue: tuple[str, dt.date, int], where: str
) -> Refusal | None:
    how, le, months = issue
    if how not in ISSUES_SURENDETTEMENT:
        known = ", ".join(ISSUES_SURENDETTEMENT)
        return Refusal(f"l'issue « {how[:20]} » est inconnue.", where, f"Choix : {known}.")
    if le < one.since:
        what = f"le {day_text(le)} est avant la recevabilité du {day_text(one.since)}."
        return Refusal(what, where, "Vérifiez le jour de l'issue.")
    if how == "plan" and months <= 0:
        return Refusal("un plan dit en combien de mois.", where, "Donnez le nombre de mois.", _LAW)
    return None


def _plan(
    found: Opened, some: Sequence[Creance], how: tuple[dt.date, int], acte: Acte
) -> dict[str, Any]:
    """Return the échéancier that the plan imposes: equal payments, the last one takes the rest."""
    le, months = how
    total = sum(claim.total() for claim in some)
    each = total // months
    cents = [each] * (months - 1) + [total - each * (months - 1)]
    dues = [
        {"le": months_after(le, rank).isoformat(), "cents": part}
        for rank, part in enumerate(cents, 1)
        if part
    ]
    number = 1 + max(
        (one.number for one in echeanciers(found.events).get(found.dossier, [])), default=0
    )
    told = {"echeancier": number, "creances": [c.number for c in some if c.total() > 0]}
    told |= {"mensualites": dues, "phase": "recouvrement", "moyen": "virement"}
    return event(found.dossier, "echeancier.accepte", acte, told | {"le": le.isoformat()})
