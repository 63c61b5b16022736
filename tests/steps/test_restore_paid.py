"""What a new fact gives back is told the same day, once, with its letter."""

from __future__ import annotations

import json

import pytest
from tests.endettes import acte, day, owing, transfer

from justedroit.core.courriers import ORGANISME_DEMO, courriers
from justedroit.steps.collect import Encaissement, collect
from justedroit.steps.restore_paid import next_payment, restitutions, tell_given_back


@pytest.fixture
def fund():
    """Return a fund in which dossier 1 owed 300 € of AF and repaid 120 € of it."""
    fund = owing("af")
    paid = Encaissement(1, "cheque", 12_000, day("2026-02-20"), "chq-1")
    collect(fund.records, paid, acte("2026-02-20"))
    return fund


def comes_back(fund, month, open_cents, paid_cents, *, when="2026-03-10"):
    """Post a right that comes back: what is open is undone, what was recovered is a rappel."""
    told = {"when": when, "reference": f"revision:{when}"}
    moves = [(("charge", "indu", "annulation"), open_cents)]
    moves += [(("charge", "droit", "rappel"), paid_cents)]
    rows = [transfer(1, "af", month, cents, move, **told) for move, cents in moves if cents]
    fund.write(1, transfers=rows)


def tell(fund, when="2026-03-10", dossiers=(1,)):
    return tell_given_back(fund.records, list(dossiers), ORGANISME_DEMO, acte(when))


def test_a_new_fact_that_cancels_an_indu_is_told_the_same_day_with_its_letter(fund):
    comes_back(fund, 202511, 0, 10_000)
    comes_back(fund, 202512, 18_000, 2_000)
    before = fund.records.events([1]).num_rows
    [given] = tell(fund)
    assert (given.cents, given.by_creance) == (12_000, {1: 12_000})
    [told] = fund.told(1, "restitution.decidee")
    assert (told["le"], told["cents"], told["creances"]) == ("2026-03-10", 12_000, [1])
    assert told["recouvre_par"] == {"creance:1:paiement:1": 12_000}
    [letter] = courriers(fund.records.events([1]))
    assert letter.modele == "restitution"
    text = str(letter.contenu).replace("\\u202f", " ").replace("\\xa0", " ")
    for words in ("120,00", "refait le calcul", "2026, avec vos prestations"):
        assert words in text, words
    # A program has found it: the letter says so (CRPA art. L311-3-1).
    assert letter.contenu.sections[-1].cle == "algorithme"
    assert "L311-3-1" in letter.contenu.droit
    assert fund.records.events([1]).num_rows == before + 2
    # Run again, it says nothing more.
    assert tell(fund, "2026-03-11") == []
    assert fund.records.events([1]).num_rows == before + 2


def test_two_revisions_that_give_back_are_told_apart(fund):
    comes_back(fund, 202511, 0, 4_000)
    assert [one.cents for one in tell(fund)] == [4_000]
    comes_back(fund, 202511, 0, 6_000, when="2026-04-10")
    assert [one.cents for one in tell(fund, "2026-04-10")] == [6_000]
    assert [one["cents"] for one in fund.told(1, "restitution.decidee")] == [4_000, 6_000]


def test_a_rappel_like_another_gives_nothing_back(fund):
    comes_back(fund, 202509, 0, 5_000)
    assert tell(fund) == []
    comes_back(fund, 202512, 18_000, 0)
    assert tell(fund) == []


def test_what_a_commission_gives_back_and_has_told_gets_its_letter_only(fund):
    when = "2026-03-10"
    move = ("annule", "droit", "restitution")
    told = {"when": when, "reference": "creance:1:restitution:R1"}
    fund.write(1, transfers=[transfer(1, "af", 202511, 10_000, move, **told)])
    event = {"creances": [1], "cents": 10_000, "le": when, "cause": "recours:1"}
    fund.happens(1, "restitution.decidee", event, when)
    [given] = tell(fund)
    assert given.cause == "recours:1"
    assert len(fund.told(1, "restitution.decidee")) == 1
    [letter] = fund.told(1, "courrier.prepare")
    said = json.dumps(letter, ensure_ascii=False)
    assert "contestation" in said
    assert "algorithm" not in said
    assert tell(fund, "2026-03-12") == []


def test_a_dossier_that_gives_nothing_back_is_not_read_and_an_unknown_one_neither(fund):
    assert tell(fund, dossiers=(1, 77)) == []
    assert restitutions(fund.records.transfers([1]), fund.records.transfers([1])) == []


@pytest.mark.parametrize(
    ("on", "paid"), [("2026-03-01", "2026-03-05"), ("2026-03-05", "2026-04-07")]
)
def test_it_is_paid_with_the_next_order(on, paid):
    assert next_payment(day(on)) == day(paid)
