"""A payment that the bank sends back: nothing of it stays, and nothing is lost in silence."""

from __future__ import annotations

import datetime as dt

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.endettes import Endettes, acte, at, said, transfer
from tests.guichet import ANNE, BRUNO, Fonds

from justedroit.core.base import Acte, Refusal
from justedroit.core.courriers import ORGANISME_DEMO, texts
from justedroit.core.creances import creances, recovered_on
from justedroit.core.paiements import refunds_due, waiting_balances
from justedroit.core.recours import judged
from justedroit.core.registre import FUND, check_transfers
from justedroit.records.interface import BadRow, Journal, StaleSequence
from justedroit.steps import notify
from justedroit.steps.bounce import Defait, unpaid_back
from justedroit.steps.collect import Encaissement, collect
from justedroit.steps.letter import Atelier
from justedroit.steps.place import place
from justedroit.steps.plan import Souhait, accept, plans_of
from justedroit.steps.settle import give_back, undo

NOW = at("2026-06-15")
AGENT = Acte("agent:7", NOW)
WHY = "Chèque sans provision."


@pytest.fixture
def fund():
    fund = Endettes()
    fund.owes(1, "rsa", {202511: 10_000, 202512: 20_000})
    return fund


def cheque(cents, reference="chq-1", dossier=1):
    return Encaissement(dossier, "cheque", cents, dt.date(2026, 6, 15), reference)


def annulled(fund, when="2026-07-01"):
    [claim] = creances(fund.records.transfers([1]))[1]
    moved = judged(claim, 30_000, 1, at(when))
    fund.records.append(Journal(transfers=moved), fund.records.sequences([1]))


def pays(fund, month, cents, when):
    move = ("droit", "paye", "paiement")
    fund.write(1, transfers=[transfer(1, "rsa", month, cents, move, when=when)])


def rejected(fund, reference="chq-1", dossier=1, when="2026-07-10"):
    return unpaid_back(fund.records, dossier, reference, WHY, Acte("agent:7", at(when)))


def test_what_a_judgment_gave_back_and_is_not_paid_is_taken_back_and_the_debt_stays_annulled(fund):
    collect(fund.records, cheque(12_000), AGENT)
    annulled(fund)
    assert fund.position(1, "rsa", 202511)["droit"] == -10_000
    done = rejected(fund)
    assert (done.cents, done.lost) == (12_000, {})
    assert done.taken_back == {"creance:1:jugement:I1": 12_000}
    assert done.to_do() == ""
    for month in (202511, 202512):
        found = fund.position(1, "rsa", month)
        assert not {"droit", "rembourse", "indu"} & set(found)
    [claim] = creances(fund.records.transfers([1]))[1]
    assert [claim.total(n) for n in ("open", "repaid", "restituted", "annulled")] == [
        0,
        0,
        0,
        30_000,
    ]
    [told] = fund.told(1, "paiement.rejete")
    assert told["repris"] == {"creance:1:jugement:I1": 12_000}
    assert check_transfers(fund.records.transfers([1])) == []
    assert fund.sum() == 0


def test_another_payment_given_back_by_the_same_judgment_stays_given_back(fund):
    collect(fund.records, cheque(10_000), AGENT)
    collect(fund.records, cheque(20_000, "chq-2"), AGENT)
    annulled(fund)
    assert rejected(fund).cents == 10_000
    assert "droit" not in fund.position(1, "rsa", 202511)
    assert fund.position(1, "rsa", 202512)["droit"] == -20_000


def test_what_was_already_paid_is_owed_again_by_a_creance_of_its_own(fund):
    collect(fund.records, cheque(12_000), AGENT)
    annulled(fund)
    pays(fund, 202511, 10_000, "2026-07-05")
    done = rejected(fund)
    assert (done.cents, done.taken_back) == (12_000, {"creance:1:jugement:I1": 2_000})
    assert done.lost == {"creance:1:jugement:I1": 10_000}
    assert done.claimed == {2: 10_000}
    todo = said(done.to_do())
    assert "100,00 € par le jugement de l'instance 1" in todo
    assert "réclamée de nouveau (créance 2, 100,00 €)" in todo
    [told] = fund.told(1, "paiement.rejete")
    assert told["verse"] == {"creance:1:jugement:I1": 10_000}
    assert told["reclame"] == {"2": 10_000}
    assert "déjà défait" in str(rejected(fund))
    [old, new] = creances(fund.records.transfers([1]))[1]
    assert (old.total(), old.total("annulled")) == (0, 30_000)
    assert (new.reference, new.benefit, new.total()) == ("rejet:paiement:1", "rsa", 10_000)
    assert [line.month for line in new.lignes] == [202511]
    assert fund.position(1, "rsa", 202511) == {"paye": -20_000, "indu": 10_000, "annule": 10_000}
    assert check_transfers(fund.records.transfers([1])) == []
    assert fund.sum() == 0


def bounced_and_claimed(fund):
    collect(fund.records, cheque(12_000), AGENT)
    annulled(fund)
    pays(fund, 202511, 10_000, "2026-07-05")
    rejected(fund)


