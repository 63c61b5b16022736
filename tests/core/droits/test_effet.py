"""From days to months: when a right opens, changes and closes."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from justedroit.core.droits.effet import (
    CLOSING_RULES,
    NEVER,
    OPENING_RULES,
    add_months_to_days,
    closing_month,
    month_after_child_death,
    month_of_age,
    opening_month,
)
from justedroit.core.droits.prestations import prestations

CASES = {
    case["id"]: case
    for case in yaml.safe_load((Path(__file__).parent / "cas.yaml").read_text("utf-8"))
    if case["theme"] == "date_effet"
}


def month(day: str) -> int:
    return int(day[:4]) * 100 + int(day[5:7])


def opened(benefit: str, conditions: str, claim: str) -> int:
    rule = prestations()[benefit].opening.at(month(claim))
    return int(opening_month(rule, [conditions], [claim])[0])


def closed(benefit: str, day: str, *, death: bool = False) -> int:
    rule = prestations()[benefit].closing.at(month(day))
    return int(closing_month(rule, [day], death=death)[0])


def told(case_id: str) -> tuple[dict, dict]:
    return CASES[case_id]["entrees"], CASES[case_id]["attendu"]


def test_effet_01_a_birth_opens_family_allowances_the_month_after():
    case, expected = told("effet-01")
    assert opened("af", case["date"], case["date"]) == month(expected["ouverture"])


def test_effet_02_a_child_who_leaves_closes_them_in_the_same_month():
    case, expected = told("effet-02")
    assert closed("af", case["date"]) == month(expected["fermeture"])


def test_effet_03_the_rsa_opens_the_month_of_the_claim():
    case, expected = told("effet-03")
    assert opened("rsa", "2024-01-01", case["date"]) == month(expected["ouverture"])


@pytest.mark.parametrize("benefit", ["apl", "alf", "als"])
def test_effet_04_the_housing_aid_never_opens_before_the_month_of_the_claim(benefit):
    case, expected = told("effet-04")
    found = opened(benefit, case["conditions_reunies"], case["demande"])
    assert found == month(expected["ouverture"])


def test_effet_05_the_death_of_a_spouse_changes_the_housing_aid_the_month_after():
    case, expected = told("effet-05")
    closing = prestations()["apl"].closing.at(202506)
    found = closing_month(closing, [case["date"]], death=True)
    assert found.tolist() == [month(expected["effet"])]


def test_all_the_worked_cases_are_there():
    assert len(CASES) == 5


def test_a_housing_aid_claimed_at_once_opens_the_month_after_moving_in():
    assert opened("apl", "2025-10-10", "2025-10-10") == 202511


def test_a_housing_aid_claimed_before_moving_in_opens_the_month_after_moving_in():
    assert opened("apl", "2025-10-10", "2025-09-01") == 202511


def test_a_rehousing_after_insalubrity_opens_the_same_month():
    assert opening_month("logement_sans_delai", ["2025-10-10"], ["2025-10-10"])[0] == 202510


def test_aah_and_aeeh_open_the_month_after_the_claim():
    assert opened("aah", "2025-01-01", "2025-02-10") == 202503
    assert opened("aeeh", "2025-01-01", "2025-02-10") == 202503


def test_the_cmg_opens_the_month_before_the_claim_when_conditions_held_then():
    assert opened("paje_cmg", "2025-01-01", "2025-03-20") == 202502
    assert opened("paje_cmg", "2025-02-01", "2025-03-20") == 202502


def test_the_cmg_opens_the_month_of_the_claim_when_conditions_did_not_hold_before():
    assert opened("paje_cmg", "2025-03-05", "2025-03-20") == 202503
    assert opened("paje_cmg", "2025-02-02", "2025-03-20") == 202503


def test_cmg_and_ajpp_close_the_month_after():
    assert closed("paje_cmg", "2025-03-20") == 202504
    assert closed("ajpp", "2025-03-20") == 202504


def test_a_death_leaves_its_month_due():
    for benefit in ("rsa", "af", "apl", "paje_cmg"):
        assert closed(benefit, "2025-03-20", death=True) == 202504


def test_each_row_may_be_a_death_or_not():
    found = closing_month("mois_evenement", ["2025-03-20"] * 2, death=[True, False])
    assert found.tolist() == [202504, 202503]


def test_a_dead_child_counts_to_the_end_of_the_third_month():
    found = month_after_child_death(["2025-03-12", "2025-10-31", "NaT"])
    assert found.tolist() == [202507, 202602, NEVER]


def test_without_claim_or_conditions_nothing_opens():
    assert opening_month("mois_demande", ["2025-01-01"], ["NaT"]).tolist() == [NEVER]
    assert opening_month("mois_suivant_conditions", ["NaT"], ["2025-01-01"]).tolist() == [NEVER]
    assert opening_month("cmg", ["2025-01-01"], ["NaT"]).tolist() == [NEVER]
    assert opening_month("cmg", ["NaT"], ["2025-01-01"]).tolist() == [NEVER]


def test_what_does_not_end_never_closes():
    assert closing_month("mois_suivant_evenement", ["NaT"]).tolist() == [NEVER]


def test_a_child_reaches_an_age_in_the_month_of_its_birthday():
    assert month_of_age(["2005-08-15", "2005-08-01"], 20).tolist() == [202508, 202508]


def test_december_is_followed_by_january():
    assert opening_month("mois_suivant_conditions", ["2025-12-31"], ["NaT"]).tolist() == [202601]


def test_a_delay_in_months_stops_at_the_end_of_a_short_month():
    moved = add_months_to_days(["2025-01-31", "2024-01-31", "2025-03-15"], 1)
    assert moved.astype(str).tolist() == ["2025-02-28", "2024-02-29", "2025-04-15"]


def test_an_unknown_rule_is_refused():
    with pytest.raises(KeyError):
        opening_month("jamais", ["2025-01-01"], ["2025-01-01"])


days = st.dates(dt.date(2015, 1, 1), dt.date(2040, 1, 1)).map(np.datetime64)


@given(st.sampled_from(OPENING_RULES), days, days, st.integers(0, 400))
def test_a_later_claim_never_opens_a_right_earlier(rule, conditions, claim, wait):
    sooner = opening_month(rule, [conditions], [claim])[0]
    later = opening_month(rule, [conditions], [claim + wait])[0]
    assert later >= sooner


@given(st.sampled_from(CLOSING_RULES), days)
def test_a_right_closes_in_the_month_of_the_event_or_the_next(rule, day):
    found = int(closing_month(rule, [day])[0])
    year, number = day.astype(object).year, day.astype(object).month
    following = (year + number // 12) * 100 + number % 12 + 1
    assert found in {year * 100 + number, following}
