"""Tell: the letter of a rappel, with the same care as that of an indu."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc

from justedroit.core.base import Acte, Refusal, add_months, day_text, month_of
from justedroit.core.courriers import (
    CourrierSuivi,
    LettreRappel,
    besides,
    causes_of_rappel,
    origin_text,
    rappeles,
    rises,
    told_rappels,
    voies,
)
from justedroit.core.creances import creance_of_reference
from justedroit.core.ecarts import Difference, explain
from justedroit.core.paiements import payment_day
from justedroit.records.interface import Records
from justedroit.steps.act import Opened, appended, opened
from justedroit.steps.letter import Atelier, Row, day_of, prepared_rows
from justedroit.steps.share import Partagee, shares

AT_ONCE = "vous est versée aujourd'hui, par un virement à part"


def tell_rappel(
    records: Records,
    dossier: int,
    reference: str | None,
    acte: Acte,
    atelier: Atelier,
    *,
    at_once: bool = False,
) -> CourrierSuivi | list[Refusal]:
    """Prepare the letter of what a revision owes to a household, explained fact by fact.

    Args:
        records: the journals.
        dossier: number.
        reference: of the revision; None: the last that has a rappel.
        acte: who prepares it, and when.
        atelier: with what it is made; its law gives the shares.
        at_once: whether it is paid today, and not with the next order.

    Raises:
        StaleSequence: the dossier was written to in between; nothing was appended.
    """
    found = opened(records, dossier)
    if isinstance(found, Refusal):
        return [found]
    facts = records.facts([dossier])
    chosen = _revision(found, facts, reference)
    if isinstance(chosen, Refusal):
        return [chosen]
    made = rappel_rows((found, facts), chosen, acte, atelier, at_once=at_once)
    if isinstance(made, list):
        return made
    courrier, rows = made
    appended(records, found, rows)
    return courrier


def rappel_rows(
    read: tuple[Opened, pa.Table],
    reference: str,
    acte: Acte,
    atelier: Atelier,
    *,
    at_once: bool = False,
) -> tuple[CourrierSuivi, list[Row]] | list[Refusal]:
    """Return the letter of the rappel of a revision and the row that prepares it, or what it lacks.

    Args:
        read: the dossier, and its facts.
        reference: of the revision.
        acte: who prepares it, and when.
        atelier: with what it is made.
        at_once: whether it is paid today, and not with the next order.
    """
    found, facts = read
    told = shares(found, facts, reference, atelier.needed_law())
    lettre = _letter(found, told, (acte, atelier), at_once=at_once)
    return prepared_rows(found, lettre, acte, reference)


def rising(found: Opened, facts: pa.Table) -> list[Difference]:
    """Return the differences of a dossier that owe it something, in the order of the revisions.

    What an act on a créance gives back has its own letter: it is not told here.
    """
    every = explain(found.transfers, facts, found.events).differences
    return [
        one
        for one in rises(every)
        if any(m.delta_cents > m.prescribed_cents for m in one.months)
        and creance_of_reference(one.reference) is None
    ]


def _revision(found: Opened, facts: pa.Table, reference: str | None) -> str | Refusal:
    where = f"dossier {found.dossier}"
    owed = list(dict.fromkeys(one.reference for one in rising(found, facts)))
    if not owed or (reference is not None and reference not in owed):
        what = "aucun rappel ne vient de cette révision." if owed else "il n'a aucun rappel."
        return Refusal(what, where, "Vérifiez la référence de la révision.")
    chosen = reference or owed[-1]
    if chosen in told_rappels(found.events):
        what = "le rappel de cette révision a déjà sa lettre."
        return Refusal(what, where, "Cherchez-la parmi les lettres du dossier.")
    return chosen


def _letter(
    found: Opened, told: Partagee, made_by: tuple[Acte, Atelier], *, at_once: bool
) -> LettreRappel:
    acte, atelier = made_by
    day = day_of(acte.at)
    owed = rises(told.differences)
    benefits = [one.benefit for one in owed]
    return LettreRappel(
        dossier=found.dossier,
        le=day,
        organisme=atelier.organisme,
        prestations=rappeles(owed),
        motifs=causes_of_rappel(told.parts, owed).lignes,
        versement=AT_ONCE if at_once else _paid(found.transfers, owed, day),
        origine=origin_text(_with_origin(told, owed)),
        ailleurs=besides(told.parts, "rappel", day),
        voies=voies(benefits, "droit", atelier.organisme, day),
        efface_cents=_undone(found.transfers, owed),
    )


def _with_origin(told: Partagee, owed: list[Difference]) -> list[Difference]:
    """Return what rises, each with the origin of what made it rise."""
    cases = [[(one.benefit, month.month) for month in one.months] for one in owed]
    pairs = zip(owed, cases, strict=True)
    return [replace(one, origine=told.parts.origine_of(some)) for one, some in pairs]


def _undone(transfers: pa.Table, owed: list[Difference]) -> int:
    """Return what a right that rises takes off a debt instead of being paid, in cents."""
    benefits = {one.benefit for one in owed}
    mine = transfers.filter(
        pc.and_(
            pc.equal(transfers["motive"], "annulation"),
            pc.equal(transfers["reference"], owed[0].reference),
        )
    )
    return sum(
        row["amount_cents"] for row in mine.to_pylist() if row["debit"].split(":")[0] in benefits
    )


def _paid(transfers: pa.Table, owed: list[Difference], day: dt.date) -> str:
    """Return when a rappel was paid, or will be with the next order."""
    keys = {(one.benefit, month.month) for one in owed for month in one.months}
    since = owed[0].revised_at
    paid = transfers.filter(pc.equal(transfers["motive"], "paiement")).to_pylist()
    days = [
        row["value_on"]
        for row in paid
        if row["entered_at"] >= since and (row["debit"].split(":")[0], row["month"]) in keys
    ]
    if days and max(days) < day:
        return f"vous a été versée le {day_text(max(days))}"
    if days:
        return f"vous sera versée le {day_text(max(days))}, avec vos prestations du mois"
    current = month_of(day)
    coming = (payment_day(month) for month in (add_months(current, -1), current))
    next_day = day_text(next(one for one in coming if one > day))
    return f"vous sera versée le {next_day}, avec vos prestations du mois"
