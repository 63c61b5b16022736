"""A letter that promises what is no longer given back never leaves; what became of a payment is told."""

from __future__ import annotations

import pytest
from tests.endettes import Endettes, acte, day, owing, said, transfer
from tests.steps.test_grant import one, rest
from tests.steps.test_sit import sent

from justedroit.core.base import Refusal
from justedroit.core.courriers import ORGANISME_DEMO, courriers
from justedroit.core.creances import creances
from justedroit.core.recours import fil, withdrawn
from justedroit.core.recouvrement import bounced
from justedroit.records.interface import Journal
from justedroit.steps import letter
from justedroit.steps.bounce import unpaid_back
from justedroit.steps.collect import Encaissement, collect
from justedroit.steps.correct import tell_taken_back
from justedroit.steps.dispatch import Presse, send_letters
from justedroit.steps.grant import execute
from justedroit.steps.restore_paid import tell_given_back
from justedroit.steps.round import Portee

PAID, GIVEN, BACK, AFTER = "2026-03-02", "2026-03-10", "2026-03-12", "2026-03-13"


@pytest.fixture
def fund():
    """Return a fund that gives back two cheques, of 100 € and of 200 €, and has prepared the letter."""
    fund = owing("af")
    for name, cents in (("chq-1", 10_000), ("chq-2", 20_000)):
        collect(fund.records, Encaissement(1, "cheque", cents, day(PAID), name), acte(PAID))
    told = {"when": GIVEN, "reference": "creance:1:restitution:R1"}
    move = ("annule", "droit", "restitution")
    months = ((202511, 10_000), (202512, 20_000))
    fund.write(1, transfers=[transfer(1, "af", m, cents, move, **told) for m, cents in months])
    assert [given.cents for given in tell(fund, GIVEN)] == [30_000]
    return fund


def tell(fund, when):
    return tell_given_back(fund.records, [1], ORGANISME_DEMO, acte(when))


def rejected(fund, reference, when=BACK):
    return unpaid_back(fund.records, 1, reference, "Sans provision.", acte(when))


def letters(fund):
    return courriers(fund.records.events([1]))


def sends(fund, number, when=AFTER):
    return letter.send(fund.records, 1, number, acte(when), lambda _contenu: b"%PDF")


def sends_all(fund, when=AFTER):
    press = Presse(lambda contents: [b"%PDF" for _ in contents])
    return send_letters(fund.records, Portee(202603, [1]), acte(when), press)


def test_a_payment_sent_back_withdraws_the_letter_that_promised_it(fund):
    done = rejected(fund, "chq-1")
    assert done.withdrawn == 1
    [told] = fund.told(1, "courrier.retire")
    assert (told["courrier"], told["modele"], told["le"]) == (1, "restitution", BACK)
    assert "300,00 €" in said(told["motif"])
    assert "200,00 €" in said(told["motif"])
    [old] = letters(fund)
    assert (old.retire_le, old.waits) == (day(BACK), False)
    assert "retirée le 12 mars 2026" in said(sends(fund, 1))
    assert sends_all(fund).done == []


def test_what_is_left_to_give_back_has_a_letter_of_its_own(fund):
    rejected(fund, "chq-1")
    [left] = tell(fund, BACK)
    assert left.cents == 20_000
    _, new = letters(fund)
    assert (new.numero, new.modele, new.waits) == (2, "restitution", True)
    text = said(new.contenu)
    assert "200,00" in text
    assert "300,00" not in text
    assert tell(fund, AFTER) == []
    assert sends_all(fund).done == [(1, 2)]


def test_where_nothing_is_left_to_give_back_nothing_is_said(fund):
    rejected(fund, "chq-1")
    rejected(fund, "chq-2")
    assert tell(fund, BACK) == []
    assert [one.waits for one in letters(fund)] == [False]


def test_a_letter_that_had_left_is_not_withdrawn(fund):
    assert not isinstance(sends(fund, 1, GIVEN), Refusal)
    assert rejected(fund, "chq-1").withdrawn == 0
    assert fund.told(1, "courrier.retire") == []
    [made] = corrects(fund)
    assert (made.modele, made.numero) == ("restitution_defaite", 2)
    text = said(made.contenu)
    assert "300,00 € . De cette" not in text
    for words in ("10 mars 2026", "annonçait 300,00", "100,00", "rendons toujours 200,00"):
        assert words in text.replace("\\xa0", " "), words
    assert (corrects(fund), tell(fund, AFTER)) == ([], [])
    # Another one bounces: what the correction itself said is corrected.
    rejected(fund, "chq-2", AFTER)
    [again] = corrects(fund)
    assert "Rien de cette somme" in said(again.contenu)
    assert not isinstance(sends(fund, 3), Refusal)


