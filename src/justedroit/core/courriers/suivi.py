"""What has become of each letter and of each notice of a dossier: a fold of its events."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from justedroit.core.courriers.forme import Contenu, read_content
from justedroit.core.recours import PREUVES_RECEPTION
from justedroit.core.registre import each

# Tag → what a person reads. Closed: the payloads are in decision 0021.
COURRIERS: Final = {
    "courrier.prepare": "Lettre préparée",
    "courrier.envoye": "Lettre envoyée",
    "courrier.recu": "Lettre reçue",
    "courrier.retire": "Lettre retirée",
}
PREUVES: Final = PREUVES_RECEPTION
# Why a file was checked. Where a program chose it, `score`, the letter says so (CRPA L311-3-1).
SELECTIONS: Final = {
    "score": "un programme, d'après un risque d'erreur",
    "aleatoire": "un tirage au sort",
    "signalement": "un signalement",
    "echange": "un échange d'informations avec un tiers",
    "piece": "une pièce ou une déclaration du foyer",
    "agent": "un agent",
}
_NOTICE: Final = (
    "notice.preparee",
    "notice.expliquee",
    "notice.appel",
    "notice.envoyee",
    "notice.recue",
)


@dataclass(frozen=True, slots=True)
class CourrierSuivi:
    """A letter of a dossier.

    Attributes:
        dossier: number.
        numero: of the letter in the dossier.
        modele: of the closed list MODELES.
        contenu: what it says; once sent, what it said.
        prepare_le: day.
        envoye_le: day, None while it waits.
        recu_le: day of the proven reception.
        preuve: of PREUVES.
        empreinte: SHA-256 of the PDF that was sent.
        retire_le: day on which it was withdrawn, what it says being true no longer: it never leaves.
    """

    dossier: int
    numero: int
    modele: str
    contenu: Contenu
    prepare_le: dt.date
    envoye_le: dt.date | None = None
    recu_le: dt.date | None = None
    preuve: str = ""
    empreinte: str = ""
    retire_le: dt.date | None = None

    @property
    def waits(self) -> bool:
        """Whether it is prepared and has neither left nor been withdrawn."""
        return self.envoye_le is None and self.retire_le is None


@dataclass(frozen=True, slots=True)
class NoticePreparee:
    """A notice of indu, from its preparation to its reception.

    Attributes:
        numero: of the notice in the dossier.
        courrier: number of its letter.
        creances: numbers.
        total_cents: of all of them.
        enrichie: whether an agent must explain it and try to call.
        texte: what the agent wrote; empty while nobody has.
        appels: (day, result) of each call.
        envoyee_le: day, None while it waits.
        recue_le: day of the proven reception.
        preuve: of PREUVES.
        selection: why the file was checked, of SELECTIONS; empty where it was not.
        motifs: number of a créance → why it is claimed, fact by fact, of it alone.
        montants: number of a créance → what these lines add up to, in cents.
        origines: number of a créance → the origin that its letter proposes of it.
        raisons: number of a créance → why this origin: the fact that explains most of it.
    """

    numero: int
    courrier: int
    creances: tuple[int, ...]
    total_cents: int
    enrichie: bool
    texte: str = ""
    appels: tuple[tuple[dt.date, str], ...] = ()
    envoyee_le: dt.date | None = None
    recue_le: dt.date | None = None
    preuve: str = ""
    selection: str = ""
    motifs: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    montants: Mapping[int, int] = field(default_factory=dict)
    origines: Mapping[int, str] = field(default_factory=dict)
    raisons: Mapping[int, str] = field(default_factory=dict)


def courriers(events: pa.Table) -> list[CourrierSuivi]:
    """Return the letters of some dossiers, by dossier and number.

    Args:
        events: schema EVENTS, in the order of the journals.

    Law:
        None: decision 0021.
    """
    found: dict[tuple[int, int], CourrierSuivi] = {}
    for dossier, tag, told in _told(events, tuple(COURRIERS)):
        key = (dossier, told["courrier"])
        if tag == "courrier.recu":
            found[key] = replace(found[key], recu_le=_day(told), preuve=told["preuve"])
            continue
        if tag == "courrier.retire":
            found[key] = replace(found[key], retire_le=_day(told))
            continue
        contenu = read_content(told["contenu"])
        if tag == "courrier.prepare":
            found[key] = CourrierSuivi(*key, told["modele"], contenu, _day(told))
        else:
            known = found.get(key) or CourrierSuivi(*key, told["modele"], contenu, _day(told))
            found[key] = replace(
                known, contenu=contenu, envoye_le=_day(told), empreinte=told["empreinte"]
            )
    return [found[key] for key in sorted(found)]


def notices(events: pa.Table) -> dict[int, NoticePreparee]:
    """Return the notices of one dossier, by number.

    Args:
        events: schema EVENTS, of one dossier.

    Law:
        None: decision 0021; CSS art. R133-9-2: delays run from the proven reception.
    """
    return next(iter(notices_of(events).values()), {})


def notices_of(events: pa.Table) -> dict[int, dict[int, NoticePreparee]]:
    """Return the notices of some dossiers, by dossier and number.

    Args:
        events: schema EVENTS, of any number of dossiers, in the order of the journals.

    Returns:
        Dossier → its notices; a dossier without any is not there.

    Law:
        None: decision 0021; CSS art. R133-9-2: delays run from the proven reception.
    """
    found: dict[int, dict[int, NoticePreparee]] = {}
    for dossier, tag, told in _told(events, _NOTICE):
        number = told["notice"]
        if tag == "notice.preparee":
            found.setdefault(dossier, {})[number] = _prepared(told)
        elif number in (mine := found.get(dossier, {})):
            mine[number] = _moved(mine[number], tag, told)
    return found


def informed(events: pa.Table) -> dict[int, dt.date]:
    """Return the facts of a dossier, by sequence, with the day on which the person was first told.

    Law:
        CSS art. L114-21.
    """
    found: dict[int, dt.date] = {}
    for _, _, told in _told(events, ("tiers.informe",)):
        for sequence in told["faits"]:
            found.setdefault(sequence, _day(told))
    return found


def told_rappels(events: pa.Table) -> frozenset[str]:
    """Return what has its letter in a dossier, by reference: a revision, the end of a debt, a plan.

    Law:
        None: decision 0021.
    """
    told = [told for _, _, told in _told(events, ("courrier.prepare",))]
    return frozenset(one["reference"] for one in told if "reference" in one)


def _prepared(told: Mapping[str, Any]) -> NoticePreparee:
    return NoticePreparee(
        told["notice"],
        told.get("courrier", 0),
        tuple(told["creances"]),
        told["total_cents"],
        told["enrichie"],
        selection=told.get("selection", ""),
        motifs={int(n): tuple(lines) for n, lines in told.get("motifs", {}).items()},
        montants={int(n): cents for n, cents in told.get("montants", {}).items()},
        origines={int(n): code for n, code in told.get("origines", {}).items()},
        raisons={int(n): text for n, text in told.get("raisons", {}).items()},
    )


def _moved(notice: NoticePreparee, tag: str, told: Mapping[str, Any]) -> NoticePreparee:
    match tag:
        case "notice.expliquee":
            return replace(notice, texte=told["texte"])
        case "notice.appel":
            return replace(notice, appels=(*notice.appels, (_day(told), told["resultat"])))
        case "notice.envoyee":
            courrier = told.get("courrier", notice.courrier)
            return replace(notice, envoyee_le=_day(told), courrier=courrier)
        case _:
            return replace(notice, recue_le=_day(told), preuve=told["preuve"])


def _day(told: Mapping[str, Any]) -> dt.date:
    return dt.date.fromisoformat(told["le"])


def _told(events: pa.Table, tags: tuple[str, ...]) -> list[tuple[int, str, dict[str, Any]]]:
    mine = events.filter(pc.is_in(events["tag"], pa.array(tags)))
    return [(d, tag, json.loads(text)) for d, tag, text in each(mine, "dossier", "tag", "payload")]
