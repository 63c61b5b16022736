"""What a fund that is played reads again is what its journals hold."""

from __future__ import annotations

from tests.endettes import Endettes

from justedroit.core.base import Acte
from justedroit.records.interface import Journal
from justedroit.steps.abandon import abandon
from justedroit.twin.relecture import Relecture


class Counted:
    """Journals that count how many times their transfers are read."""

    def __init__(self, records):
        self._records, self.read = records, 0

    def __getattr__(self, name):
        return getattr(self._records, name)

    def transfers(self, dossiers=None):
        self.read += 1
        return self._records.transfers(dossiers)


def test_a_dossier_is_read_once_until_something_is_appended_to_it():
    fund = Endettes()
    fund.owes(1, "apl", {202504: 1_000})
    fund.owes(2, "apl", {202504: 90_000})
    counted = Counted(fund.records)
    relue = Relecture(counted)
    first = [relue.transfers([number]) for number in (1, 2, 1, 2)]
    assert counted.read == 2
    assert first[0].equals(first[2])
    acte = Acte("agent:1", fund.records.transfers()["entered_at"][-1].as_py())
    assert abandon(relue, [1, 2], acte).dossiers == 1
    assert relue.transfers([1]).equals(fund.records.transfers([1]))
    assert relue.transfers([1])["debit"].to_pylist()[-1] == "apl:abandonne"
    assert relue.transfers([2]) is first[1]
    assert relue.events([1]).equals(fund.records.events([1]))


def test_what_is_read_of_several_dossiers_is_never_kept():
    fund = Endettes()
    fund.owes(1, "apl", {202504: 1_000})
    counted = Counted(fund.records)
    relue = Relecture(counted)
    assert relue.transfers().equals(relue.transfers())
    assert counted.read == 2
    relue.append(Journal(), {})
    assert relue.sequences() == fund.records.sequences()
