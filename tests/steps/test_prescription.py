"""What time has taken stays in sight, and only a person can lengthen the delay. CSS art. L553-1."""

from __future__ import annotations

import pytest
from tests.chaine import Chaine, instant
from tests.foyers import Caisse

from justedroit.steps import Qualification, pay, qualify


@pytest.fixture(scope="module")
def left_hidden(law) -> Chaine:
    """Return a fund that paid a family in 2024, then learnt in 2026 that a child had left."""
    chaine = Chaine(law)
    fund = Caisse()
    fund.foyer().seul().conjoint().enfants("2015-05-05", "2017-07-07")
    chaine.hear(fund, "2023-11-01")
    for month in (202401, 202402):
        chaine.revise(month, month)
        chaine.pay(month)
    gone = Caisse()
    gone.foyer().says("enfant", "false", "2023-12-10", person=4, source="controle_sur_place")
    chaine.hear(gone, "2026-02-15")
    return chaine


@pytest.fixture
def hidden(left_hidden) -> Chaine:
    """Return a copy of it, to be revised."""
    return left_hidden.copy()


AF = 14_270 - 71  # 32 % of 445.93, net of CRDS: two children, early 2024


def test_an_indu_paid_more_than_two_years_ago_is_prescribed_month_by_month(hidden):
    hidden.revise(202401, 202402, on="2026-02-20")
    # Paid on 5 February and 5 March 2024, decided on 20 February 2026 (CSS L553-1).
    assert hidden.position(1, "af", 202401) == {"prescrit": AF, "paye": -AF}
    assert hidden.position(1, "af", 202402) == {"indu": AF, "paye": -AF}
    assert hidden.posted() == {}
    assert hidden.revise(202401, 202402, on="2026-02-21").corrections.num_rows == 0
    assert hidden.sum() == 0


@pytest.mark.parametrize("qualification", ["fraude", "fausse_declaration"])
def test_a_person_who_qualifies_a_fraud_lengthens_the_delay(hidden, qualification):
    decided = Qualification(1, "af", qualification, "Départ caché au contrôleur.", "agent-007")
    assert qualify(hidden.records, decided, instant("2026-02-18")) is None
    hidden.revise(202401, 202402, on="2026-02-20")
    for month in (202401, 202402):
        assert hidden.position(1, "af", month) == {"indu": AF, "paye": -AF}


def test_good_faith_or_a_fraud_on_another_benefit_lengthens_nothing(hidden):
    for benefit, how in ((None, "bonne_foi"), ("rsa", "fraude")):
        decided = Qualification(1, benefit, how, "Examen du dossier.", "agent-007")
        qualify(hidden.records, decided, instant("2026-02-18"))
    hidden.revise(202401, 202402, on="2026-02-20")
    assert hidden.position(1, "af", 202401) == {"prescrit": AF, "paye": -AF}


def test_a_rappel_of_more_than_two_years_is_not_paid(chaine):
    fund = Caisse()
    fund.foyer().seul().conjoint().enfants("2015-05-05", "2017-07-07")
    chaine.hear(fund, "2026-02-15")
    chaine.revise(202401, 202402, on="2026-02-20")
    assert chaine.position(1, "af", 202401) == {"charge": AF, "prescrit": -AF}
    assert chaine.position(1, "af", 202402) == {"charge": AF, "droit": -AF}
    order = pay(chaine.records, 202402, instant("2026-03-05"))
    assert order["month"].to_pylist() == [202402]
    assert chaine.revise(202401, 202402, on="2026-03-06").corrections.num_rows == 0


def test_a_fraud_qualified_after_the_indu_was_found_claims_again_what_time_had_taken(hidden):
    hidden.revise(202401, 202402, on="2026-02-20")
    decided = Qualification(1, "af", "fraude", "Départ caché au contrôleur.", "agent-007")
    qualify(hidden.records, decided, instant("2026-02-25"))
    hidden.revise(202401, 202402, on="2026-02-26")
    for month in (202401, 202402):
        assert hidden.position(1, "af", month) == {"indu": AF, "paye": -AF}
    before = hidden.records.transfers().num_rows
    hidden.revise(202401, 202402, on="2026-02-27")
    assert hidden.records.transfers().num_rows == before
    assert hidden.sum() == 0


def test_a_household_that_told_in_time_keeps_its_rappel_when_the_fund_is_late(chaine):
    fund = Caisse()
    fund.foyer().seul().conjoint().enfants("2015-05-05", "2017-07-07")
    chaine.hear(fund, "2024-04-15")
    chaine.revise(202401, 202402, on="2026-06-20")
    for month in (202401, 202402):
        assert chaine.position(1, "af", month) == {"charge": AF, "droit": -AF}


def test_a_month_that_has_not_begun_is_neither_revised_nor_paid(chaine):
    fund = Caisse()
    fund.foyer().seul()
    chaine.hear(fund, "2025-01-15")
    with pytest.raises(ValueError, match="n'a pas commencé"):
        chaine.revise(202501, 203101, on="2025-02-01")
    with pytest.raises(ValueError, match="n'a pas commencé"):
        pay(chaine.records, 203101, instant("2025-02-01"))
    assert chaine.records.transfers().num_rows == 0
