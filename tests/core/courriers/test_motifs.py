"""What each fact explains, as a letter says it: two children are told apart, and none is named."""

from __future__ import annotations

import datetime as dt

from justedroit.core.courriers.motifs import motives
from justedroit.core.ecarts import Changement, Joueur, Origine, Part, PartMois, Parts

KNOWN = dt.datetime(2025, 9, 10, 23, tzinfo=dt.UTC)
CASE = ("asf", 202503)


def part(person, cents, new="decede"):
    told = (None, None, None, new, "allocataire", KNOWN, 7)
    change = Changement("autre_parent_defaillant", person, dt.date(2025, 3, 1), None, *told)
    fact = Joueur((7,), (change,), "enfant")
    return Part(fact, Origine("allocataire_tardif", "dit"), cents, (), (PartMois(*CASE, cents),))


def said(*some):
    parts = Parts(
        reference="revision:1",
        benefits=("asf",),
        moved=(),
        delta_cents=sum(one.cents for one in some),
        exact=True,
        orders=0,
        evaluations=4,
        law="law",
        parts=some,
        restes=(),
    )
    return motives(parts, [CASE])


def test_two_children_of_whom_the_same_is_said_are_told_apart_by_their_rank():
    younger, older = said(part(4, 900), part(3, 800))
    assert "d'un deuxième enfant" in younger
    assert "d'un premier enfant" in older


def test_one_child_has_no_rank_nor_have_two_of_whom_different_things_are_said():
    [alone] = said(part(4, 900))
    assert "d'un enfant" in alone
    assert all("d'un enfant" in line for line in said(part(4, 900), part(3, 800, "hors_etat")))