def test_what_is_claimed_anew_has_its_notice_that_says_what_happened(fund):
    bounced_and_claimed(fund)
    atelier = Atelier(ORGANISME_DEMO, lambda _contenu: b"%PDF")
    made = notify.prepare(fund.records, 1, None, acte("2026-07-11"), atelier)
    assert not isinstance(made, list), made
    assert (made.notice.creances, made.notice.total_cents) == ((2,), 10_000)
    told = said(
        " ".join(t for s in made.courrier.contenu.sections for b in s.blocs for t in texts(b))
    ).replace("’", "'")
    assert (
        "100,00 € : vous aviez payé 120,00 € par chèque le 15 juin 2026 ; la banque a rejeté ce "
        "paiement, nous l'avons appris le 10 juillet 2026 ; entre-temps, nous vous avions rendu cette "
        "somme, versée le 5 juillet 2026"
    ) in told
    # What was paid of the month, what of it is the household's, what is to be repaid.
    assert "200,00 € 100,00 € 100,00 €" in told
    assert "D'où vient l'écart : la banque a rejeté un paiement" in told


def test_what_is_claimed_anew_is_recovered_once_and_never_beyond_what_was_paid(fund):
    bounced_and_claimed(fund)
    fund.notified(1, "2026-07-12")
    # A payment received before a debt was born does not repay it.
    paid = Encaissement(1, "cheque", 11_000, dt.date(2026, 7, 15), "chq-3")
    assert collect(fund.records, paid, acte("2026-07-15")).repaid == {2: 10_000}
    assert fund.open(1) == {1: 0, 2: 0}
    assert rejected(fund, "chq-3", when="2026-07-20").claimed == {}
    assert fund.open(1) == {1: 0, 2: 10_000}
    anew = ("indu", "rembourse", "rejet")
    twice = transfer(1, "rsa", 202511, 1, anew, reference="rejet:paiement:1")
    with pytest.raises(BadRow, match="plus réclamé de nouveau"):
        fund.write(1, transfers=[twice])


def test_an_indemnite_given_back_and_paid_is_claimed_in_the_month_that_paid_it(fund):
    move = ("indemnite", "produit", "indemnite")
    row = transfer(1, "rsa", 202602, 3_000, move, reference="creance:1:indemnite")
    fund.write(1, transfers=[row])
    collect(fund.records, cheque(33_000), AGENT)
    back = transfer(1, "rsa", 202607, 3_000, ("produit", "droit", "restitution"), when="2026-07-01")
    fund.write(1, transfers=[back | {"reference": "creance:1:requalification"}])
    pays(fund, 202607, 3_000, "2026-07-05")
    done = rejected(fund)
    assert (done.cents, done.claimed) == (33_000, {2: 3_000})
    [old, new] = creances(fund.records.transfers([1]))[1]
    assert old.total() == 30_000
    assert [(line.month, line.nature, line.open) for line in new.lignes] == [
        (202607, "indu", 3_000)
    ]
    assert fund.sum() == 0


@given(
    st.lists(st.integers(500, 20_000), min_size=1, max_size=3),
    st.integers(0, 3),
    st.booleans(),
    st.permutations(range(3)),
)
def test_whatever_bounces_the_household_owes_what_it_holds_and_is_not_due(
    paid, until, pays_, order
):
    """Money in hand, less what it may keep, is what it owes; what is to be paid apart."""
    fund = Endettes()
    fund.owes(1, "rsa", {202511: 10_000, 202512: 20_000})
    for number, cents in enumerate(paid):
        collect(fund.records, cheque(cents, f"chq-{number}"), AGENT)
    received = {number: min(cents, 30_000) for number, cents in enumerate(paid)}
    left = 30_000
    for number, cents in received.items():
        received[number] = min(cents, left)
        left -= received[number]
    annulled(fund)
    if pays_:
        for month in (202511, 202512)[:until]:
            due = -fund.position(1, "rsa", month).get("droit", 0)
            if due:
                pays(fund, month, due, "2026-07-05")
    sent_back = [number for number in order if number in received]
    for day_, number in enumerate(sent_back, 10):
        assert isinstance(rejected(fund, f"chq-{number}", when=f"2026-07-{day_}"), Defait)
        del received[number]
        rows = fund.records.transfers([1]).to_pylist()
        hand = sum(r["amount_cents"] for r in rows if r["credit"] == "rsa:paye")
        hand -= sum(received.values())
        to_pay = sum(-fund.position(1, "rsa", m).get("droit", 0) for m in (202511, 202512))
        kept = 30_000  # a judgment has annulled the debt: it keeps all that was first paid
        assert hand + to_pay - sum(fund.open(1).values()) == kept
        assert fund.sum() == 0


def test_a_cheque_that_repaid_an_indemnite_is_undone(fund):
    move = ("indemnite", "produit", "indemnite")
    row = transfer(1, "rsa", 202602, 3_000, move, reference="creance:1:indemnite")
    fund.write(1, transfers=[row])
    collect(fund.records, cheque(33_000), AGENT)
    assert fund.open(1) == {1: 0}
    assert rejected(fund).cents == 33_000
    assert fund.open(1) == {1: 33_000}


