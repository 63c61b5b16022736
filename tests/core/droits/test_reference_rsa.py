"""The reference quarter of the RSA has changed everywhere since March 2025."""

from __future__ import annotations

import pytest

from justedroit.core.droits.reference_rsa import departement_of, shifted_reference

MONTHS = [202409, 202410, 202502, 202503, 202606]


def test_five_departements_changed_in_october_2024_and_all_in_march_2025():
    found = shifted_reference(MONTHS, ["86", "34", "06"])
    late, early = [False, False, False, True, True], [False, True, True, True, True]
    assert found.tolist() == [late, early, early]


def test_a_month_before_2016_is_refused():
    with pytest.raises(LookupError):
        shifted_reference([201512], ["86"])


def test_the_departement_is_read_in_the_code_of_the_commune():
    assert departement_of(["86194", "2A004", "97411", "06088"]).tolist() == [
        "86",
        "2A",
        "974",
        "06",
    ]
