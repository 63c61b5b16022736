"""The lines of a statement, sorted out, and cut where one takes back what another has brought.

A payment and its return may be told in one file: it is read as two files would be, one after the other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from justedroit.core.paiements.banque.camt import UNSURE, Ligne, Releve
from justedroit.core.paiements.repris import came, may_take_back
from justedroit.core.paiements.vie import Caissier


@dataclass(frozen=True, slots=True)
class Passe:
    """Lines of a statement that are read together, in its order.

    Attributes:
        fresh: that are new.
        again: that were read already.
        doubtful: that may have been.
    """

    fresh: tuple[Ligne, ...]
    again: tuple[Ligne, ...] = ()
    doubtful: tuple[Ligne, ...] = ()


def passes(releve: Releve, told: Caissier) -> list[Passe]:
    """Return the lines of a statement as they are to be read: at once, but for what it takes back itself.

    A debit that bears the reference of a payment of the same file, booked before it, begins another
    pass, as if it came in the next file: by day of booking, then in the order of the file. A bank may
    write a return above the payment of the same day: it comes after it all the same.

    Args:
        releve: the statement.
        told: what the events of the fund tell.

    Law:
        None: decision 0015; ISO 20022, AcctSvcrRef and EndToEndId.
    """
    fresh, again, doubtful = _sorted_out(releve, told)
    parts = _cut(_in_order([*fresh, *doubtful], told))
    unsure = {line.number for line in doubtful}
    found = [
        Passe(
            tuple(line for line in part if line.number not in unsure),
            doubtful=tuple(line for line in part if line.number in unsure),
        )
        for part in parts
    ]
    first = found[0]
    found[0] = Passe(first.fresh, tuple(again), first.doubtful)
    return found


def _in_order(lines: list[Ligne], told: Caissier) -> list[Ligne]:
    """Return some lines by day of booking, a return after the payment of its day that it takes back.

    It moves only where nothing before it may be what it takes back: a payment presented again on
    the day it was returned stays after its return.
    """
    before = came(told) if any(map(may_take_back, lines)) else []
    paid = Counter(mark for one in before for mark in _marks(one.traces, one.cents))
    found: list[Ligne] = []
    early: list[Ligne] = []
    for line in sorted(lines, key=lambda line: (line.booked_on, line.number)):
        if early and early[0].booked_on != line.booked_on:
            found, early = [*found, *early], []
        marks = _marks(line.traces, abs(line.cents))
        if may_take_back(line) and not any(paid[mark] > 0 for mark in marks):
            early.append(line)
            continue
        found.append(line)
        if line.cents < 0:
            paid.subtract(marks if may_take_back(line) else ())
            continue
        paid.update(marks)
        back = [one for one in early if not marks.isdisjoint(_marks(one.traces, -one.cents))]
        if back:
            early.remove(back[0])
            found.append(back[0])
            paid.subtract(_marks(back[0].traces, line.cents))
    return [*found, *early]


def _cut(lines: list[Ligne]) -> list[list[Ligne]]:
    """Return some lines, in order, by parts: no part takes back what it brings."""
    parts: list[list[Ligne]] = [[]]
    brought: set[tuple[str, int]] = set()
    for line in lines:
        if may_take_back(line) and not brought.isdisjoint(_marks(line.traces, -line.cents)):
            parts.append([])
            brought = set()
        parts[-1].append(line)
        if line.cents > 0:
            brought.update(_marks(line.traces, line.cents))
    return [sorted(part, key=lambda line: line.number) for part in parts]


def _marks(traces: Iterable[str], cents: int) -> set[tuple[str, int]]:
    return {(trace, cents) for trace in traces}


def _sorted_out(releve: Releve, told: Caissier) -> tuple[list[Ligne], list[Ligne], list[Ligne]]:
    """Return the lines of a statement that are new, those that were read, those that may have been.

    A line with a reference of the bank is read once, wherever it comes again. Without one, two
    lines alike may be two payments. Statements and notifications tell the same money: what one of
    them has told less often than the other was read. What it has told before, and the other has
    not, may be another payment or the same one: a person judges.
    """
    before: Counter[tuple[str, bool]] = Counter()
    for file in told.received:
        for line in file.told["lignes"]:
            before[line.get("cle", ""), file.told["genre"] == releve.kind] += 1
    here: Counter[str] = Counter()
    fresh: list[Ligne] = []
    again: list[Ligne] = []
    doubtful: list[Ligne] = []
    for line in releve.lignes:
        mine, other = before[line.key, True], before[line.key, False]
        if not line.key.startswith(UNSURE):
            (again if mine + other else fresh).append(line)
        elif mine + here[line.key] < other:
            again.append(line)
        else:
            (doubtful if mine and line.cents > 0 else fresh).append(line)
        here[line.key] += 1
    return fresh, again, doubtful
