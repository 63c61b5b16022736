"""What departs from the opinion of the commission is confirmed; its own vote binds it."""

from __future__ import annotations

import pytest
from tests.steps.test_sit import GRANT, PART, REJECT, decide, one, seated, vote

from justedroit.steps.sit import Voix


@pytest.mark.parametrize(
    ("voix", "sens", "asked"),
    [
        (Voix("rejet", 1, 4, 0), "rejet", None),  # what the commission has put aside
        (PART, "accord_partiel", 30),
        (PART, "accord", None),
    ],
)
def test_what_departs_from_an_opinion_is_confirmed(voix, sens, asked):
    fund = seated("apl")
    vote(fund, voix)
    code = "pas_de_precarite" if sens == "rejet" else "precarite"
    assert "avis de la commission" in decide(fund, sens, code, asked=asked).what
    assert decide(fund, sens, code, asked=asked, malgre_avis=True) is None
    assert one(fund).decision.is_against


@pytest.mark.parametrize("voix", [GRANT, Voix("rejet", 1, 4, 0), Voix("rejet", 2, 2, 1)])
def test_what_follows_an_opinion_or_finds_none_needs_no_confirmation(voix):
    fund = seated("apl")
    vote(fund, voix)
    assert decide(fund, malgre_avis=True) is None
    assert not one(fund).decision.is_against


def test_the_commission_follows_its_own_vote_whatever_is_confirmed():
    fund = seated("af")
    vote(fund, Voix("rejet", 1, 4, 0))
    assert "repoussée" in decide(fund, "rejet", "pas_de_precarite", malgre_avis=True).what
    vote(fund, REJECT)
    assert "a voté « rejet »" in decide(fund, malgre_avis=True).what
    assert fund.told(1, "recours.decide") == []
