"""At every run, a sample is computed again by plain OpenFisca; a difference stops the run."""

from functools import partial

import pytest
from benchmarks.loi import LoiDeBanc
from tests.batch.conftest import NOW, WINDOW, caisse, content

from justedroit.batch import NotProved, begin, passage
from justedroit.batch.preuve import SAMPLE


class Disagrees(LoiDeBanc):
    """A law that proves itself, and is not proved where a given dossier is evaluated."""

    def __init__(self, wrong_rent):
        self.wrong_rent = wrong_rent

    def calculate(self, situation, months):
        for given in situation.inputs:
            if given.variable == "loyer" and (given.values >= self.wrong_rent).any():
                raise AssertionError("apl, 2025-03, member 0")
        return super().calculate(situation, months)


def run(address, proof):
    fund = caisse(address)
    fund = type(fund)(fund.records, fund.law, fund.clock, proof)
    return fund, begin(fund.records(), NOW, LoiDeBanc().version, WINDOW, 20)


def test_a_run_says_what_was_proved(new_sqlite):
    fund, plan = run(new_sqlite(), LoiDeBanc)
    assert passage(fund, plan).preuve == (min(SAMPLE, 60), 2025)


def test_a_run_without_an_engine_proves_nothing(new_sqlite):
    fund, plan = run(new_sqlite(), None)
    assert passage(fund, plan).preuve is None


@pytest.mark.parametrize("processes", [1, 2])
def test_a_difference_stops_the_run_and_names_the_dossier(new_sqlite, processes):
    fund, plan = run(new_sqlite(), partial(Disagrees, 1.0))
    with pytest.raises(NotProved, match=r"Dossier \d+ : .*apl, 2025-03.*JUSTEDROIT_MOTEUR=non"):
        passage(fund, plan, processes)


def test_after_a_difference_the_run_is_resumed_once_mended(new_sqlite):
    address, other = new_sqlite(), new_sqlite()
    fund, plan = run(address, partial(Disagrees, 1.0))
    with pytest.raises(NotProved):
        passage(fund, plan)
    mended = caisse(address)
    passage(mended, plan)
    whole, of_the_other = run(other, None)
    passage(whole, of_the_other)
    assert content(mended.records())[2] == content(whole.records())[2]
