"""The ASF has a ground in the facts, and its kind says which."""

from __future__ import annotations

import numpy as np
import pytest

from justedroit.core.droits.asf import LABELS, SITUATIONS, asf_kind, without_title_lapsed


def test_an_unpaid_pension_fixed_by_a_title_gives_an_advance_that_is_recovered():
    assert asf_kind(["impaye"], ["jugement"]).tolist() == ["asf_recouvrable"]


def test_a_smaller_pension_that_is_paid_gives_the_difference():
    assert asf_kind(["pension_inferieure"], ["jugement"]).tolist() == ["asf_complementaire"]


def test_a_parent_who_pays_opens_nothing():
    assert asf_kind(["verse"], ["jugement"]).tolist() == [""]


@pytest.mark.parametrize(
    ("situation", "titre"),
    [
        ("orphelin", ""),
        ("decede", ""),
        ("filiation_non_etablie", ""),
        ("hors_etat", "jugement"),
        ("impaye", "aucun"),
    ],
)
def test_a_parent_who_is_absent_unknown_or_unable_gives_the_one_without_recourse(situation, titre):
    assert asf_kind([situation], [titre]).tolist() == ["asf_non_recouvrable"]


def test_a_single_parent_of_whom_nothing_is_known_has_none():
    assert asf_kind([""], [""]).tolist() == [""]


def test_every_kind_that_is_due_has_a_label():
    kinds = set(asf_kind([*SITUATIONS, "impaye"], ["jugement"] * 7 + ["aucun"]).tolist())
    assert kinds == set(LABELS) | {""}


def test_an_unknown_situation_is_refused():
    with pytest.raises(ValueError, match="parti"):
        asf_kind(["parti"], [""])


def test_without_title_it_stops_after_four_months():
    untitled = np.array([True, True, False])
    ended = without_title_lapsed(untitled, [3, 4, 12], 202504)
    assert ended.tolist() == [False, True, False]
