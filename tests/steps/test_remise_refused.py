"""A refused remise is contested before the judge: to ask for it was the prior appeal."""

from __future__ import annotations

import pytest
from tests.endettes import Endettes, acte, day, said

from justedroit.core.base import Refusal
from justedroit.steps.appeal import acknowledge, expire
from justedroit.steps.lodge import Depot, lodge
from justedroit.steps.seize import Saisie, seize

WHY = "Nous ne pouvons pas rembourser."


@pytest.fixture
def fund():
    """Return a fund with one household, which owes 300 € of RSA."""
    fund = Endettes()
    fund.lives(1)
    fund.owes(1, "rsa", {202511: 10_000, 202512: 20_000})
    return fund


def asks(fund, nature="remise", le="2026-03-01", **told):
    made = Depot(1, nature, (1,), "courrier", day(le), WHY, **told)
    return lodge(fund.records, made, acte(le))


def contests_refusal(fund, le="2026-05-20"):
    found = asks(fund, "contestation", le, objet="remise")
    assert isinstance(found, Refusal)
    return said(found)


def refused(fund):
    asks(fund)
    acknowledge(fund.records, (1, 1), day("2026-03-02"), acte("2026-03-02"))
    expire(fund.records, day("2026-05-10"), acte("2026-05-10"))


def test_a_refusal_of_remise_is_not_taken_for_a_contestation_of_the_debt(fund):
    refused(fund)
    text = contests_refusal(fund)
    assert "la décision sur la remise 1 ne se conteste que devant le juge" in text
    assert "Le tribunal administratif peut être saisi jusqu'au 2 juillet 2026" in text
    assert "nouvelle demande de remise reste possible" in text
    assert "344970" in text
    assert [one["nature"] for one in fund.told(1, "recours.recu")] == ["remise"]


def test_the_debt_itself_may_be_contested_and_a_remise_asked_again(fund):
    refused(fund)
    assert asks(fund, "contestation", "2026-05-20", objet="indu") == [2]
    assert asks(fund, "remise", "2026-05-21") == [3]


def test_where_a_judge_is_seized_the_refusal_says_where_the_case_stands(fund):
    refused(fund)
    seize(fund.records, Saisie(1, day("2026-05-20"), WHY, recours=1), acte("2026-05-20"))
    text = contests_refusal(fund, "2026-05-21")
    assert "L'instance 1 est en cours devant le tribunal administratif" in text


def test_before_any_decision_what_is_sent_joins_the_request_or_is_one(fund):
    assert "Déposez une demande de remise" in contests_refusal(fund)
    asks(fund, le="2026-05-21")
    assert "Joignez ces éléments à cette demande" in contests_refusal(fund, "2026-05-22")
