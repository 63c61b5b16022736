"""Attribute: say how many cents each changed fact explains of one revision. Nothing is written."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass

from justedroit.core.base import Refused
from justedroit.core.creances import creances
from justedroit.core.droits import Law
from justedroit.core.ecarts import QUALIFICATION_LABELS, Difference, Explication, Parts, explain
from justedroit.core.ecarts import attribute as shares_of
from justedroit.records.interface import Records
from justedroit.steps.qualify import QUALIFIED


@dataclass(frozen=True, slots=True)
class Decided:
    """What a person has decided of the cause of the indus of a dossier.

    Attributes:
        benefit: the benefit concerned; None: all.
        label: of the qualification, in French.
        reasons: why, as told to the household.
        author: who decided.
        at: when, UTC.
    """

    benefit: str | None
    label: str
    reasons: str
    author: str
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class Attributed:
    """The differences of one revision of a dossier, and what explains them.

    Attributes:
        dossier: number.
        differences: one for each benefit, `shares` given.
        parts: of all the benefits together.
        decisions: what a person has since qualified of these benefits, the last first.
        creances: (number, benefit) of those that claim what it asks back.
    """

    dossier: int
    differences: tuple[Difference, ...]
    parts: Parts
    decisions: tuple[Decided, ...] = ()
    creances: tuple[tuple[int, str], ...] = ()

    @property
    def revised_at(self) -> dt.datetime:
        """Instant of the revision."""
        return self.differences[0].revised_at

    def to_json(self) -> str:
        """Return it as JSON: each difference with its shares, then those of the whole revision."""
        told = json.loads(Explication(self.dossier, self.differences).to_json())
        told["ensemble"] = json.loads(self.parts.to_json())
        return json.dumps(told, ensure_ascii=False, indent=2)


def explained(records: Records, dossier: int) -> Explication:
    """Return every rappel and indu of a dossier, without their shares: no right is evaluated.

    Raises:
        Refused: the dossier is unknown.
    """
    facts = records.facts([dossier])
    if not facts.num_rows:
        raise Refused(f"Le dossier {dossier} n'existe pas. Vérifiez son numéro.")
    return explain(records.transfers([dossier]), facts, records.events([dossier]))


def attribute(records: Records, dossier: int, reference: str | None, law: Law) -> Attributed:
    """Return how many cents each changed fact explains of what one revision has found.

    Args:
        records: the journals.
        dossier: number.
        reference: of the revision; None: the last one that made a rappel or an indu.
        law: the law; all the benefits are evaluated in one call.

    Raises:
        Refused: the dossier is unknown, or this revision has changed no right of it.
    """
    facts, events = records.facts([dossier]), records.events([dossier])
    if not facts.num_rows:
        raise Refused(f"Le dossier {dossier} n'existe pas. Vérifiez son numéro.")
    transfers = records.transfers([dossier])
    every = explain(transfers, facts, events).differences
    chosen = every[-1].reference if reference is None and every else reference
    found = [d for d in every if d.reference == chosen]
    if not found:
        raise Refused(_refusal(dossier, reference, known=bool(every)))
    parts = shares_of(found, facts, law)
    shared = tuple(d.shared(parts) for d in found)
    claims = creances(transfers).get(dossier, [])
    born = tuple((one.number, one.benefit) for one in claims if one.reference == chosen)
    return Attributed(dossier, shared, parts, _decisions(events.to_pylist(), parts), born)


def _refusal(dossier: int, reference: str | None, *, known: bool) -> str:
    if not known:
        return f"Le dossier {dossier} n'a ni rappel ni indu : il n'y a rien à expliquer."
    return (
        f"La révision « {reference} » n'a fait ni rappel ni indu dans le dossier {dossier}. "
        "Choisissez une référence parmi celles de ses rappels et indus."
    )


def _decisions(events: list[dict[str, object]], parts: Parts) -> tuple[Decided, ...]:
    found = []
    for event in events:
        if event["tag"] != QUALIFIED:
            continue
        told = json.loads(str(event["payload"]))
        if told["benefit"] in {None, *parts.benefits}:
            label = QUALIFICATION_LABELS[told["qualification"]]
            assert isinstance(event["at"], dt.datetime)
            found.append(
                Decided(told["benefit"], label, told["motif"], str(event["author"]), event["at"])
            )
    return tuple(sorted(found, key=lambda decided: decided.at, reverse=True))
