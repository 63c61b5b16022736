"""What becomes of a debt is told to who owes it, once."""

from __future__ import annotations

import pytest
from tests.endettes import acte, owing

from justedroit.core.courriers import ORGANISME_DEMO, courriers, texts
from justedroit.steps.collect import Encaissement, collect
from justedroit.steps.confirm import confirm_debts
from justedroit.steps.round import Portee

DUES = [{"le": "2026-04-05", "cents": 15_000}, {"le": "2026-05-05", "cents": 15_000}]
PLAN = {"echeancier": 1, "creances": [1], "mensualites": DUES, "phase": "notification"}


@pytest.fixture
def fund():
    """Return a fund with one household, which owes 300 € of AF; notice received on 1 February."""
    return owing("af")


def letters(fund, month=202603, when="2026-03-20"):
    """Return the letters that a round prepares."""
    told = confirm_debts(fund.records, Portee(month), acte(when), ORGANISME_DEMO)
    assert told.refused == []
    every = {one.numero: one for one in courriers(fund.records.events([1]))}
    return [every[number] for _, number in told.done]


def said(courrier):
    every = [t for s in courrier.contenu.sections for b in s.blocs for t in texts(b)]
    return " ".join(every).replace("\u00a0", " ").replace("’", "'")


@pytest.mark.parametrize(
    ("moyen", "told"),
    [
        ("retenue", "retenue sur vos prestations"),
        ("prelevement", "prélevée sur votre compte"),
        ("virement", "Par virement de 150,00 €"),
    ],
)
def test_a_plan_that_is_accepted_is_written_once(fund, moyen, told):
    fund.happens(1, "echeancier.accepte", PLAN | {"moyen": moyen}, "2026-03-02")
    [letter] = letters(fund)
    assert letter.modele == "echeancier_accepte"
    assert "300,00 € en 2 fois, jusqu'au 5 mai 2026" in said(letter)
    assert told in said(letter)
    assert letters(fund) == []
    assert letters(fund, month=202604) == []


def test_a_plan_that_is_broken_says_why_and_what_follows(fund):
    fund.happens(1, "echeancier.accepte", PLAN | {"moyen": "virement"}, "2026-03-02")
    broken = {
        "echeancier": 1,
        "le": "2026-05-20",
        "motif": "La mensualité d'avril n'est pas venue.",
    }
    fund.happens(1, "echeancier.rompu", broken, "2026-05-20")
    [letter] = letters(fund, month=202605, when="2026-05-21")
    assert letter.modele == "echeancier_rompu"
    assert "Vous devez encore 300,00 €" in said(letter)
    assert "La mensualité d'avril" in said(letter)
    assert "à partir du 21 mai 2026" in said(letter)


def test_a_debt_that_is_repaid_to_the_end_is_told_once(fund):
    paid = Encaissement(1, "carte", 30_000, acte("2026-03-10").at.date(), "CB-1", (1,))
    collect(fund.records, paid, acte("2026-03-10"))
    assert fund.open(1) == {1: 0}
    [letter] = letters(fund)
    assert letter.modele == "creance_soldee"
    assert "aucune autre dette" in said(letter)
    assert letters(fund) == []


def test_a_debt_that_is_repaid_in_part_has_no_letter(fund):
    paid = Encaissement(1, "carte", 20_000, acte("2026-03-10").at.date(), "CB-1", (1,))
    collect(fund.records, paid, acte("2026-03-10"))
    assert letters(fund) == []
