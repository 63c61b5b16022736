"""Compose: the notice of an indu, from what was read of its dossier. Nothing is appended here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pyarrow as pa

from justedroit.core.base import Acte, Refusal, day_text, euros
from justedroit.core.courriers import (
    SELECTIONS,
    NoticeIndu,
    NoticePreparee,
    besides,
    causes_of_claims,
    falls,
    is_enriched,
    notices,
    notifiees,
    of_third_parties,
    origin_decided,
    origin_text,
    voies,
)
from justedroit.core.creances import Creance, Suivi, suivis
from justedroit.core.ecarts import Difference, Origine
from justedroit.core.faits import source_text
from justedroit.core.recouvrement import WHY, redemande, redemandes
from justedroit.steps.act import Opened, event
from justedroit.steps.letter import Atelier, Row, day_of, prepared_rows
from justedroit.steps.pending import Notification
from justedroit.steps.share import shares


def notice_rows(
    read: tuple[Opened, pa.Table],
    claims: Sequence[Creance],
    acte: Acte,
    atelier: Atelier,
    selection: str = "",
) -> tuple[Notification, list[Row]] | list[Refusal]:
    """Return the notice of some créances and the rows that prepare it, or what it lacks.

    Args:
        read: the dossier, and its facts.
        claims: of one decision.
        acte: who prepares it, and when.
        atelier: with what it is made.
        selection: why the file was checked, of SELECTIONS; empty where it was not.
    """
    found, facts = read
    if selection and selection not in SELECTIONS:
        what = f"le motif de contrôle « {selection[:30]} » est inconnu."
        return [Refusal(what, f"dossier {found.dossier}", f"Choix : {', '.join(SELECTIONS)}.")]
    told = _why((found, facts), claims, acte, atelier)
    number = max(notices(found.events), default=0) + 1
    lettre = _letter(found, (number, claims), told, (acte, atelier), selection)
    if unexplained := _unexplained(lettre, told):
        return unexplained
    made = prepared_rows(found, lettre, acte)
    if isinstance(made, list):
        return made
    courrier, rows = made
    payload = {
        "notice": number,
        "courrier": courrier.numero,
        "creances": [claim.number for claim in claims],
        "total_cents": lettre.cents,
        "enrichie": lettre.enrichie,
        # What is later claimed by force may be one créance of several: its own facts are kept.
        "motifs": {str(n): list(lines) for n, lines in told.par_creance.items()},
    }
    if told.origines:
        payload["origines"] = {str(n): one.code for n, one in told.origines.items()}
        payload["raisons"] = {str(n): one.reason for n, one in told.origines.items()}
    if told.montants:
        payload["montants"] = {str(n): cents for n, cents in told.montants.items()}
    if selection:
        payload["selection"] = selection
    rows = [*rows, event(found.dossier, "notice.preparee", acte, payload)]
    numbers = tuple(claim.number for claim in claims)
    notice = NoticePreparee(
        number, courrier.numero, numbers, lettre.cents, lettre.enrichie, selection=selection
    )
    return Notification(found.dossier, notice, courrier), rows


@dataclass(frozen=True, slots=True)
class _Pourquoi:
    """Why some créances are claimed, as their notice says it: in all, and each by its number.

    `montants` is what the shares of each add up to; empty where no share is told.
    """

    differences: Sequence[Difference]
    motifs: tuple[str, ...]
    par_creance: Mapping[int, tuple[str, ...]]
    origine: str
    ailleurs: tuple[str, ...] = ()
    montants: Mapping[int, int] = field(default_factory=dict)
    origines: Mapping[int, Origine] = field(default_factory=dict)


def _why(
    read: tuple[Opened, pa.Table], claims: Sequence[Creance], acte: Acte, atelier: Atelier
) -> _Pourquoi:
    """Return why: what each fact explains of a revision; of a payment sent back, what happened."""
    found, facts = read
    threads = suivis(claims, found.events)
    rejected = [redemande(claim, found.transfers, found.events) for claim in claims]
    if any(rejected):
        pairs = zip(claims, rejected, strict=True)
        said = {c.number: (one.sentence(),) for c, one in pairs if one is not None}
        every = tuple(line for lines in said.values() for line in lines)
        origine = origin_decided(threads) or f"{WHY}."
        return _Pourquoi(redemandes(found.transfers), every, said, origine)
    told = shares(found, facts, claims[0].reference, atelier.needed_law())
    parts, differences = told.parts, told.differences
    each = {claim.number: causes_of_claims(parts, differences, [claim]) for claim in claims}
    fallen = {claim.number: falls(parts, differences, [claim]) for claim in claims}
    return _Pourquoi(
        differences,
        causes_of_claims(parts, differences, claims).lignes,
        {number: causes.lignes for number, causes in each.items()},
        origin_text(falls(parts, differences, claims), threads),
        besides(parts, "indu", day_of(acte.at)),
        {number: causes.cents for number, causes in each.items()},
        {number: one.origine for number, some in fallen.items() for one in some},
    )


def _unexplained(lettre: NoticeIndu, told: _Pourquoi) -> list[Refusal]:
    """Return the créances that the shares do not explain to the cent: their notice is not made."""
    return [
        Refusal(
            f"la créance {one.numero} réclame {euros(one.cents)}, et les faits en expliquent "
            f"{euros(told.montants[one.numero])}.",
            f"dossier {lettre.dossier}, créance {one.numero}",
            "La lettre dirait une raison fausse : elle n'est pas préparée. Relisez le recalcul "
            "dans « Rappels et indus », et signalez cet écart.",
            "CSS art. R133-9-2",
        )
        for one in lettre.creances
        if one.numero in told.montants and told.montants[one.numero] != one.cents
    ]


def _letter(
    found: Opened,
    claimed: tuple[int, Sequence[Creance]],
    told: _Pourquoi,
    made_by: tuple[Acte, Atelier],
    selection: str,
) -> NoticeIndu:
    number, claims = claimed
    acte, atelier = made_by
    day = day_of(acte.at)
    benefits = [claim.benefit for claim in claims]
    threads = suivis(claims, found.events)
    shown = notifiees(claims, told.differences, found.transfers)
    total = sum(creance.cents for creance in shown)
    return NoticeIndu(
        dossier=found.dossier,
        le=day,
        organisme=atelier.organisme,
        numero=number,
        decision=day_of(claims[0].born_at),
        creances=shown,
        motifs=told.motifs,
        origine=told.origine,
        ailleurs=told.ailleurs,
        voies=voies(benefits, "indu", atelier.organisme, day),
        tiers=_third_parties(told, benefits, day),
        remise_fermee=_closed(threads),
        selection=selection,
        enrichie=is_enriched(total, day),
    )


def _third_parties(told: _Pourquoi, benefits: Sequence[str], day: dt.date) -> tuple[str, ...]:
    """Return who gave some of the information behind these benefits, the household apart."""
    mine = [one for one in told.differences if one.benefit in benefits]
    changes = of_third_parties((change for one in mine for change in one.changes), day)
    return tuple(dict.fromkeys(source_text(change.new_source) for change in changes))


def _closed(threads: Sequence[Suivi]) -> str:
    """Return why the law grants no remise of these créances; empty where it may."""
    closed = next((t.remise_closed for t in threads if t.remise_closed is not None), None)
    if closed is not None:
        return f"{closed[1].rstrip('.')} (décision du {day_text(closed[0])})"
    if any(t.qualification is not None and t.qualification.is_fraud for t in threads):
        return "une personne a qualifié les faits de fraude"
    return ""
