"""A population drawn from a seed, near the published sizes."""

from __future__ import annotations

import numpy as np
import pytest

from justedroit.twin.caf import fund
from justedroit.twin.declaration import initial
from justedroit.twin.hasard import Hasard, choose, years_between
from justedroit.twin.menages import AT_HOME, DEMANDES
from justedroit.twin.population import draw

DEBUT = 202501


@pytest.fixture(scope="module")
def households():
    return draw(2000, 7, DEBUT, 12, fund())


def drawn(dossiers, graine):
    return initial(draw(dossiers, graine, DEBUT, 12, fund()), DEBUT, fund())


def test_the_same_seed_gives_the_same_facts_and_another_seed_gives_others():
    assert drawn(200, 7).equals(drawn(200, 7))
    assert not drawn(200, 7).equals(drawn(200, 8))


def test_a_small_fund_is_the_beginning_of_a_large_one():
    small, large = draw(50, 7, DEBUT, 12, fund()), draw(200, 7, DEBUT, 12, fund())
    assert np.array_equal(small.naissance, large.naissance[:50], equal_nan=True)
    assert np.array_equal(small.loyer, large.loyer[:50])
    assert np.array_equal(small.demande, large.demande[:50], equal_nan=True)


def test_households_have_the_published_number_of_persons(households):
    published = 206_587 / 94_757
    assert abs(households.persons() / len(households) - published) < 0.15


@pytest.mark.parametrize(
    ("benefit", "low", "high"),
    [
        ("rsa", 0.09, 0.25),
        ("ppa", 0.30, 0.60),
        ("aah", 0.06, 0.15),
        ("af", 0.35, 0.55),
        ("asf", 0.05, 0.16),
        ("aide_logement", 0.35, 0.65),
    ],
)
def test_the_share_of_households_that_claim_is_near_the_target(households, benefit, low, high):
    assert low < households.claimed(benefit).mean() < high


def test_part_of_those_who_may_claim_do_not(households):
    claimed = households.claimed("aah")
    disabled = (households.taux > 0).any(axis=1)
    assert 0 < (disabled & ~claimed).sum() < disabled.sum() / 5


def test_no_child_is_born_before_its_parent_was_seventeen(households):
    parent = np.where(
        households.naissance[:, 1] < households.naissance[:, 0],
        households.naissance[:, 1],
        households.naissance[:, 0],
    )
    age = years_between(parent[:, None], households.enfant_ne)
    assert (age[households.enfant == AT_HOME] > 17).all()


def test_claims_of_those_who_were_there_precede_the_first_month(households):
    there = households.arrivee < 0
    claims = households.demande[there]
    assert (claims[~np.isnat(claims)] < np.datetime64("2025-01-01")).all()


def test_those_who_arrive_claim_in_their_month(households):
    comes = households.arrivee >= 0
    assert comes.any()
    claims = households.demande[comes].astype("datetime64[M]")
    month = np.datetime64("2025-01", "M") + households.arrivee[comes]
    assert (np.isnat(claims) | (claims == month[:, None])).all()
    assert (~np.isnat(claims)).any(axis=1).all()


def test_quarters_begin_in_different_months(households):
    days = households.demande[:, DEMANDES.index("ppa")]
    months = days[~np.isnat(days)].astype("datetime64[M]").astype(int) % 3
    assert set(months.tolist()) == {0, 1, 2}


def test_an_empty_fund_is_refused():
    with pytest.raises(ValueError, match="au moins un dossier"):
        draw(0, 7, DEBUT, 12, fund())


def test_choices_follow_their_shares():
    u = Hasard(3).uniform("essai", 10_000)
    share = np.bincount(choose(u, [0.2, 0.3, 0.5])) / 10_000
    assert np.allclose(share, [0.2, 0.3, 0.5], atol=0.03)


def test_even_numbers_follow_the_shares_closer_than_chance_from_the_first_dossiers():
    for axis in range(4):
        u = Hasard(3).even("essai", 200, axis)
        assert ((u >= 0) & (u < 1)).all()
        assert abs((u < 0.3).mean() - 0.3) < 0.02
    apart = Hasard(3).even("essai", 2000, 0) < 0.5, Hasard(4).even("essai", 2000, 1) < 0.5
    assert abs((apart[0] & apart[1]).mean() - 0.25) < 0.03


def test_each_row_is_drawn_from_its_own_shares():
    u = np.array([0.9, 0.9])
    assert choose(u, [[1, 0], [0, 1]], np.array([0, 1])).tolist() == [0, 1]
