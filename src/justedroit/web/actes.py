"""An act posted by a page: who acts, on the dossier as the page showed it, and what came of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias, TypeVar

from django.contrib import messages

from justedroit.core.base import Acte, Refused, typographic
from justedroit.core.courriers import COURRIERS
from justedroit.core.creances import EVENEMENTS
from justedroit.core.recours import EVENEMENTS as RECOURS
from justedroit.core.recours import MEDIATIONS, RECLAMATIONS
from justedroit.records.interface import Records, StaleSequence
from justedroit.steps.announce import announce
from justedroit.steps.seen import as_seen, since
from justedroit.web import wiring
from justedroit.web.requete import Requete

T = TypeVar("T")
Etape: TypeAlias = Callable[[Records, Acte], T]  # a step, on the journals as they were seen
# The journal of the fund takes payments and bank files of every dossier: a write there makes an act
# on another dossier start again, not fail.
_TRIES: Final = 3
SEEN: Final = "vu"  # the field that bears the last sequence of the dossier when the page was made
_LABELS: Final = {
    **COURRIERS,
    **EVENEMENTS,
    **RECLAMATIONS,
    **MEDIATIONS,
    **{tag: f"Recours : {label.lower()}" for tag, label in RECOURS.items()},
}


@dataclass(frozen=True, slots=True)
class Fait:
    """What an act writes, by which the same form sent twice is known.

    Attributes:
        tag: of its event.
        told: what its payload holds at least.
    """

    tag: str
    told: Mapping[str, Any] = field(default_factory=dict)

    def wrote(self, row: Mapping[str, Any]) -> bool:
        """Return whether an event, a row of EVENTS, is what this act writes."""
        payload = json.loads(row["payload"]) if row["tag"] == self.tag else {}
        return row["tag"] == self.tag and self.told.items() <= payload.items()


@dataclass(frozen=True, slots=True)
class Depasse:
    """An act that was not done: the dossier is no longer as the page showed it.

    Attributes:
        done: what was already recorded, in French, where the form was sent twice; else empty.
        told: what to say, in French.
    """

    done: str
    told: str


def acte_of(request: Requete) -> Acte:
    """Return who acts, and when."""
    return Acte(request.user.get_username(), wiring.clock())


def seen_of(request: Requete) -> int:
    """Return the sequence that the page bore; 0 where it bears none that is a number."""
    text = request.POST.get(SEEN, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 12 else 0


def acted(request: Requete, numero: int, act: Etape[T], fait: Fait) -> T | Depasse:
    """Do something to a dossier, unless someone has written to it since the page was made.

    Args:
        request: the form that was posted, with `vu`.
        numero: of the dossier.
        act: a step, on the journals as they were seen.
        fait: what it writes.
    """
    return acted_at((numero, seen_of(request)), acte_of(request), act, fait)


def acted_at(shown: tuple[int, int], who: Acte, act: Etape[T], fait: Fait) -> T | Depasse:
    """Do the same where a page shows several dossiers, each at its own sequence.

    Args:
        shown: the dossier, and its last sequence when the page was made.
        who: who acts, and when.
        act: a step, on the journals as they were seen.
        fait: what it writes.
    """
    records, (numero, seen) = wiring.records(), shown
    for _ in range(_TRIES):
        # Before the step, which would refuse for what has changed; and in the write itself.
        if records.sequences([numero])[numero] != seen:
            return overtaken(numero, seen, who.author, fait)
        try:
            return act(as_seen(records, numero, seen), who)
        except StaleSequence:
            continue  # the dossier moved, as is read above; or the fund's journal, and it starts again
    return overtaken(numero, seen, who.author, fait)


def overtaken(numero: int, seen: int, author: str, fait: Fait) -> Depasse:
    """Return what was written to a dossier since a page of it was made, and by whom."""
    rows = since(wiring.records(), numero, seen).to_pylist()
    if wiring.records().sequences([numero])[numero] == seen:
        return Depasse(
            "",
            "Le journal de la caisse s’écrit en ce moment, et rien n’a été enregistré : recommencez.",
        )
    if seen and any(fait.wrote(row) and row["author"] == author for row in rows):
        label = _LABELS.get(fait.tag, "cet acte")
        done = f"{label[:1].lower()}{label[1:]}"
        return Depasse(done, f"C’était déjà enregistré : {done}.")
    names = [_LABELS[row["tag"]] for row in rows if row["tag"] in _LABELS]
    named = " ; ".join(dict.fromkeys(names)) or "une écriture"
    who = ", ".join(dict.fromkeys(row["author"] for row in rows if row["author"] != author))
    by = f" par {who}" if who else ""
    return Depasse(
        "",
        f"Le dossier a changé pendant que cette page était ouverte{by} ({named}). Rien n’a été "
        "enregistré, et ce que vous aviez écrit est gardé : relisez, puis recommencez.",
    )


def announced(request: Requete, dossiers: Sequence[int]) -> None:
    """Prepare the letters that an act of a page has made due, and show what was prepared."""
    try:
        told = announce(wiring.records(), dossiers, wiring.organisme(), acte_of(request))
    except (Refused, StaleSequence) as wrong:
        messages.warning(request, f"Les lettres à écrire ne sont pas encore préparées : {wrong}")
        return
    for sentence in told.sentences():
        messages.info(request, typographic(sentence))
