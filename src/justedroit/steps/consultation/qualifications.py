"""What a qualification has done, in French: to remises, to indemnités; and what it leaves apart."""

from __future__ import annotations

import datetime as dt
import json
from typing import Final

from justedroit.core.base import euros
from justedroit.core.courriers import creances_text
from justedroit.core.ecarts import QUALIFICATION_LABELS
from justedroit.core.registre import BENEFIT_LABELS
from justedroit.records.interface import Records
from justedroit.steps.qualify import ANNULEE, Qualification, qualifications

_REMISES: Final = {
    "remise.fermee": "la remise est fermée",
    "remise.rouverte": "la remise est ouverte de nouveau",
}


def consequence_lines(records: Records, dossier: int, at: dt.datetime) -> list[str]:
    """Return what a qualification has done to remises and to indemnités, in sentences.

    Args:
        records: the journals.
        dossier: number.
        at: instant of the qualification, UTC.
    """
    found: list[str] = []
    for row in records.events([dossier]).to_pylist():
        if row["at"] != at:
            continue
        told = json.loads(row["payload"])
        if row["tag"] in _REMISES:
            numbers = creances_text(told["creances"]).capitalize()
            found.append(f"{numbers} : {_REMISES[row['tag']]}.")
        elif row["tag"] == ANNULEE:
            found.append(
                f"Créance {told['creance']} : l'indemnité de gestion est annulée, "
                f"{euros(told['cents'])} ne sont plus dus, {euros(told['rendu_cents'])} sont rendus."
            )
    return found


def apart(records: Records, decided: Qualification) -> dict[str, str]:
    """Return the benefits qualified apart: what is said of one prevails over what is said of all.

    Args:
        records: the journals, the qualification being written.
        decided: of all the benefits; of one of them, nothing is apart.

    Returns:
        Benefit → its qualification, another.
    """
    if decided.benefit is not None:
        return {}
    return {
        row["benefit"]: row["qualification"]
        for row in qualifications(records.events([decided.dossier])).to_pylist()
        if row["benefit"] is not None and row["qualification"] != decided.qualification
    }


def apart_lines(records: Records, decided: Qualification) -> list[str]:
    """Return the same, in sentences. Arguments: see `apart`."""
    return [
        f"{BENEFIT_LABELS[benefit].capitalize()} : reste qualifié à part, "
        f"{QUALIFICATION_LABELS[how].lower()}."
        for benefit, how in apart(records, decided).items()
    ]
