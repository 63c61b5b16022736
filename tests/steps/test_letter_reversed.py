"""A letter of restitution never leaves with a rest that a later judgment, or a withdrawal, made false."""

from __future__ import annotations

import pytest
from tests.endettes import acte, day, owing, said, transfer

from justedroit.core.base import Refusal
from justedroit.core.courriers import ORGANISME_DEMO, courriers
from justedroit.steps import letter
from justedroit.steps.collect import Encaissement, collect
from justedroit.steps.judge import Verdict, appeal, judge
from justedroit.steps.restore_paid import tell_given_back
from justedroit.steps.seize import Saisie, seize

WHY = "La somme était due."


@pytest.fixture
def fund():
    """Return a fund of which a judgment gives 50 € back, and annuls the 300 € that were claimed."""
    fund = owing("rsa")
    collect(
        fund.records,
        Encaissement(1, "cheque", 5_000, day("2026-02-20"), "chq-1"),
        acte("2026-02-20"),
    )
    seize(fund.records, Saisie(1, day("2026-05-20"), WHY, creances=(1,)), acte("2026-05-20"))
    assert [one.cents for one in judged(fund, "annule", "2026-06-10")] == [5_000]
    return fund


def judged(fund, sens, when, **amounts):
    told = Verdict(sens, day(when), "Vu.", {int(n[1:]): cents for n, cents in amounts.items()})
    return judge(fund.records, (1, 1), told, ORGANISME_DEMO, acte(when))


def appealed(fund, when="2026-06-12"):
    told = ("caisse", day(when), WHY)
    assert appeal(fund.records, (1, 1), told, acte(when)) is None


def letters(fund):
    return courriers(fund.records.events([1]))


def sends(fund, number, when="2026-09-02"):
    return letter.send(fund.records, 1, number, acte(when), lambda _contenu: b"%PDF")


def test_a_judgment_reversed_withdraws_the_letter_that_said_nothing_is_owed_and_makes_it_again(
    fund,
):
    assert "Vous ne devez plus rien" in said(letters(fund)[0].contenu)
    appealed(fund)
    assert judged(fund, "confirme", "2026-09-01") == []
    old, new = letters(fund)
    assert (old.retire_le, new.waits) == (day("2026-09-01"), True)
    assert "ne dit plus ce qui reste dû" in said(fund.told(1, "courrier.retire")[0]["motif"])
    text = said(new.contenu).replace("\\xa0", " ")
    assert "Vous devez encore 300,00 € : un jugement a rétabli cette dette" in text
    assert "en tout ou en partie, le 1er septembre 2026 (" in text
    assert "à tort" not in text
    assert fund.open(1) == {1: 30_000}
    assert "retirée" in str(sends(fund, 1))
    assert not isinstance(sends(fund, 2), Refusal)


def test_a_part_restored_is_the_rest_that_the_letter_says(fund):
    appealed(fund)
    assert judged(fund, "partiel", "2026-09-01", c1=20_000) == []
    assert fund.open(1) == {1: 10_000}
    assert "Vous devez encore 100,00 €" in said(letters(fund)[1].contenu).replace("\\xa0", " ")


def test_it_is_made_again_once_and_one_that_had_left_is_left_as_it_was(fund):
    assert not isinstance(sends(fund, 1, "2026-06-11"), Refusal)
    appealed(fund)
    judged(fund, "confirme", "2026-09-01")
    assert len(letters(fund)) == 1
    assert tell_given_back(fund.records, [1], ORGANISME_DEMO, acte("2026-09-02")) == []


def test_a_judgment_that_annuls_more_makes_the_first_letter_again_and_its_own():
    fund = owing("rsa")
    collect(
        fund.records,
        Encaissement(1, "cheque", 15_000, day("2026-02-20"), "chq-1"),
        acte("2026-02-20"),
    )
    seize(fund.records, Saisie(1, day("2026-05-20"), WHY, creances=(1,)), acte("2026-05-20"))
    [first] = judged(fund, "partiel", "2026-06-10", c1=20_000)
    appealed(fund)
    [more] = judged(fund, "annule", "2026-09-01")
    assert (first.cents, more.cents) == (5_000, 10_000)
    waiting = [said(one.contenu) for one in letters(fund) if one.waits]
    assert len(waiting) == 2
    assert all("Vous ne devez plus rien" in text for text in waiting)


def test_a_letter_of_before_this_rule_is_refused_when_it_leaves_with_the_way_to_make_it_again(fund):
    move = ("indu", "annule", "jugement_reforme")
    told = {"when": "2026-09-01", "reference": "creance:1:jugement:I1"}
    fund.write(1, transfers=[transfer(1, "rsa", 202512, 20_000, move, **told)])
    refusal = sends(fund, 1)
    assert "ne dit plus ce qui reste dû" in str(refusal)
    assert "dites de nouveau ce qui est rendu" in str(refusal)
    tell_given_back(fund.records, [1], ORGANISME_DEMO, acte("2026-09-02"))
    assert [one.waits for one in letters(fund)] == [False, True]
    assert not isinstance(sends(fund, 2, "2026-09-03"), Refusal)
