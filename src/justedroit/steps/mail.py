"""Mail: prepare the letters of a month, for a whole fund: notices of indus, letters of rappels.

Run again, it prepares only what was left: nothing is prepared twice.
"""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from justedroit.core.base import Acte, month_of
from justedroit.core.courriers import told_rappels
from justedroit.core.creances import Creance, creances, small_debts, suivis
from justedroit.records.interface import Records
from justedroit.steps.act import Opened
from justedroit.steps.compose import notice_rows
from justedroit.steps.letter import Atelier, Row, day_of
from justedroit.steps.pending import noticed, read_notice
from justedroit.steps.round import Bilan, Portee, accepted, append, read, slices, waits, with_rows
from justedroit.steps.tell import rappel_rows, rising

_RISES = ("rappel", "annulation")  # motives of a right that rises


def prepare_notices(
    records: Records, portee: Portee, acte: Acte, atelier: Atelier, selection: str = ""
) -> Bilan:
    """Prepare the notices of the créances born in a month that none claims; small debts set aside.

    Args:
        records: the journals.
        portee: of which dossiers, and of which month the decisions.
        acte: who prepares them, and when.
        atelier: with what they are made; its law gives the shares.
        selection: why these files were checked, of SELECTIONS; empty where they were not.
    """
    bilan, month = Bilan(), portee.month
    for some in slices(records, portee.dossiers):
        seen = records.sequences(some)
        transfers = records.transfers(some)
        owing = {
            dossier: claims
            for dossier, claims in creances(transfers).items()
            if any(_born(claim, month) for claim in claims)
        }
        rows: dict[int, list[Row]] = {}
        for found, facts in read(records, sorted(owing), transfers, seen):
            made = _notices_of(found, facts, (month, acte, atelier, selection), bilan)
            if made:
                rows[found.dossier] = made
        append(records, rows, seen, bilan)
    return bilan


def _born(claim: Creance, month: int) -> bool:
    return month_of(day_of(claim.born_at)) == month and claim.total() > 0


def _notices_of(
    found: Opened, facts: pa.Table, how: tuple[int, Acte, Atelier, str], bilan: Bilan
) -> list[Row]:
    """Return the rows that prepare the notices of a dossier, one by decision; tell what waits."""
    month, acte, atelier, selection = how
    claims = found.creances()
    day = day_of(acte.at)
    small = {one.creance.number for one in small_debts(claims, suivis(claims, found.events), day)}
    due = [c for c in claims if _born(c, month) and not noticed(found.events, c)]
    rows: list[Row] = []
    for reference in dict.fromkeys(claim.reference for claim in due):
        chosen = [c for c in due if c.reference == reference and c.number not in small]
        if not chosen:
            continue
        made = accepted(lambda: notice_rows((found, facts), chosen, acte, atelier, selection))  # noqa: B023
        if isinstance(made, list):
            bilan.refused += made
            continue
        notification, added = made
        rows += added
        found = with_rows(found, added)
        bilan.done.append((found.dossier, notification.courrier.numero))
        bilan.amounts.append((found.dossier, notification.notice.total_cents))
        waits(read_notice(found, facts, notification.notice.numero, waiting=True), acte, bilan)
    aside = [claim for claim in due if claim.number in small]
    bilan.small += [(found.dossier, claim.number) for claim in aside]
    bilan.small_cents += sum(claim.total() for claim in aside)
    return rows


def prepare_rappels(records: Records, portee: Portee, acte: Acte, atelier: Atelier) -> Bilan:
    """Prepare the letters of the rappels that the revisions of a month have found.

    Args:
        records: the journals.
        portee: of which dossiers, and of which month the revisions.
        acte: who prepares them, and when.
        atelier: with what they are made; its law gives the shares.
    """
    bilan, month = Bilan(), portee.month
    for some in slices(records, portee.dossiers):
        seen, transfers = records.sequences(some), records.transfers(some)
        rows: dict[int, list[Row]] = {}
        for found, facts in read(records, _risen(transfers, month), transfers, seen):
            made = _rappels_of(found, facts, (month, acte, atelier), bilan)
            if made:
                rows[found.dossier] = made
        append(records, rows, seen, bilan)
    return bilan


def _risen(transfers: pa.Table, month: int) -> list[int]:
    """Return the dossiers of which a right may have risen in a month, ascending."""
    rises = transfers.filter(pc.is_in(transfers["motive"], pa.array(_RISES)))
    pairs = rises.group_by(["dossier", "entered_at"]).aggregate([])
    columns = (pairs["dossier"].to_pylist(), pairs["entered_at"].to_pylist())
    return sorted({d for d, at in zip(*columns, strict=True) if month_of(day_of(at)) == month})


def _rappels_of(
    found: Opened, facts: pa.Table, how: tuple[int, Acte, Atelier], bilan: Bilan
) -> list[Row]:
    month, acte, atelier = how
    said = told_rappels(found.events)
    owed = dict.fromkeys(
        one.reference
        for one in rising(found, facts)
        if month_of(day_of(one.revised_at)) == month and one.reference not in said
    )
    rows: list[Row] = []
    for reference in owed:
        made = accepted(lambda: rappel_rows((found, facts), reference, acte, atelier))  # noqa: B023
        if isinstance(made, list):
            bilan.refused += made
            continue
        courrier, added = made
        rows += added
        found = with_rows(found, added)
        bilan.done.append((found.dossier, courrier.numero))
    return rows
