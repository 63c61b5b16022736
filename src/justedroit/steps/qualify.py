"""Qualify: a person says what caused the indus of a dossier, with reasons. Never a machine."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from justedroit.core.base import Refusal, names_someone
from justedroit.core.ecarts import QUALIFICATION_LABELS, QUALIFICATIONS
from justedroit.core.registre import BENEFITS
from justedroit.records.interface import EVENTS, Journal, Records
from justedroit.steps.act import Acte, Opened
from justedroit.steps.grant import consequences

QUALIFIED = "indu.qualifie"


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

    Only a qualification as fraud or false declaration lengthens the prescription of an indu. It
    closes the remise of the créances too; a requalification in good faith opens it again.

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
    rows = [row, *consequences(before, row, Acte(decided.author, now))]
    records.append(Journal(events=pa.Table.from_pylist(rows, schema=EVENTS)), seen)
    return None


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
