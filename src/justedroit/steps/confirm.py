"""Confirm: what becomes of a debt, told to who owes it: a plan accepted, resumed or broken; a debt paid.

Run again, it prepares only what was left: nothing is told twice.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from justedroit.core.base import Acte, Refusal, day_text, month_of
from justedroit.core.courriers import (
    CreanceSoldee,
    EcheancierAccepte,
    EcheancierRompu,
    Lettre,
    Organisme,
    eteintes,
    told_rappels,
)
from justedroit.core.creances import Creance, creance_of_reference, suivis, withholdable_from
from justedroit.core.recouvrement import Echeancier, echeanciers
from justedroit.core.registre import each
from justedroit.records.interface import Records
from justedroit.steps.act import Opened
from justedroit.steps.letter import Row, day_of, prepared_rows
from justedroit.steps.round import Bilan, Portee, append, opened_all, slices, with_rows

_PLANS: Final = ("echeancier.accepte", "echeancier.repris", "echeancier.rompu")
_REPAYS: Final = ("retenue", "remboursement")  # motives of what a household pays
_ENDED: Final = "soldees:"  # how the reference of a letter begins, then the numbers


def confirm_debts(records: Records, portee: Portee, acte: Acte, organisme: Organisme) -> Bilan:
    """Prepare the letters of the plans accepted, resumed or broken in a month, and of debts repaid.

    Args:
        records: the journals.
        portee: of which dossiers, and of which month.
        acte: who prepares them, and when.
        organisme: the fund.
    """
    bilan = Bilan()
    for some in slices(records, portee.dossiers):
        seen = records.sequences(some)
        rows: dict[int, list[Row]] = {}
        for found in opened_all(records, _concerned(records, some, portee.month), seen):
            added = _letters_of(found, portee.month, (acte, organisme), bilan)
            if added:
                rows[found.dossier] = added
        append(records, rows, seen, bilan)
    return bilan


def _concerned(records: Records, some: list[int], month: int) -> list[int]:
    """Return the dossiers where a plan changed, or where something was repaid, in a month or since."""
    found: set[int] = set()
    for tag in _PLANS:
        last = records.last_events(tag, some)
        found |= {
            dossier for dossier, at in each(last, "dossier", "at") if month_of(day_of(at)) >= month
        }
    return sorted(found | {dossier for dossier, _ in _repaid(records.transfers(some), month)})


def _repaid(transfers: pa.Table, month: int) -> dict[tuple[int, int], dt.date]:
    """Return (dossier, créance) → day of its last repayment, of those repaid last in a month."""
    mine = transfers.filter(pc.is_in(transfers["motive"], pa.array(_REPAYS)))
    names = ("dossier", "reference", "value_on")
    last: dict[tuple[int, int], dt.date] = {}
    for dossier, reference, on in each(mine, *names):
        number = creance_of_reference(reference)
        if number is not None:
            last[dossier, number] = max(on, last.get((dossier, number), on))
    return {key: on for key, on in last.items() if month_of(on) == month}


def _letters_of(found: Opened, month: int, how: tuple[Acte, Organisme], bilan: Bilan) -> list[Row]:
    rows: list[Row] = []
    for reference, lettre in [*_of_plans(found, month, how), *_of_ends(found, month, how)]:
        made = prepared_rows(found, lettre, how[0], reference)
        if isinstance(made, list):
            bilan.refused += made
            continue
        courrier, added = made
        rows += added
        found = with_rows(found, added)
        bilan.done.append((found.dossier, courrier.numero))
    return rows


def _of_plans(
    found: Opened, month: int, how: tuple[Acte, Organisme]
) -> Iterator[tuple[str, Lettre]]:
    """Yield the (reference, letter) of each change of a plan in a month that has no letter."""
    plans = {one.number: one for one in echeanciers(found.events).get(found.dossier, [])}
    said = told_rappels(found.events)
    mine = found.events.filter(pc.is_in(found.events["tag"], pa.array(_PLANS)))
    names = ("tag", "at", "payload")
    for tag, at, text in each(mine, *names):
        told = json.loads(text)
        plan, day = plans[told["echeancier"]], day_of(at)
        reference = f"{tag.replace('.', f':{plan.number}:')}:{day.isoformat()}"
        if month_of(day) != month or reference in said:
            continue
        if tag == "echeancier.rompu":
            yield reference, _broken(found, plan, told, how)
        else:
            yield reference, _accepted(plan, told, how, again=tag == "echeancier.repris")


def _accepted(
    plan: Echeancier, told: dict[str, Any], how: tuple[Acte, Organisme], *, again: bool
) -> EcheancierAccepte:
    acte, organisme = how
    dues = [(dt.date.fromisoformat(d["le"]), d["cents"]) for d in told.get("mensualites") or []]
    return EcheancierAccepte(
        dossier=plan.dossier,
        le=day_of(acte.at),
        organisme=organisme,
        numero=plan.number,
        creances=plan.creances,
        mensualites=tuple(dues or [(one.le, one.cents) for one in plan.mensualites]),
        moyen=plan.moyen,
        repris=again,
    )


def _broken(
    found: Opened, plan: Echeancier, told: dict[str, Any], how: tuple[Acte, Organisme]
) -> EcheancierRompu:
    acte, organisme = how
    day = day_of(acte.at)
    claims = [claim for claim in found.creances() if claim.number in plan.creances]
    threads = suivis(claims, found.events)
    closed = next((one.remise_closed for one in threads if one.remise_closed is not None), None)
    return EcheancierRompu(
        dossier=found.dossier,
        le=day,
        organisme=organisme,
        numero=plan.number,
        motif=told.get("motif", ""),
        reste_cents=sum(claim.total() for claim in claims),
        suite=_next(found, claims, day),
        remise_fermee=closed[1] if closed else "",
        creances=tuple(claim.number for claim in claims if claim.total() > 0),
    )


def _next(found: Opened, claims: list[Creance], day: dt.date) -> str:
    """Return what the fund will do, and from when."""
    threads = suivis(claims, found.events)
    pairs = zip(claims, threads, strict=True)
    firsts = [withholdable_from(claim, thread, day) for claim, thread in pairs]
    days = [max(first, day) for first in firsts if not isinstance(first, Refusal)]
    if not days:
        return (
            "Rien n'est retenu pour l'instant : nous vous écrirons avant de réclamer cette somme."
        )
    return (
        "Si vous ne reprenez pas l'échéancier, nous retiendrons la somme sur vos prestations, un peu "
        f"chaque mois, à partir du {day_text(min(days))}. Le montant dépend de vos ressources, de "
        "votre loyer et de votre foyer."
    )


def _of_ends(
    found: Opened, month: int, how: tuple[Acte, Organisme]
) -> Iterator[tuple[str, Lettre]]:
    """Yield the letter of the debts that were repaid to the end in a month and have no letter."""
    acte, organisme = how
    days = {number: on for (_, number), on in _repaid(found.transfers, month).items()}
    told = _told_ends(found.events)
    every = found.creances()
    threads = dict(zip((c.number for c in every), suivis(every, found.events), strict=True))
    ended = [
        claim
        for claim in every
        # Of a debt that was never notified, nothing is said.
        if claim.number in days
        and claim.number not in told
        and claim.total() == 0
        and threads[claim.number].received_on is not None
    ]
    if ended:
        numbers = [claim.number for claim in ended]
        yield (
            f"{_ENDED}{','.join(map(str, numbers))}",
            CreanceSoldee(
                dossier=found.dossier,
                le=day_of(acte.at),
                organisme=organisme,
                creances=eteintes(ended),
                soldee_le=max(days[number] for number in numbers),
                reste_cents=sum(claim.total() for claim in every),
            ),
        )


def _told_ends(events: pa.Table) -> set[int]:
    """Return the créances whose end has its letter."""
    said = [one.removeprefix(_ENDED) for one in told_rappels(events) if one.startswith(_ENDED)]
    return {int(number) for numbers in said for number in numbers.split(",")}
