"""What the bank sends back: owed again, repaid, waiting in sight, or refused whole with the reason."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re

import pytest
from tests.guichet import ANNE, BRUNO, JUNE, NOW, Fonds

from justedroit.core.base import Refusal
from justedroit.core.paiements import read_pain001, repayment_reference
from justedroit.core.registre import balances
from justedroit.steps.bank import receive
from justedroit.steps.order import due
from justedroit.steps.place import place, waiting_money
from justedroit.twin.banque import Banque
from justedroit.twin.ordres import pay_by_bank

BALANCE = b'CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">'
LATER = dt.datetime(2025, 7, 7, 9, tzinfo=dt.UTC)


@pytest.fixture
def fonds():
    return Fonds()


def read(fonds, content):
    """Read a bank file that is accepted."""
    fonds.now = max(fonds.now, LATER)  # a file is read once its days have come
    told = receive(fonds.guichet, content, ANNE, fonds.tick())
    assert not isinstance(told, Refusal), str(told)
    return told


def refused(fonds, content, *words):
    """Read a bank file that is refused whole: nothing at all is written."""
    before = (fonds.guichet.records.sequences(), fonds.guichet.records.sequences([0]))
    fonds.now = max(fonds.now, LATER)
    found = receive(fonds.guichet, content, ANNE, fonds.tick())
    assert isinstance(found, Refusal), found
    for word in words:
        assert word in str(found), f"{word} / {found}"
    assert before == (fonds.guichet.records.sequences(), fonds.guichet.records.sequences([0]))


def sorts(told):
    return [line["sort"] for line in told["lignes"]]


def returned(fonds, **fates):
    """Return an order of two households, and what the bank answers when fates befall them."""
    fonds.households(60_000, 25_000)
    order, content = fonds.written()
    names = dict(zip("ab", read_pain001(content).virements["end_to_end"].to_pylist(), strict=True))
    fates = {names[who]: fate for who, fate in fates.items()}
    return order, fonds.banque.undergo(content, fates, LATER)


# --- returns ---------------------------------------------------------------------------------


def test_a_payment_that_comes_back_is_owed_again_and_the_next_order_pays_it(fonds):
    order, (_, camt) = returned(fonds, a=("retour", "MS03"))
    told = read(fonds, camt)
    assert sorts(told) == ["retourne"]
    assert told["lignes"][0]["paiement"].startswith("O1-D1-A-")
    assert fonds.paid() == {(2, "rsa", JUNE): 25_000}
    assert fonds.guichet.told()[0].orders[order.number].returned == (1, 60_000)
    _, content = fonds.written()
    assert read_pain001(content).virements["amount_cents"].to_pylist() == [60_000]
    assert fonds.paid() == {(1, "rsa", JUNE): 60_000, (2, "rsa", JUNE): 25_000}
    assert fonds.position(1) == {"charge": 60_000, "paye": -120_000, "retourne": 60_000}


def test_a_closed_account_is_not_paid_again_until_another_is_given(fonds):
    _, (_, camt) = returned(fonds, a=("retour", "AC04"))
    read(fonds, camt)
    assert list(fonds.guichet.told()[0].blocked.values()) == ["AC04"]
    waits = due(fonds.guichet, JUNE, "mensuel", fonds.now).held.to_pylist()
    assert [(w["dossier"], w["why"]) for w in waits] == [(1, "compte_bloque")]
    fonds.account(1, number=99)
    _, content = fonds.written()
    assert read_pain001(content).virements["amount_cents"].to_pylist() == [60_000]


def test_the_account_blocked_is_the_one_that_was_paid_not_the_one_given_since(fonds):
    fonds.households(100)
    _, content = fonds.written()
    [name] = read_pain001(content).virements["end_to_end"].to_pylist()
    fonds.account(1, number=99)
    read(fonds, fonds.banque.undergo(content, {name: ("retour", "AC01")}, LATER)[1])
    assert due(fonds.guichet, JUNE, "mensuel", fonds.now).rows.num_rows == 1


def test_what_comes_back_of_a_right_claimed_since_is_no_longer_claimed(fonds):
    _, (_, camt) = returned(fonds, a=("retour", "MS03"))
    fonds.claim(1, 20_000)
    read(fonds, camt)
    assert fonds.position(1) == {
        "charge": 40_000,
        "droit": -40_000,
        "paye": -60_000,
        "retourne": 60_000,
    }


def test_what_comes_back_after_its_claim_was_repaid_is_owed_whole(fonds):
    _, (_, camt) = returned(fonds, a=("retour", "MS03"))
    fonds.claim(1, 20_000)
    fonds.post(1, ("rsa:rembourse", "rsa:indu", 20_000, "remboursement", JUNE))
    read(fonds, camt)
    assert fonds.position(1)["droit"] == -60_000


def test_the_bank_rejects_a_payment_at_once(fonds):
    order, (pain, _) = returned(fonds, b=("rejet", "AC01"))
    told = read(fonds, pain)
    assert (told["genre"], sorts(told)) == ("pain.002", ["retourne"])
    assert fonds.paid() == {(1, "rsa", JUNE): 60_000}
    [(_, kind, status, _)] = fonds.guichet.told()[0].orders[order.number].answers
    assert (kind, status) == ("pain.002", "PART")


def test_the_bank_rejects_a_whole_order(fonds):
    order, (pain, _) = returned(fonds)
    told = read(fonds, pain.replace(b"ACSP", b"RJCT"))
    assert (told["lignes"], told["ordres"][0]["retours"]) == ([], 2)
    assert fonds.paid() == {}
    assert fonds.guichet.told()[0].orders[order.number].returned == (2, 85_000)


def test_the_bank_rejects_one_batch_only(fonds):
    _, (pain, _) = returned(fonds)
    batch = pain.replace(b"-A</OrgnlPmtInfId>", b"-B</OrgnlPmtInfId><PmtInfSts>RJCT</PmtInfSts>")
    assert read(fonds, batch)["ordres"][0]["retours"] == 0
    batch = batch.replace(b"-B</Orgnl", b"-A</Orgnl").replace(b"000001", b"000009")
    assert read(fonds, batch)["ordres"][0]["retours"] == 2


def test_an_answer_that_accepts_moves_nothing_and_is_told(fonds):
    order, (pain, _) = returned(fonds)
    before = fonds.paid()
    read(fonds, pain)
    assert fonds.paid() == before
    assert fonds.guichet.told()[0].orders[order.number].answers[0][2] == "ACSP"


# --- the same money told several times -------------------------------------------------------


def test_the_money_of_a_notification_is_not_counted_again_in_the_statement(fonds):
    _, (_, camt) = returned(fonds, a=("retour", "MS03"))
    read(fonds, camt)
    told = read(fonds, fonds.banque.statement(LATER))
    assert sorts(told) == ["debit_confirme", "deja_lu"]
    assert fonds.fund() == {}
    assert told["solde_centimes"] == -25_000


def test_the_money_of_a_payment_rejected_before_confirms_it_once(fonds):
    fonds.households(60_000)
    _, content = fonds.written()
    [name] = read_pain001(content).virements["end_to_end"].to_pylist()
    pain, _ = fonds.banque.undergo(content, {name: ("rejet", "MS03")}, LATER)
    read(fonds, pain)
    money = [fonds.banque._move(60_000, end_to_end=name, reason="MS03") for _ in range(2)]
    told = read(fonds, fonds.banque.notification(money, LATER))
    assert sorts(told) == ["confirme", "attente"]  # twice the same money is one too many
    assert fonds.fund() == {"caisse:encaisse": 60_000, "caisse:attente": -60_000}


def test_two_repayments_that_nothing_tells_apart_both_count_and_seen_again_they_wait(fonds):
    fonds.households(60_000)
    fonds.written()
    fonds.claim(1, 5_000)
    rf = repayment_reference(1)
    moves = [dataclasses.replace(fonds.banque.receive(1_000, rf=rf), reference="") for _ in "12"]
    content = fonds.banque.notification(moves, LATER)
    content = content.replace(b"<AcctSvcrRef></AcctSvcrRef>", b"")
    assert sorts(read(fonds, content)) == ["rembourse", "rembourse"]
    again = content.replace(b"BANQUE-000001", b"BANQUE-000002")
    assert sorts(read(fonds, again)) == ["attente", "attente"]
    assert fonds.position(1)["indu"] == 3_000
    assert fonds.fund()["caisse:attente"] == -2_000


def test_without_references_a_statement_tells_the_same_money_as_a_notification(fonds):
    fonds.households(60_000)
    fonds.written()
    fonds.claim(1, 5_000)
    rf = repayment_reference(1)
    move = dataclasses.replace(fonds.banque.receive(1_000, rf=rf), reference="")
    fonds.banque.today[-1:] = [move]
    assert sorts(read(fonds, fonds.banque.notification([move], LATER))) == ["rembourse"]
    assert "rembourse" not in sorts(read(fonds, fonds.banque.statement(LATER)))
    assert fonds.position(1)["indu"] == 4_000


# --- repayments, and what waits --------------------------------------------------------------


def test_a_repayment_goes_to_the_oldest_debt_first_and_never_above_what_is_owed(fonds):
    fonds.owe(1, 60_000)
    fonds.owe(1, 20_000, "af", 202505)
    fonds.account(1)
    fonds.written()
    fonds.claim(1, 7_000)
    fonds.now += dt.timedelta(days=1)
    fonds.claim(1, 5_000, "af", 202505)
    fonds.banque.receive(8_000, rf=repayment_reference(1))
    fonds.banque.receive(9_000, label=f"Pour ma dette {repayment_reference(1).lower()}, merci")
    told = read(fonds, fonds.banque.statement(LATER))
    assert sorts(told) == ["rembourse", "rembourse", "attente"]
    assert fonds.position(1) == {"charge": 53_000, "paye": -60_000, "rembourse": 7_000}
    assert fonds.position(1, "af", 202505)["rembourse"] == 5_000
    [money] = waiting_money(fonds.guichet)
    assert (money.cents, money.why, money.received_on) == (5_000, "trop", LATER.date())


def test_money_that_nothing_attributes_waits_in_sight(fonds):
    fonds.households(100)
    fonds.written()
    fonds.banque.receive(1_234, label="Bonjour")
    fonds.banque.receive(50, rf=repayment_reference(1))
    fonds.banque.receive(60, rf=repayment_reference(7_777))
    read(fonds, fonds.banque.statement(LATER))
    assert [(m.cents, m.why) for m in waiting_money(fonds.guichet)] == [
        (1_234, "sans_reference"),
        (50, "sans_dette"),
        (60, "dossier_inconnu"),
    ]
    assert fonds.fund() == {"caisse:encaisse": 1_344, "caisse:attente": -1_344}
    assert sum(balances(fonds.guichet.records.transfers([0]))["balance_cents"].to_pylist()) == 0


def test_an_agent_places_what_waits_on_a_debt_and_the_rest_keeps_waiting(fonds):
    fonds.households(60_000)
    fonds.written()
    fonds.claim(1, 1_000)
    fonds.banque.receive(1_500)
    read(fonds, fonds.banque.statement(LATER))
    [money] = waiting_money(fonds.guichet)
    assert place(fonds.guichet, money.reference, 1, BRUNO, fonds.tick()) == 1_000
    assert fonds.position(1)["rembourse"] == 1_000
    [rest] = waiting_money(fonds.guichet)
    assert rest.cents == 500
    again = place(fonds.guichet, money.reference, 1, BRUNO, fonds.tick())
    assert "ne doit rien" in str(again)


def test_an_agent_places_what_waits_as_a_payment_that_came_back(fonds):
    _, _ = returned(fonds)
    fonds.banque.receive(25_000, label="retour sans reference")
    read(fonds, fonds.banque.statement(LATER))
    [money] = waiting_money(fonds.guichet)
    name = fonds.guichet.told()[0] and "O1-D2-A-"
    for wrong, why in (("O1-D1-A-21", "n'est pas la référence"), ("x", "n'est pas la référence")):
        assert why in str(place(fonds.guichet, money.reference, wrong, BRUNO, fonds.tick()))
    names = [f"{name}{check:02d}" for check in range(98)]
    placed = [place(fonds.guichet, money.reference, n, BRUNO, fonds.tick()) for n in names]
    assert [p for p in placed if not isinstance(p, Refusal)] == [25_000]
    assert fonds.paid() == {(1, "rsa", JUNE): 60_000}
    assert waiting_money(fonds.guichet) == []
    assert fonds.fund() == {}


@pytest.mark.parametrize(
    ("before", "after", "why"),
    [
        (b"O1-D1-A-", b"O1-D3-A-", "inconnu"),
        (b'EUR">600.00', b'EUR">600.01', "montant"),
    ],
)
def test_a_return_that_is_not_that_of_a_payment_waits_line_by_line(fonds, before, after, why):
    _, (_, camt) = returned(fonds, a=("retour", "MS03"), b=("retour", "MS03"))
    if why == "montant":
        after_sum = camt.replace(b"<Sum>850.00", b"<Sum>850.01").replace(before, after)
    else:
        after_sum = camt.replace(before, after)
    told = read(fonds, after_sum)
    assert sorts(told) == ["attente", "retourne"]
    assert [m.why for m in waiting_money(fonds.guichet)] == [why]
    assert fonds.paid() == {(1, "rsa", JUNE): 60_000}


def test_a_payment_that_comes_back_twice_waits_the_second_time(fonds):
    _, (_, camt) = returned(fonds, a=("retour", "MS03"))
    read(fonds, camt)
    name = fonds.banque.today[-1].end_to_end
    move = fonds.banque._move(60_000, end_to_end=name, reason="MS03")
    assert sorts(read(fonds, fonds.banque.notification([move], LATER))) == ["attente"]
    assert [m.why for m in waiting_money(fonds.guichet)] == ["deja_retourne"]
    assert fonds.paid() == {(2, "rsa", JUNE): 25_000}


def test_lines_of_an_answer_that_name_no_payment_are_told_without_effect(fonds):
    _, (pain, _) = returned(fonds, a=("rejet", "MS03"))
    told = read(fonds, pain.replace(b"O1-D1-A-", b"O2-D1-A-"))
    assert [(line["sort"], line["pourquoi"]) for line in told["lignes"]] == [("signale", "inconnu")]
    assert len(fonds.paid()) == 2


def test_a_long_file_is_told_by_parts_and_read_back_whole(fonds):
    for cents in range(1, 1_004):
        fonds.banque.receive(cents)
    told = read(fonds, fonds.banque.statement(LATER))
    assert [line["centimes"] for line in told["lignes"]] == list(range(1, 1_004))
    [kept] = fonds.guichet.told()[0].received
    assert kept.told == told
    assert [m.cents for m in waiting_money(fonds.guichet)] == list(range(1, 1_004))
    assert max(map(len, fonds.guichet.records.events([0])["payload"].to_pylist())) < 50_000


# --- bad input -------------------------------------------------------------------------------


@pytest.fixture
def told_by_bank(fonds):
    """Return a fund, and each kind of file that its bank could send."""
    _, (pain, camt54) = returned(fonds, a=("retour", "AC04"), b=("rejet", "AC01"))
    return fonds, {"pain": pain, "camt54": camt54, "camt53": fonds.banque.statement(LATER)}


@pytest.mark.parametrize("kind", ["pain", "camt54", "camt53"])
def test_a_file_cut_anywhere_is_refused_whole(told_by_bank, kind):
    fonds, files = told_by_bank
    content = files[kind]
    for length in (0, 1, 60, len(content) // 2, len(content) - 12):
        refused(fonds, content[:length], "rien n'en est enregistré")


@pytest.mark.parametrize("kind", ["pain", "camt54", "camt53"])
def test_a_file_in_another_namespace_is_refused_whole(told_by_bank, kind):
    fonds, files = told_by_bank
    refused(fonds, files[kind].replace(b":xsd:", b":autre:"), "espace de noms", ":autre:")
    refused(fonds, files[kind].replace(b".001.", b".009."), "espace de noms")
    refused(fonds, b"<html><body/></html>", "espace de noms")


@pytest.mark.parametrize("kind", ["pain", "camt54", "camt53"])
def test_a_file_read_twice_is_refused_even_under_another_form(told_by_bank, kind):
    fonds, files = told_by_bank
    read(fonds, files[kind])
    refused(fonds, files[kind], "a déjà été lu", ANNE, "juillet")
    refused(fonds, files[kind].replace(b"?>\n", b"?>\n\n"), "a déjà été lu")


@pytest.mark.parametrize(
    ("kind", "before", "after", "words"),
    [
        ("camt53", b"<NbOfNtries>2<", b"<NbOfNtries>3<", "annonce 3 écritures"),
        ("camt53", b"<Sum>", b"<Sum>9", "ses écritures font"),
        ("camt54", b"<NbOfNtries>1<", b"<NbOfNtries>0<", "annonce 0 écritures"),
        ("camt53", BALANCE + b"0", BALANCE + b"1", "au lieu de"),
        ("camt53", b"CLBD", b"XXXX", "deux soldes"),
        ("pain", b"<OrgnlNbOfTxs>2", b"<OrgnlNbOfTxs>3", "3 virements"),
        ("pain", b"<OrgnlCtrlSum>850.00", b"<OrgnlCtrlSum>851.00", "851,00"),
        ("pain", b"CAF999-ORDRE-1<", b"CAF999-ORDRE-9<", "n'a pas libéré"),
        ("pain", b"RJCT", b"ZZZZ", "statut « ZZZZ »"),
        ("camt54", b'Ccy="EUR"', b'Ccy="USD"', "euros"),
        ("camt54", b">600.00<", b">600.001<", "centimes"),
        ("camt54", b">600.00<", b">NaN<", "centimes"),
        ("camt54", b">600.00<", b">-600.00<", "centimes"),
        ("camt54", b"FR7699999", b"FR7699998", "un autre compte"),
        ("camt54", b"<CdtDbtInd>CRDT</CdtDbtInd>", b"", "n'a pas de sens"),
        ("camt54", b"<BookgDt><Dt>2025-07-07", b"<BookgDt><Dt>2025-13-07", "pas de date"),
        ("camt54", b"Ntfctn>", b"Autre>", "ne parle d'aucun compte"),
    ],
)  # fmt: skip
def test_a_file_whose_sums_or_parts_are_wrong_is_refused_whole(
    told_by_bank, kind, before, after, words
):
    fonds, files = told_by_bank
    assert before in files[kind], files[kind]
    refused(fonds, files[kind].replace(before, after), words)


def test_details_that_do_not_add_up_to_their_entry_are_refused_whole(told_by_bank):
    fonds, files = told_by_bank
    start, end = (files["camt54"].index(t) for t in (b"<TxDtls>", b"</NtryDtls>"))
    detail = files["camt54"][start:end]
    refused(fonds, files["camt54"].replace(detail, detail * 2), "opérations qui font")
    batch = b"<Btch><NbOfTxs>4</NbOfTxs></Btch>"
    refused(fonds, files["camt54"].replace(detail, batch + detail), "annonce 4 opérations")


def test_an_entity_or_a_document_type_is_refused_and_nothing_is_fetched(told_by_bank):
    fonds, files = told_by_bank
    bomb = b'<!DOCTYPE d [<!ENTITY a "x"><!ENTITY b "&a;&a;&a;">]>'
    refused(fonds, files["camt54"].replace(b"?>\n", b"?>\n" + bomb), "DOCTYPE")
    fetched = b'<!DOCTYPE d SYSTEM "file:///etc/hostname">'
    refused(fonds, files["camt54"].replace(b"?>\n", b"?>\n" + fetched), "DOCTYPE")


def test_entries_not_yet_booked_wait_for_their_time(told_by_bank):
    fonds, files = told_by_bank
    told = read(fonds, files["camt54"].replace(b"BOOK", b"PDNG"))
    assert (told["en_cours"], told["lignes"]) == (1, [])
    assert len(fonds.paid()) == 2


def test_a_name_in_a_bank_file_enters_no_journal(fonds):
    fonds.households(100)
    fonds.written()
    fonds.banque.receive(100, label="Madame Nom de Famille", rf="RF00X")
    read(fonds, fonds.banque.statement(LATER))
    assert "Famille" not in str(fonds.guichet.records.events([0]).to_pylist())
    assert "RF00X" not in str(fonds.guichet.records.events([0]).to_pylist())


# --- the simulated bank ----------------------------------------------------------------------


def test_the_simulated_bank_does_the_same_from_the_same_seed():
    files = []
    for _ in range(2):
        fonds = Fonds(banque=Banque(Fonds().guichet.caisse, seed=5, rejected=0.3, returned=0.3))
        fonds.households(*range(100, 130))
        files.append(fonds.banque.execute(fonds.written()[1], NOW))
    assert files[0] == files[1]
    assert b"RJCT" in files[0][0]
    assert b"RtrInf" in files[0][1]


def test_a_month_paid_by_the_simulated_bank_leaves_what_comes_back_to_be_paid_again():
    fonds = Fonds()
    fonds.households(*range(50_000, 50_200, 2))
    fonds.claim(1, 500)
    pay_by_bank(fonds.guichet, JUNE, NOW, seed=4)
    [order] = fonds.guichet.told()[0].orders.values()
    assert (order.state, order.taken is not None) == ("ecrit", True)
    count, cents = order.returned
    assert 0 < count < 100
    assert sum(fonds.paid().values()) == order.told["centimes"] - cents
    assert {m.why for m in waiting_money(fonds.guichet)} == {"trop", "sans_reference"}
    pay_by_bank(fonds.guichet, 202505, NOW, seed=4)  # nothing is owed: nothing is done
    assert len(fonds.guichet.told()[0].orders) == 1


def test_a_bank_that_writes_sentences_where_codes_belong_puts_none_in_the_journal(fonds):
    _, (_, camt) = returned(fonds, a=("retour", "AC04"))
    read(fonds, camt.replace(b"<Cd>AC04</Cd>", b"<Prtry>MME EXEMPLE DECEDEE</Prtry>"))
    told = str(fonds.guichet.records.events([0]).to_pylist())
    assert "EXEMPLE" not in told
    assert "NARR" in told


def test_an_identifier_of_message_that_is_a_sentence_or_a_document_type_is_refused(told_by_bank):
    fonds, files = told_by_bank
    content = files["camt54"]
    refused(fonds, re.sub(rb"<MsgId>[^<]*", b"<MsgId>M EXEMPLE JEAN", content), "MsgId")
    refused(fonds, re.sub(rb"<MsgId>[^<]*", b"<MsgId>" + b"A" * 36, content), "MsgId")
    text = content.decode().replace("UTF-8", "UTF-16").replace("?>", "?><!DOCTYPE Document []>", 1)
    refused(fonds, text.encode("utf-16"), "DOCTYPE")


@pytest.mark.parametrize("author", ["ana 185059900608409", "a" * 65, "a\nb"])
def test_who_reads_is_an_identifier_and_nothing_else(told_by_bank, author):
    fonds, files = told_by_bank
    assert isinstance(receive(fonds.guichet, files["camt54"], author, LATER), Refusal)