@pytest.mark.parametrize("dossier", [2, None])
def test_a_payment_wholly_parked_leaves_the_account_of_the_fund(fund, dossier):
    fund.due(2, "rsa", 202605, 1_000)
    collect(fund.records, cheque(4_200, "chq-9", dossier), AGENT)
    assert rejected(fund, "chq-9", 2).cents == 4_200
    assert waiting_balances(fund.records.transfers([FUND])) == {}
    assert "déjà défait" in str(rejected(fund, "chq-9", 2))


def test_a_payment_of_another_dossier_is_not_undone(fund):
    fund.due(2, "rsa", 202605, 1_000)
    collect(fund.records, cheque(4_200, "chq-9", 2), AGENT)
    assert "aucun paiement" in str(rejected(fund, "chq-9", 1))
    collect(fund.records, cheque(40_000, "chq-8", 1), AGENT)
    assert "aucun paiement" in str(rejected(fund, "chq-8", 2))
    assert sum(waiting_balances(fund.records.transfers([FUND])).values()) == 14_200


@pytest.fixture
def fonds():
    fonds = Fonds()
    fonds.households(60_000, 25_000)
    fonds.written()
    fonds.claim(1, 1_000)
    fonds.claim(2, 5_000)
    return fonds


def sent_back(fonds):
    return unpaid_back(fonds.guichet.records, 1, "chq-1", WHY, Acte(ANNE, fonds.tick()))


@pytest.mark.parametrize("way", ["place", "rendu"])
def test_what_was_decided_of_the_surplus_is_to_be_undone_first(fonds, way):
    told = Encaissement(1, "cheque", 1_500, fonds.now.date(), "chq-1")
    found = collect(fonds.guichet.records, told, Acte(ANNE, fonds.tick()))
    if way == "place":
        place(fonds.guichet, found.attente, 2, BRUNO, fonds.tick())
    else:
        give_back(fonds.guichet, found.attente, "Trop payé.", BRUNO, fonds.tick())
    refusal = sent_back(fonds)
    assert isinstance(refusal, Refusal)
    assert "Défaites d'abord la décision 1" in str(refusal)
    undo(fonds.guichet, 1, "Le chèque est rejeté.", BRUNO, fonds.tick())
    assert sent_back(fonds).cents == 1_500
    money = fonds.guichet.records.transfers([FUND])
    assert (waiting_balances(money), refunds_due(money)) == ({}, {})


def test_two_agents_who_enter_the_same_reference_at_once_enter_it_once(fund, monkeypatch):
    fund.owes(2, "rsa", {202511: 10_000})
    records, append = fund.records, fund.records.append

    def after_the_other(journal, seen):
        monkeypatch.setattr(records, "append", append)
        collect(records, cheque(5_000), AGENT)
        append(journal, seen)

    monkeypatch.setattr(records, "append", after_the_other)
    refusal = collect(records, cheque(5_000, dossier=2), AGENT)
    assert isinstance(refusal, Refusal)
    assert "déjà encaissé" in str(refusal)
    assert fund.open(2) == {1: 10_000}
    assert fund.open(1) == {1: 25_000}


def test_the_reference_is_in_the_append_of_the_payment(fund):
    seen = fund.records.sequences([FUND, 1])
    collect(fund.records, cheque(5_000), AGENT)
    rows = fund.records.events([FUND])
    assert rows["tag"].to_pylist() == ["paiement.reference"]
    with pytest.raises(StaleSequence):
        fund.records.append(
            Journal(events=pa.Table.from_pylist(rows.to_pylist(), rows.schema)), seen
        )


def test_a_payment_sent_back_interrupts_no_prescription_and_repays_no_plan(fund):
    accept(fund.records, 1, Souhait(mois=2), AGENT)
    collect(fund.records, cheque(12_000), acte("2026-06-16"))
    collect(fund.records, cheque(3_000, "chq-2"), acte("2026-06-18"))
    assert not isinstance(rejected(fund), Refusal)
    transfers = fund.records.transfers([1])
    [claim] = creances(transfers)[1]
    assert len(recovered_on(claim, transfers)) == 1
    [plan] = plans_of(fund.records, 1, at("2026-07-11"))
    assert plan.suite.paid == 3_000


def test_what_bounces_of_before_a_plan_takes_nothing_from_it(fund):
    collect(fund.records, cheque(12_000), acte("2026-06-16"))
    accept(fund.records, 1, Souhait(mois=2), acte("2026-06-17"))
    collect(fund.records, cheque(9_000, "chq-2"), acte("2026-07-01"))
    rejected(fund)
    [plan] = plans_of(fund.records, 1, at("2026-07-11"))
    assert plan.suite.paid == 9_000


def test_what_was_given_back_and_bounced_repays_no_plan_either(fund):
    accept(fund.records, 1, Souhait(mois=2), AGENT)
    collect(fund.records, cheque(30_000), acte("2026-06-16"))
    annulled(fund)
    pays(fund, 202511, 10_000, "2026-07-05")
    rejected(fund)
    [plan] = plans_of(fund.records, 1, at("2026-07-11"))
    assert plan.suite.paid == 0
