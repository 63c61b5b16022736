"""The emergency aid to victims of domestic violence: how much, given or lent, how often."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import yaml

from justedroit.core.droits.auvvc import (
    auvvc_cents,
    auvvc_claimable,
    auvvc_form,
    auvvc_proved,
    multiplier,
)

CASES = [
    case
    for case in yaml.safe_load((Path(__file__).parent / "cas.yaml").read_text("utf-8"))
    if case["theme"] == "auvvc"
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_a_worked_case_is_found_to_the_cent(case):
    told, expected = case["entrees"], case["attendu"]
    resources, children = [told["ressources"]], [told["enfants"]]
    smic = told["smic_net_mensuel"]
    cents = auvvc_cents(told["rsa_1p"], resources, children, smic, 202506)
    assert cents.tolist() == [round(expected["montant"] * 100)]
    assert auvvc_form(resources, children, smic, 202506).tolist() == [expected["forme"]]


def test_all_the_worked_cases_are_there():
    assert len(CASES) == 4


def test_children_raise_the_amount_as_they_do_the_rsa():
    assert np.allclose(multiplier([0, 1, 2, 3, 4], 202506), [1, 1.5, 1.8, 2.2, 2.6])


def test_resources_at_a_threshold_stay_in_the_lower_bracket():
    smic = 1426.30
    resources = [713.15, 713.16, 1426.30, 1426.31, 2139.45, 2139.46]
    cents = auvvc_cents(1000, resources, [0] * 6, smic, 202506)
    assert cents.tolist() == [100000, 80000, 80000, 60000, 60000, 40000]
    assert auvvc_form(resources, [0] * 6, smic, 202506).tolist() == ["don"] * 5 + ["pret"]


def test_a_second_aid_waits_twelve_months_from_the_decision():
    claims = np.array(["2025-06-14", "2025-06-15"], dtype="datetime64[D]")
    previous = np.array(["2024-06-15"] * 2, dtype="datetime64[D]")
    assert auvvc_claimable(previous, claims, 202506).tolist() == [False, True]


def test_who_never_had_it_may_claim():
    assert auvvc_claimable(["NaT"], ["2025-06-15"], 202506).tolist() == [True]


def test_a_decision_of_29_february_frees_on_28_february():
    assert auvvc_claimable(["2024-02-29"], ["2025-02-28"], 202502).tolist() == [True]


def test_the_proof_is_less_than_twelve_months_old_and_precedes_the_claim():
    proofs = ["2024-06-16", "2024-06-15", "2025-06-16", "NaT"]
    assert auvvc_proved(proofs, ["2025-06-15"] * 4, 202506).tolist() == [True, False, False, False]


def test_the_aid_did_not_exist_before_december_2023():
    with pytest.raises(LookupError):
        auvvc_cents(600, [0], [0], 1300, 202310)


def test_resources_and_children_are_not_negative():
    with pytest.raises(ValueError, match="ressources"):
        auvvc_cents(600, [-1], [0], 1300, 202506)
    with pytest.raises(ValueError, match="enfants"):
        auvvc_cents(600, [1], [-1], 1300, 202506)