def corrects(fund):
    return tell_taken_back(fund.records, [1], ORGANISME_DEMO, acte(AFTER))


def test_a_letter_is_checked_against_the_ledger_when_it_leaves(fund):
    # The bank takes a payment back by a statement: nobody has withdrawn the letter yet.
    act = acte(BACK)
    found = bounced(fund.records.transfers([1]), {"creance:1:paiement:1"}, act.at)
    fund.records.append(Journal(transfers=found.transfers), fund.records.sequences([1]))
    refusal = sends(fund, 1)
    assert isinstance(refusal, Refusal)
    assert "elle promet 300,00 €" in said(refusal)
    assert "plus que 200,00 €" in said(refusal)
    bilan = sends_all(fund)
    assert bilan.done == []
    assert [said(one) for one in bilan.refused] == [said(refusal)]
    assert [left.cents for left in tell(fund, AFTER)] == [20_000]
    assert [one.waits for one in letters(fund)] == [False, True]


def test_what_really_lives_again_is_said_to_the_cent(fund):
    [again, falls, waits] = [said(line) for line in rejected(fund, "chq-1").lines()]
    assert again == "Paiement de 100,00 € défait."
    assert "100,00 € étaient à rendre au foyer par la décision du recours 1" in falls
    assert "ne sont pas dus : la décision tient" in falls
    assert "elle est retirée" in waits


def test_what_no_decision_has_annulled_is_owed_again():
    fund = Endettes()
    fund.owes(1, "af", {202511: 10_000, 202512: 20_000})
    collect(fund.records, Encaissement(1, "cheque", 12_000, day(PAID), "chq-1"), acte(PAID))
    done = rejected(fund, "chq-1")
    assert done.revived == 12_000
    assert [said(line) for line in done.lines()] == [
        "Paiement de 120,00 € défait.",
        "120,00 € sont de nouveau dus, sur ce qu'il remboursait.",
    ]


def test_the_thread_tells_a_payment_sent_back_as_one_step():
    fund = Endettes()
    fund.owes(1, "af", {202511: 10_000, 202512: 20_000})
    collect(fund.records, Encaissement(1, "cheque", 25_000, day(PAID), "chq-1"), acte(PAID))
    told = {"when": GIVEN, "reference": "creance:1:restitution:R1"}
    months = ((202511, 10_000), (202512, 7_000))
    move = ("annule", "droit", "restitution")
    fund.write(1, transfers=[transfer(1, "af", m, cents, move, **told) for m, cents in months])
    assert rejected(fund, "chq-1").revived == 8_000
    steps = fil(fund.records.events([1]), fund.records.transfers([1]), creances=[1])
    last = [step for step in steps if (step.le, step.tag) == (day(BACK), "registre")]
    assert [(step.quoi, said(step.resultat)) for step in last] == [
        (
            "Remboursement défait",
            (
                "250,00 € (novembre 2025 à décembre 2025) ; la restitution de 170,00 € est défaite ; "
                "80,00 € sont de nouveau dus ; reste dû 130,00 €"
            ),
        )
    ]


def test_what_a_remise_gave_back_and_bounced_is_remitted():
    fund = sent()
    paid = Encaissement(1, "cheque", 12_000, day("2026-03-28"), "chq-1", (1,))
    assert collect(fund.records, paid, acte("2026-03-28")).repaid == {1: 12_000}
    execute(fund.records, (1, 1), acte("2026-04-12"))
    assert rest(fund) == (0, 8_000, 12_000)
    tell(fund, "2026-04-12")
    done = rejected(fund, "chq-1", "2026-04-14")
    assert (done.revived, done.withdrawn) == (0, 1)
    assert any("la remise tient" in line for line in done.lines())
    assert rest(fund) == (0, 20_000, 0)
    rows = fund.records.transfers([1]).to_pylist()[-1:]
    assert [(r["debit"], r["credit"], r["motive"]) for r in rows] == [
        ("af:remise", "af:indu", "remise")
    ]
    assert fund.sum() == 0
    steps = fil(fund.records.events([1]), fund.records.transfers([1]), creances=[1])
    last = [s.quoi for s in steps if (s.le, s.tag) == (day("2026-04-14"), "registre")]
    assert last == ["Remboursement défait"]
    # Withdrawn for fraud, all of it is claimed again.
    claims = creances(fund.records.transfers([1]))[1]
    again = withdrawn(one(fund), claims, acte("2026-05-02").at)
    assert sum(again["amount_cents"].to_pylist()) == 20_000
