"""A payment of a household that came by the bank, and that the bank takes back: found by its reference."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from justedroit.core.paiements.attente import waiting_reference
from justedroit.core.paiements.banque.camt import Ligne, Releve
from justedroit.core.paiements.identifiant import LETTERS
from justedroit.core.paiements.vie import Caissier


@dataclass(frozen=True, slots=True)
class Venu:
    """A payment that came by the bank, as its file was told.

    Attributes:
        file: number of the file among those received.
        number: of the line in it.
        cents: of the payment.
        traces: fingerprints of its references.
        dossier: that it has repaid; None where it has repaid nothing.
        waits: reference under which a part of it has waited, and its cents; None where none has.
    """

    file: int
    number: int
    cents: int
    traces: tuple[str, ...]
    dossier: int | None = None
    waits: tuple[str, int] | None = None

    @property
    def act(self) -> str:
        """Of the references of what it has repaid."""
        return f"banque:{self.file}:{self.number}"


@dataclass(frozen=True, slots=True)
class Repris:
    """A payment that the bank takes back.

    Attributes:
        line: the debit that takes it back.
        venu: the payment.
    """

    line: Ligne
    venu: Venu


def taken_back(
    lines: Iterable[Ligne], told: Caissier, waiting: Mapping[str, int]
) -> dict[int, Repris]:
    """Return which debits take back a payment that came by the bank, by number of their line.

    A debit of the same amount, that bears the reference of the bank or the end-to-end identifier of
    one payment, and of one only. Where what waited of it was decided of, a person is to undo that
    first: the debit waits.

    Args:
        lines: of a statement.
        told: what the events of the fund tell.
        waiting: what still waits, by reference, as `waiting_balances` says.

    Law:
        None: ISO 20022, AcctSvcrRef and EndToEndId; decision 0020. Code civil art. 1342: only what is
        received pays.
    """
    debits = [line for line in lines if may_take_back(line)]
    if not debits:
        return {}
    left = came(told)
    found: dict[int, Repris] = {}
    for line in debits:
        for trace in line.traces:
            some = [one for one in left if trace in one.traces and one.cents == -line.cents]
            if len(some) == 1:
                left.remove(some[0])
                if _is_whole(some[0], waiting):
                    found[line.number] = Repris(line, some[0])
                break
    return found


def may_take_back(line: Ligne) -> bool:
    """Return whether a line may take back a payment: no debit of an order, nor of money given back.

    Law:
        None: ISO 20022, and decision 0020.
    """
    of_order = line.batch.rpartition("-")[2] in LETTERS.values()
    return line.cents < 0 and not of_order and waiting_reference(line.end_to_end) is None


def came(told: Caissier) -> list[Venu]:
    """Return the payments that came by the bank and that it has not taken back, in order.

    Args:
        told: what the events of the fund tell.

    Law:
        None: a fold of events.
    """
    found: dict[tuple[int, int], Venu] = {}
    gone: set[tuple[int, int]] = set()
    for file in told.received:
        for line in file.told["lignes"]:
            if line["sort"] == "repris":
                gone.add((line["venu"][0], line["venu"][1]))
            elif line.get("traces"):
                key = (file.number, line["n"])
                one = found.get(key) or Venu(*key, line["centimes"], tuple(line["traces"]))
                waits = (line["attente"], line["retenu"]) if "attente" in line else one.waits
                owner = line.get("dossier", one.dossier)
                found[key] = Venu(*key, one.cents, one.traces, owner, waits)
    return [one for key, one in found.items() if key not in gone]


def _is_whole(venu: Venu, waiting: Mapping[str, int]) -> bool:
    return venu.waits is None or waiting.get(venu.waits[0], 0) == venu.waits[1]


def named_back(releve: Releve, told: Caissier) -> list[int]:
    """Return the dossiers whose payments a statement may take back.

    Args:
        releve: the statement.
        told: what the events of the fund tell.

    Law:
        None: a way of finding.
    """
    debits = [line for line in releve.lignes if may_take_back(line)]
    marks = {(trace, -line.cents) for line in debits for trace in line.traces}
    paid = came(told) if marks else []
    found = {one.dossier for one in paid if any((t, one.cents) in marks for t in one.traces)}
    return sorted(dossier for dossier in found if dossier is not None)
