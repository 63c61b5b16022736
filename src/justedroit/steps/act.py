"""Act: what every act on one dossier does. Read it, decide, append events and transfers at once."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import pyarrow as pa

from justedroit.core.base import Acte, Refusal, names_someone, unprintable
from justedroit.core.creances import Creance, creances
from justedroit.core.registre import TRANSFERS
from justedroit.records.interface import EVENTS, Journal, Records

_LONGEST: Final = 10_000  # characters of a text that a person writes: three pages


@dataclass(frozen=True, slots=True)
class Opened:
    """A dossier that was read, to act on it.

    Attributes:
        dossier: number.
        seen: last sequence seen.
        transfers: schema TRANSFERS, all of it.
        events: schema EVENTS, all of it.
    """

    dossier: int
    seen: int
    transfers: pa.Table
    events: pa.Table

    def creances(self) -> list[Creance]:
        """Return its créances, by number."""
        return creances(self.transfers).get(self.dossier, [])


def opened(records: Records, dossier: int) -> Opened | Refusal:
    """Return a dossier as it stands, or the refusal of a number that is of none."""
    seen = records.sequences([dossier])[dossier]
    if dossier <= 0 or seen == 0:
        return Refusal("ce dossier n'existe pas.", f"dossier {dossier}", "Vérifiez son numéro.")
    return Opened(dossier, seen, records.transfers([dossier]), records.events([dossier]))


def event(dossier: int, tag: str, acte: Acte, payload: Mapping[str, Any]) -> dict[str, Any]:
    """Return an event of a dossier, a row of EVENTS.

    Args:
        dossier: number; 0: the fund.
        tag: one of a subject's list, such as `core.creances.EVENEMENTS`.
        acte: who and when.
        payload: what the tag defines, nothing that names someone.
    """
    text = json.dumps(payload, ensure_ascii=False, separators=(",", ":"))
    row = {"dossier": dossier, "sequence": 0, "tag": tag, "at": acte.at}
    return row | {"author": acte.author, "payload": text}


def appended(
    records: Records,
    found: Opened,
    events: Iterable[Mapping[str, Any]],
    transfers: pa.Table | None = None,
) -> None:
    """Append what was decided on a dossier, all or none.

    Raises:
        StaleSequence: someone wrote to it in between; nothing was appended.
        BadRow: a row that the journal refuses; nothing was appended.
    """
    journal = Journal(
        events=pa.Table.from_pylist([dict(row) for row in events], schema=EVENTS),
        transfers=TRANSFERS.empty_table() if transfers is None else transfers,
    )
    records.append(journal, {found.dossier: found.seen})


def refuse_text(text: str, where: str, what: str) -> Refusal | None:
    """Return the refusal of a text that a person must write, and that no journal may keep.

    Args:
        text: what was written.
        where: of the refusal.
        what: the name of the text, in French, « le motif ».
    """
    if not text.strip():
        return Refusal(f"{what} est vide.", where, f"Écrivez {what}.", "CRPA art. L211-2")
    if names_someone(text):
        return Refusal(
            f"{what} contient un NIR ou un IBAN, juste ou mal tapé : le journal ne les garde jamais.",
            where,
            "Dites les faits sans ces numéros.",
            "RGPD art. 5",
        )
    if len(text) > _LONGEST:
        what = f"{what} est trop long : {len(text)} caractères."
        return Refusal(what, where, f"Tenez-vous à {_LONGEST} caractères.")
    if letter := unprintable(text):
        return Refusal(
            f"{what} contient un caractère qu'aucune lettre ne peut imprimer (U+{ord(letter):04X}).",
            where,
            "Récrivez-le sans dessin ni caractère invisible.",
        )
    return None
