"""A dossier supposed otherwise: its rights are evaluated, and nothing is written."""

from __future__ import annotations

import datetime as dt

import pytest
from benchmarks.loi import LoiDeBanc
from tests.chaine import Chaine, instant
from tests.foyers import Caisse

from justedroit.core.base import Refused, month_of
from justedroit.core.droits import hypotheses
from justedroit.steps import suppose
from justedroit.steps.suppose import foyer_of

JOB = hypotheses.Emploi(120_000, 202507)
JUNE = instant("2025-06-15")


@pytest.fixture
def fund():
    told = Caisse()
    told.foyer().seul().locataire(450).demande("rsa", "aide_logement", since="2024-03-10")
    chaine = Chaine(LoiDeBanc())
    chaine.hear(told)
    chaine.revise(202503, 202505)
    chaine.pay(202505)
    return chaine


def test_nothing_is_written(fund):
    before = fund.records.sequences(), fund.sizes()
    found = suppose(fund.records, 1, [JOB], JUNE, fund.law)
    assert found.difference_cents
    assert (fund.records.sequences(), fund.sizes()) == before


def test_twelve_months_are_asked_from_the_present_one(fund):
    found = suppose(fund.records, 1, [JOB], JUNE, fund.law)
    assert (found.months[0], found.months[-1], len(found.months)) == (202506, 202605, 12)


def test_the_month_is_that_of_france(fund):
    midnight = dt.datetime(2025, 6, 30, 22, 30, tzinfo=dt.UTC)
    assert suppose(fund.records, 1, [], midnight, fund.law, 1).months == (202507,)


def test_the_rights_as_they_are_are_those_of_the_revision(fund):
    posted = {key: cents for key, cents in fund.posted().items() if key[2] == 202505}
    now = instant("2025-05-15")
    found = suppose(fund.records, 1, [], now, fund.law, 1)
    assert {(1, line.benefit, line.month): line.before_cents for line in found.lines} == posted


def test_an_unknown_dossier_is_refused(fund):
    with pytest.raises(Refused, match="n'existe pas"):
        suppose(fund.records, 99, [JOB], JUNE, fund.law)


def test_a_date_before_any_knowledge_is_refused(fund):
    with pytest.raises(Refused, match="rien n'était encore connu"):
        suppose(fund.records, 1, [], instant("2024-01-01"), fund.law)


def test_what_contradicts_the_household_is_refused(fund):
    with pytest.raises(Refused, match="n'est pas en couple"):
        suppose(fund.records, 1, [hypotheses.Separation(dt.date(2025, 8, 1))], JUNE, fund.law)


@pytest.mark.parametrize("months", [0, 25])
def test_a_number_of_months_out_of_reach_is_refused(fund, months):
    with pytest.raises(Refused, match="24 mois"):
        suppose(fund.records, 1, [JOB], JUNE, fund.law, months)


def test_a_change_is_supposed_as_of_a_past_instant(fund):
    march = instant("2025-03-20")
    found = suppose(fund.records, 1, [hypotheses.Emploi(120_000, 202504)], march, fund.law)
    assert found.months[0] == month_of(march.date())
    assert found.difference_cents


def test_the_household_is_known_before_anything_is_supposed(fund):
    foyer = foyer_of(fund.records, 1, JUNE)
    assert foyer.members(foyer.today) == [1]
    assert (foyer.months[0], len(foyer.months)) == (202506, 12)
    with pytest.raises(Refused, match="rien n'était encore connu"):
        foyer_of(fund.records, 1, instant("2024-01-01"))
