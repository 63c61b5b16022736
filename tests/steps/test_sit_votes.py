"""What a commission has adopted stands: its votes are corrected, not replaced; a part is not the whole."""

from __future__ import annotations

import pytest
from tests.endettes import said
from tests.steps.test_sit import PART, REJECT, SESSION, acte, decide, one, paid, seated, vote

from justedroit.steps.sit import Voix, inscribe


@pytest.mark.parametrize("second", [REJECT, PART, Voix("accord_partiel", 5, 0, 0, {1: 100})])
def test_what_the_commission_has_adopted_is_not_replaced_by_another_vote(second):
    fund = seated("af")
    vote(fund)
    refusal = vote(fund, second)
    assert "a déjà adopté « accord » de 200,00" in said(refusal.what)
    assert "ajournez" in refusal.mend
    assert len(one(fund).votes) == 1


def test_the_votes_on_an_adopted_proposition_are_corrected_until_it_is_signed():
    fund = seated("af")
    vote(fund, PART)
    assert "adopté" in vote(fund, Voix("accord_partiel", 4, 1, 0, 30)).what
    assert vote(fund, Voix("accord_partiel", 4, 1, 0, 50)) is None
    assert one(fund).vote.pour == 4
    # Counted again, it was rejected: another may follow.
    assert vote(fund, Voix("accord_partiel", 1, 4, 0, 50)) is None
    assert vote(fund, REJECT) is None
    assert decide(fund, "rejet", "pas_de_precarite") is None
    assert vote(fund, REJECT) is not None


def test_once_adjourned_and_inscribed_again_another_proposition_is_voted():
    fund = seated("af")
    vote(fund)
    assert decide(fund, "ajourne", "") is None
    assert inscribe(fund.records, SESSION, (1, 1), acte()) is None
    assert vote(fund, PART) is None


def test_another_proposition_is_voted_where_what_was_adopted_is_owed_no_more():
    fund = seated("af")
    vote(fund)
    paid(fund)
    assert vote(fund, REJECT) is None


@pytest.mark.parametrize("nature", ["remise", "contestation"])
def test_a_partial_grant_of_the_whole_is_refused_as_a_whole_one(nature):
    fund = seated("af", nature=nature)
    refusal = vote(fund, Voix("accord_partiel", 5, 0, 0, {1: 20_000}))
    assert "200,00 €, c'est le tout : c'est un accord entier" in said(refusal.what)
    assert vote(fund, Voix("accord_partiel", 5, 0, 0, {1: 19_999})) is None
