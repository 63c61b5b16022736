"""The delays of appeals: cases delai-01 to delai-08 of the domain."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from justedroit.core.base import is_worked
from justedroit.core.recours import (
    JUGES,
    accuse_remise,
    mise_en_demeure,
    opposition,
    recours_amiable,
    rectification,
    rectification_retenue,
    rectification_silence,
    tribunal,
)
from justedroit.core.recours.delais import (
    avis_cra,
    decision_rsa,
    echeance,
    is_franc,
    penalite_observations,
    rejet_implicite,
)


def day(text):
    return dt.date.fromisoformat(text)


def test_two_months_from_the_last_day_of_a_year_end_with_february():  # delai-01
    found = recours_amiable("af", day("2024-12-31"))
    assert (found.ends_on, found.until) == (day("2025-02-28"), day("2025-02-28"))
    assert found.article == "CSS art. R142-1"


def test_the_silence_of_the_cra_is_a_rejection_after_two_months_a_verifier():  # delai-02
    found = rejet_implicite("af", day("2025-01-10"))
    assert (found.ends_on, found.statut) == (day("2025-03-10"), "a_verifier")
    assert rejet_implicite("af", day("2015-01-10")).ends_on == day("2015-02-10")


def test_the_opinion_on_an_rsa_is_deemed_given_after_a_month_a_verifier():  # delai-03
    opinion = avis_cra(day("2025-03-01"))
    assert opinion.ends_on == day("2025-04-01")
    assert decision_rsa(opinion.ends_on).ends_on == day("2025-05-01")


def test_nothing_is_withheld_during_twenty_days_and_the_person_has_until_monday():  # delai-04
    found = rectification(day("2025-03-10"))
    assert found.ends_on == day("2025-03-30")
    assert found.until == day("2025-03-31")
    assert not found.passed(day("2025-03-31"))
    assert found.passed(day("2025-04-01"))


def test_an_unanswered_rectification_is_rejected_then_waits_two_months():  # delai-05
    silence = rectification_silence(day("2025-03-15"))
    assert silence.ends_on == day("2025-04-15")
    assert rectification_retenue(silence.ends_on).ends_on == day("2025-06-15")


def test_no_contrainte_within_a_month_of_a_mise_en_demeure():  # delai-06
    assert mise_en_demeure(day("2025-01-31")).ends_on == day("2025-02-28")


def test_the_month_of_a_mise_en_demeure_ends_on_one_day_for_the_household_and_for_the_fund():
    # Received on 10 April 2026: 10 May is a Sunday.
    delay = mise_en_demeure(day("2026-04-10"))
    assert delay.ends_on == delay.until == day("2026-05-11")


def test_a_contrainte_is_opposed_within_fifteen_days():  # delai-07
    assert opposition(day("2025-04-01")).until == day("2025-04-16")


def test_a_penalty_is_answered_within_a_month():  # delai-08
    assert penalite_observations(day("2025-05-31")).until == day("2025-06-30")


def test_the_other_delays_of_the_domain():
    assert accuse_remise(day("2025-03-01")).ends_on == day("2025-03-16")
    for court in ("tribunal_judiciaire_pole_social", "tribunal_administratif"):
        # 3 May is a Saturday, 4 May a Sunday.
        assert tribunal(day("2025-03-03"), court).until == day("2025-05-05")
    for benefit in ("rsa", "ppa", "apl", "auvvc"):
        assert recours_amiable(benefit, day("2025-01-10")).ends_on == day("2025-03-10")
        assert rejet_implicite(benefit, day("2025-01-10")).ends_on == day("2025-03-10")


def test_an_unknown_delay_is_an_error():
    with pytest.raises(KeyError):
        echeance("delai.inconnu", day("2025-01-10"))


@given(st.dates(dt.date(2022, 1, 1), dt.date(2035, 12, 31)))
def test_a_person_never_has_less_time_than_the_delay_and_may_act_on_its_last_day(start):
    for found in (recours_amiable("af", start), opposition(start), rectification(start)):
        assert start < found.ends_on <= found.until
        assert is_worked(found.until)
        assert not found.passed(found.until)


def test_two_months_before_the_administrative_judge_are_francs_a_verifier():
    # CE 29 décembre 2006, n° 289818: neither the first day nor the last counts.
    assert tribunal(day("2025-07-30"), "tribunal_administratif").until == day("2025-10-01")
    assert tribunal(day("2025-12-22"), "tribunal_administratif").until == day("2026-02-23")
    assert tribunal(day("2025-07-30"), "tribunal_judiciaire_pole_social").until == day("2025-09-30")
    franc = tribunal(day("2025-07-30"), "tribunal_administratif")
    assert not franc.passed(day("2025-10-01"))
    assert franc.passed(day("2025-10-02"))


def test_every_judge_of_the_table_says_whether_its_delays_are_francs():
    assert [is_franc(court, day("2025-01-10")) for court in JUGES] == [
        True,
        False,
        False,
        True,
        False,
    ]
