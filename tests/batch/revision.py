"""A mass run in processes of its own, for the tests that kill it.

python revision.py begin ADDRESS PROCESSES [MARK]      MARK: a worker kills itself, once
python revision.py resume ADDRESS PROCESSES
"""

from __future__ import annotations

import os
import signal
import sys
from functools import partial
from pathlib import Path

from benchmarks.loi import LoiDeBanc
from tests.batch.conftest import NOW, VERSION, WINDOW, caisse

from justedroit.batch import begin, passage, unfinished

LOT = 4


class Deadly(LoiDeBanc):
    """A law whose first answer kills the process, and which leaves a mark that it did.

    Args:
        mark: file that is there once it did.
    """

    def __init__(self, mark: str) -> None:
        self._mark = Path(mark)

    def calculate(self, situation, months):
        try:
            self._mark.touch(exist_ok=False)
        except FileExistsError:
            return super().calculate(situation, months)
        os.kill(os.getpid(), signal.SIGKILL)
        raise AssertionError


def main() -> None:
    how, address, processes, *mark = sys.argv[1:]
    fund = caisse(address, partial(Deadly, mark[0]) if mark else LoiDeBanc)
    records = fund.records()
    plan = begin(records, NOW, VERSION, WINDOW, LOT) if how == "begin" else unfinished(records)
    if plan is None:
        plan = begin(records, NOW, VERSION, WINDOW, LOT)  # killed before it wrote its plan
    done = passage(fund, plan, int(processes), lambda *_: os.write(1, b"."))
    sys.stdout.write(f"\n{done.rapprochement.faults}")


if __name__ == "__main__":
    main()
