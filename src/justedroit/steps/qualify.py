"""Qualify: a person says what caused the indus of a dossier, with reasons. Never a machine."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass, replace
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from justedroit.core.base import Acte, Refusal, names_someone
from justedroit.core.creances import suivis
from justedroit.core.ecarts import ORIGINES, QUALIFICATION_LABELS, QUALIFICATIONS, is_of_the_fund
from justedroit.core.recouvrement import unjustified
from justedroit.core.registre import BENEFITS, TRANSFERS
from justedroit.records.interface import EVENTS, Journal, Records
from justedroit.steps.act import Opened, event
from justedroit.steps.grant import consequences
from justedroit.steps.unwithhold import unwithheld

QUALIFIED = "indu.qualifie"
GOOD_FAITH = "bonne_foi"
ANNULEE: Final = "indemnite.annulee"


@dataclass(frozen=True, slots=True)
class Qualification:
    """What a person decides of the cause of the indus of a dossier.

    Attributes:
        dossier: number.
        benefit: the benefit concerned; None: all.
        qualification: `bonne_foi`, `fausse_declaration` or `fraude`.
        reasons: why, in French; it is told to the household.
        author: the person who decides.
    """

    dossier: int
    benefit: str | None
    qualification: str
    reasons: str
    author: str


def qualify(records: Records, decided: Qualification, now: dt.datetime) -> Refusal | None:
    """Record the qualification; return the refusal where it cannot be.

    What a person said to come from the fund is never blamed on the household: another origin is
    decided first. Only a qualification as fraud or false declaration lengthens the prescription
    of an indu. It closes the remise of the créances too; a requalification in good faith opens it again, and annuls
    the indemnité de gestion, of which what was paid is given back.

    Args:
        records: the journals.
        decided: what is decided.
        now: instant of the decision, UTC.

    Raises:
        StaleSequence: the dossier was written to in between; nothing was appended.
    """
    seen = records.sequences([decided.dossier])
    if refusal := _refused(decided, seen[decided.dossier]):
        return refusal
    told = {
        "benefit": decided.benefit,
        "qualification": decided.qualification,
        "motif": decided.reasons,
    }
    row = {
        "dossier": decided.dossier,
        "sequence": 0,
        "tag": QUALIFIED,
        "at": now,
        "author": decided.author,
        "payload": json.dumps(told, ensure_ascii=False),
    }
    before = Opened(
        decided.dossier,
        seen[decided.dossier],
        records.transfers([decided.dossier]),
        records.events([decided.dossier]),
    )
    if refusal := _of_the_fund(decided, before):
        return refusal
    acte = Acte(decided.author, now)
    undone, moved = _unjustified(before, row, acte)
    rows = [row, *consequences(before, row, acte), *undone]
    after = replace(before, transfers=pa.concat_tables([before.transfers, moved]))
    rows, again = unwithheld(after, rows, acte)
    moved = pa.concat_tables([moved, again])
    journal = Journal(events=pa.Table.from_pylist(rows, schema=EVENTS), transfers=moved)
    records.append(journal, seen)
    return None


def _unjustified(
    before: Opened, row: dict[str, Any], acte: Acte
) -> tuple[list[dict[str, Any]], pa.Table]:
    """Return what becomes of the indemnités that no fraud justifies any more: events, transfers."""
    claims = before.creances()
    later = pa.concat_tables([before.events, pa.Table.from_pylist([row], schema=EVENTS)])
    rows, tables = [], [TRANSFERS.empty_table()]
    for claim, suivi in zip(claims, suivis(claims, later), strict=True):
        owed, back, moved = unjustified(claim, suivi, acte.at)
        if moved.num_rows:
            told: dict[str, Any] = {"creance": claim.number, "cents": owed, "rendu_cents": back}
            told |= {"motif": "La fraude n'est plus retenue."}
            rows.append(event(claim.dossier, ANNULEE, acte, told))
            tables.append(moved)
    return rows, pa.concat_tables(tables)


def _refused(decided: Qualification, last: int) -> Refusal | None:
    where = f"dossier {decided.dossier}"
    if last == 0:
        return Refusal("ce dossier n'existe pas.", where, "Vérifiez son numéro.")
    if decided.qualification not in QUALIFICATION_LABELS:
        known = ", ".join(QUALIFICATION_LABELS)
        return Refusal(f"« {decided.qualification} » est inconnu.", where, f"Choix : {known}.")
    if decided.benefit is not None and decided.benefit not in BENEFITS:
        known = ", ".join(BENEFITS)
        return Refusal(
            f"la prestation « {decided.benefit} » est inconnue.", where, f"Choix : {known}."
        )
    if not decided.reasons.strip() or not decided.author.strip():
        return Refusal(
            "une qualification est motivée et signée.",
            where,
            "Donnez le motif et le nom de la personne qui décide.",
            "CRPA art. L211-2",
        )
    if names_someone(decided.reasons) or names_someone(decided.author):
        return Refusal(
            "le motif ou le nom contient un NIR ou un IBAN : le journal ne les garde jamais.",
            where,
            "Dites les faits sans ces numéros.",
            "RGPD art. 5",
        )
    return None


def _of_the_fund(decided: Qualification, before: Opened) -> Refusal | None:
    """Refuse to blame the household for what a person has said to be an error of the fund.

    Of créances that are all extinct, the origin of each counts; else that of those still owed.
    """
    if decided.qualification == GOOD_FAITH:
        return None
    every = before.creances()
    mine = [claim for claim in every if decided.benefit in (None, claim.benefit)]
    owed = {claim.number for claim in mine if claim.total() > 0} or {c.number for c in mine}
    for thread in suivis(every, before.events):
        decided_origin = thread.origine
        if thread.number in owed and decided_origin and is_of_the_fund(decided_origin.code):
            label = ORIGINES[decided_origin.code].lower()
            return Refusal(
                f"l'origine décidée de l'erreur est « {label} » : le foyer n'y est pour rien.",
                f"dossier {decided.dossier}, créance {thread.number}",
                "Qualifiez une autre prestation, ou décidez d'abord une autre origine, avec son "
                "motif.",
            )
    return None


def qualifications(events: pa.Table) -> pa.Table:
    """Return what was qualified last, of each dossier and benefit; schema QUALIFICATIONS."""
    decided = events.filter(pc.equal(events["tag"], QUALIFIED))
    last: dict[tuple[int, str | None], str] = {}
    for dossier, payload in zip(
        decided["dossier"].to_pylist(), decided["payload"].to_pylist(), strict=True
    ):
        told = json.loads(payload)
        last[dossier, told["benefit"]] = told["qualification"]
    rows = [
        {"dossier": dossier, "benefit": benefit, "qualification": how}
        for (dossier, benefit), how in last.items()
    ]
    return pa.Table.from_pylist(rows, schema=QUALIFICATIONS)
