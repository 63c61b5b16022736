"""Dispatch: send every letter of a month that is ready. What is not says what it waits for.

Run again, it sends only what was left: nothing leaves twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import pyarrow as pa

from justedroit.core.base import Acte, month_of
from justedroit.core.courriers import (
    Contenu,
    CourrierSuivi,
    NoticePreparee,
    Organisme,
    courriers,
    notices,
)
from justedroit.records.interface import Records
from justedroit.steps.act import Opened, event
from justedroit.steps.letter import Atelier, Row, day_of, left
from justedroit.steps.notify import inform_rows
from justedroit.steps.pending import Ouverte, explained, read_notice
from justedroit.steps.round import Attente, Bilan, Portee, append, read, slices, waits
from justedroit.steps.withdraw import outdated

NO_ADDRESS = "une adresse"


def _nobody(_dossiers: Sequence[int]) -> frozenset[int]:
    return frozenset()


@dataclass(frozen=True, slots=True)
class Presse:
    """What typesets letters that leave, many at a time.

    Attributes:
        typeset: returns the content of each file, in the order given.
        unreachable: among some dossiers, those to which no letter can be addressed.
    """

    typeset: Callable[[Sequence[Contenu]], Iterable[bytes]]
    unreachable: Callable[[Sequence[int]], frozenset[int]] = _nobody


def send_letters(records: Records, portee: Portee, acte: Acte, presse: Presse) -> Bilan:
    """Send every letter of a month that is ready: prepared in it, or notice of its decisions.

    Args:
        records: the journals.
        portee: which letters.
        acte: who sends them, and when.
        presse: typesets them.
    """
    bilan = Bilan()
    for recent, seen in _recent(records, portee):
        ready = [
            (found, one, notice)
            for found, facts in read(records, recent, records.transfers(recent), seen)
            for one, notice in _ready(found, facts, (portee, acte), bilan)
        ]
        _leave(records, ready, (acte, presse, seen), bilan)
    return bilan


def inform_households(
    records: Records, portee: Portee, acte: Acte, organisme: Organisme, presse: Presse
) -> Bilan:
    """Tell households what third parties said of them, where a notice of a month waits for it.

    Args:
        records: the journals.
        portee: which notices.
        acte: who sends, and when.
        organisme: the fund.
        presse: typesets the letters.
    """
    bilan = Bilan()
    atelier = Atelier(organisme, lambda contenu: next(iter(presse.typeset([contenu]))))
    for recent, seen in _recent(records, portee):
        alone = presse.unreachable(recent)
        rows: dict[int, list[Row]] = {}
        for found, facts in read(records, recent, records.transfers(recent), seen):
            for one in _waiting(found, facts, portee):
                if found.dossier in alone:
                    lack = Attente(
                        found.dossier,
                        one.told.courrier.numero,
                        one.told.notice.numero,
                        (NO_ADDRESS,),
                    )
                    bilan.waiting.append(lack)
                    break
                made = inform_rows(one, acte, atelier)
                if isinstance(made, list):
                    bilan.refused += made
                    break
                sent, rows[found.dossier] = made
                bilan.done.append((found.dossier, sent.numero))
                break  # one letter at a time: the next is told what this one has said
        append(records, rows, seen, bilan)
    return bilan


def _waiting(found: Opened, facts: pa.Table, portee: Portee) -> Iterator[Ouverte]:
    """Yield the notices of a month that wait for what third parties said to be told."""
    mine = {one.numero for one, _ in _letters(found, portee)}
    for notice in notices(found.events).values():
        if notice.courrier in mine:
            told = read_notice(found, facts, notice.numero, waiting=True)
            if isinstance(told, Ouverte) and told.untold:
                yield told


def _recent(records: Records, portee: Portee) -> Iterator[tuple[list[int], dict[int, int]]]:
    """Yield the dossiers where a letter was prepared since a month, with the sequence seen."""
    for some in slices(records, portee.dossiers):
        last = records.last_events("courrier.prepare", some)
        recent = [
            row["dossier"]
            for row in last.select(["dossier", "at"]).to_pylist()
            if month_of(day_of(row["at"])) >= portee.month
        ]
        if recent:
            yield recent, records.sequences(recent)


_Ready = tuple[Opened, CourrierSuivi, int]


def _letters(
    found: Opened, portee: Portee
) -> Iterator[tuple[CourrierSuivi, NoticePreparee | None]]:
    """Yield the letters of a month that have not left, each with its notice where it is one's."""
    month, kinds = portee.month, portee.modeles
    claimed = {c.number for c in found.creances() if month_of(day_of(c.born_at)) == month}
    mine = {notice.courrier: notice for notice in notices(found.events).values()}
    for one in courriers(found.events):
        notice = mine.get(one.numero)
        decided = notice is not None and bool(claimed & set(notice.creances))
        wanted = not kinds or one.modele in kinds
        if one.waits and wanted and (decided or month_of(one.prepare_le) == month):
            yield one, notice


def _ready(
    found: Opened, facts: pa.Table, how: tuple[Portee, Acte], bilan: Bilan
) -> Iterator[tuple[CourrierSuivi, int]]:
    """Yield the letters of a dossier that may leave, each with the number of its notice or 0."""
    portee, acte = how
    for one, notice in _letters(found, portee):
        if notice is None:
            if wrong := outdated(found, one):
                bilan.refused.append(wrong)
            else:
                yield one, 0
        elif not waits(read_notice(found, facts, notice.numero, waiting=True), acte, bilan):
            contenu = explained(found, notice, one.contenu)
            yield replace(one, contenu=contenu), notice.numero


def _leave(
    records: Records,
    ready: Sequence[_Ready],
    how: tuple[Acte, Presse, Mapping[int, int]],
    bilan: Bilan,
) -> None:
    acte, presse, seen = how
    alone = presse.unreachable(sorted({found.dossier for found, _, _ in ready})) if ready else ()
    bilan.waiting += [
        Attente(found.dossier, one.numero, notice, (NO_ADDRESS,))
        for found, one, notice in ready
        if found.dossier in alone
    ]
    going = [row for row in ready if row[0].dossier not in alone]
    day = day_of(acte.at)
    made = presse.typeset([one.contenu.dated(day) for _, one, _ in going]) if going else ()
    rows: dict[int, list[Row]] = {}
    for (found, one, notice), content in zip(going, made, strict=True):
        sent, added = left(one, acte, lambda _, content=content: content)  # type: ignore[misc]
        if notice:
            payload = {"notice": notice, "le": day.isoformat(), "courrier": sent.numero}
            added = [*added, event(found.dossier, "notice.envoyee", acte, payload)]
        rows.setdefault(found.dossier, []).extend(added)
        bilan.done.append((found.dossier, one.numero))
    append(records, rows, seen, bilan)
