"""The days that a person types: none before the parameters, none to come, few far ahead."""

from __future__ import annotations

import pytest
from tests.endettes import day, said

from justedroit.core.base import parametre
from justedroit.core.creances import too_far, wrong_day

TODAY = day("2026-03-20")


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ("2009-06-01", ""),
        ("2026-03-20", ""),
        ("2026-03-21", "n'est pas arrivé"),
        ("9999-12-31", "n'est pas arrivé"),
        ("2009-05-31", "trop ancien"),
        ("0001-01-01", "trop ancien"),
    ],
)
def test_a_typed_day_is_neither_to_come_nor_before_what_our_parameters_know(typed, word):
    told = said(wrong_day(day(typed), TODAY))
    assert word in told
    assert bool(told) == bool(word)


def test_a_typed_day_follows_what_it_comes_after():
    since = (day("2026-03-01"), "la saisine")
    assert wrong_day(day("2026-03-01"), TODAY, *since) == ""
    assert "entre la saisine et" in wrong_day(day("2026-02-28"), TODAY, *since)
    assert "entre la saisine et" in wrong_day(day("2026-03-21"), TODAY, *since)


def test_a_session_is_not_more_than_a_year_ahead_and_we_are_not_sure_of_it():
    assert too_far(day("2027-03-20"), TODAY, "seance") == ""
    assert "trop loin" in too_far(day("2027-03-21"), TODAY, "seance")
    assert "trop loin" in too_far(day("9999-12-31"), TODAY, "audience")
    assert "trop ancien" in too_far(day("1900-01-05"), TODAY, "seance")
    assert parametre("creances/acte.avance").statut == "a_verifier"
    assert parametre("creances/acte.premier_jour").statut == "a_verifier"
