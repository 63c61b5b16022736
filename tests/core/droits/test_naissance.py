"""A birth that is expected opens its prime, and nothing else."""

from __future__ import annotations

from justedroit.core.base import month_range
from justedroit.core.droits.effet import NEVER
from justedroit.core.droits.naissance import born, paje_base_child, prime_month, side_birth_day

MONTHS = month_range(202505, 202510)


def test_the_prime_is_due_two_months_before_the_month_of_birth():
    assert prime_month(["2025-08-15", "2026-01-31"], ["NaT"] * 2).tolist() == [202506, 202511]


def test_a_birth_on_another_day_does_not_move_the_prime():
    assert prime_month(["2025-08-31"], ["2025-09-01"]).tolist() == [202506]


def test_a_birth_that_was_never_announced_has_its_prime_all_the_same():
    assert prime_month(["NaT"], ["2025-08-15"]).tolist() == [202506]


def test_a_child_born_before_its_prime_has_it_the_month_of_its_birth():
    assert prime_month(["2025-08-15"], ["2025-05-20"]).tolist() == [202505]


def test_without_birth_there_is_no_prime():
    assert prime_month(["NaT"], ["NaT"]).tolist() == [NEVER]


def test_the_side_simulation_is_given_a_birth_two_months_later():
    assert side_birth_day([202506, 202511]).astype(str).tolist() == ["2025-08-15", "2026-01-15"]


def test_an_unborn_child_is_in_the_main_simulation_from_the_month_of_its_birth():
    found = born(["2025-08-15", "NaT"], MONTHS)
    assert found.tolist() == [[False] * 3 + [True] * 3, [False] * 6]


def test_the_allocation_de_base_starts_the_month_after_the_birth():
    found = paje_base_child(["2025-08-15", "2025-08-01", "NaT"], MONTHS, 3)
    assert found.tolist() == [[False] * 4 + [True] * 2] * 2 + [[False] * 6]


def test_the_allocation_de_base_ends_the_month_before_the_third_birthday():
    found = paje_base_child(["2022-08-15", "2022-08-01"], MONTHS, 3)
    assert found.tolist() == [[True] * 3 + [False] * 3] * 2
