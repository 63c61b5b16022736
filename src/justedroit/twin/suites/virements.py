"""Households that repay of themselves, by transfer: the reference of their letter says for what."""

from __future__ import annotations

from collections.abc import Sequence

from justedroit.core.creances import Creance, Suivi, creances, plan_on, suivis, suspended
from justedroit.core.paiements import repayment_reference
from justedroit.twin.suites.bureau import Service, share

_AT_LEAST = 1  # household a month, once one may repay
_NAMED = 0.6  # share that copies the reference of one créance; the others, that of the dossier
_WHOLE = 0.3  # share that repays all that the créance still owes; the others, a half
_FORGETS = 3  # every so many months, someone forgets the reference
_FORGOTTEN = 4_200  # cents


def send(s: Service, dossiers: Sequence[int]) -> bool:
    """Let some households that owe send a transfer; return whether some money is on its way.

    Args:
        s: the fund, which has a bank.
        dossiers: that may.
    """
    assert s.comptoir is not None
    drawn = []
    for claim in _payable(s, dossiers):
        chance = s.chance.within(f"virement/{claim.dossier}/{s.day:%Y%m}")
        drawn.append((float(chance.uniform("envoie", 1)[0]), claim.dossier, claim))
    some = [one for one in sorted(drawn) if one[0] < share("virement_spontane")]
    for _, dossier, claim in some or sorted(drawn)[:_AT_LEAST]:
        chance = s.chance.within(f"virement/{dossier}/{s.day:%Y%m}")
        named = float(chance.uniform("nomme", 1)[0]) < _NAMED
        whole = float(chance.uniform("tout", 1)[0]) < _WHOLE
        cents = claim.total() if whole else -(-claim.total() // 2)
        rf = repayment_reference(dossier, claim.number) if named else repayment_reference(dossier)
        s.comptoir.banque.receive(cents, rf=rf)
    if drawn and s.day.month % _FORGETS == 0:
        s.comptoir.banque.receive(_FORGOTTEN, label="remboursement")
    return bool(drawn)


def _payable(s: Service, dossiers: Sequence[int]) -> list[Creance]:
    """Return the first créance that each dossier may repay: notified, and left to the household."""
    found = creances(s.records.transfers(dossiers))
    owing = {d: some for d, some in found.items() if any(one.total() > 0 for one in some)}
    every = [claim for some in owing.values() for claim in some]
    threads = suivis(every, s.records.events(sorted(owing)))
    first: dict[int, Creance] = {}
    for claim, thread in zip(every, threads, strict=True):
        if claim.total() > 0 and _is_left(s, thread):
            first.setdefault(claim.dossier, claim)
    return list(first.values())


def _is_left(s: Service, thread: Suivi) -> bool:
    stopped = suspended(thread, s.day) is not None or plan_on(thread, s.day) is not None
    return thread.received_on is not None and not stopped and not thread.demeures
