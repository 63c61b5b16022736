"""The indemnité de gestion needs a fraud that a person qualified; it is decided once."""

from __future__ import annotations

import pytest
from tests.core.creances.conduite import creance, day, qualified, suivi

from justedroit.core.base import Refusal
from justedroit.core.creances import INDEMNITE
from justedroit.core.recouvrement import indemnite_cents

TODAY = day("2025-06-01")


def test_ten_percent_of_what_was_unduly_received_a_verifier():
    claim = creance(cents=100_007)
    assert indemnite_cents(claim, suivi(claim, qualified("fraude")), TODAY) == 10_000


def test_what_is_claimed_no_longer_bears_none():
    claim = creance(cents=100_000)
    claim.lignes[0].undone, claim.lignes[0].withheld = 40_000, 10_000
    assert indemnite_cents(claim, suivi(claim, qualified("fraude")), TODAY) == 6_000


@pytest.mark.parametrize("told", [[], [qualified("bonne_foi")], [qualified("fausse_declaration")]])
def test_without_a_qualification_of_fraud_there_is_none(told):
    found = indemnite_cents(creance(), suivi(creance(), *told), TODAY)
    assert isinstance(found, Refusal)
    assert "fraude" in found.what


def test_it_is_decided_once_and_not_before_its_text():
    claim = creance()
    thread = suivi(claim, qualified("fraude"))
    assert isinstance(indemnite_cents(claim, thread, day("2023-12-31")), Refusal)
    claim.ligne(202506, INDEMNITE).claimed = 5_000
    found = indemnite_cents(claim, thread, TODAY)
    assert isinstance(found, Refusal)
    assert "déjà" in found.what
