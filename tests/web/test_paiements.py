"""The pages of the orders: who may do what, and what is refused."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest
from django.db import connections
from django.test import Client
from tests.guichet import NOW, Fonds
from tests.web.caisse_qui_paie import CLOCK, LATER, MONTH, paying

from justedroit.core.paiements import parse_identifier, repayment_reference
from justedroit.records.fichiers import FolderFiles
from justedroit.web import wiring


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    with paying(tmp_path_factory.mktemp("paiements")) as fund:
        yield fund


@pytest.fixture
def desk(site):
    return wiring.guichet()


def said(answer):
    """Return the words of a page, on one line."""
    return " ".join(answer.content.decode().split())


def posted(client, address, **form):
    answer = client.post(address, form, follow=True)
    assert answer.status_code == 200, answer.content
    return said(answer)


@pytest.fixture
def month(site, desk):
    """Owe a right of May to dossier 5, which has an account; give back a clean state after."""
    fonds = Fonds(desk, now=NOW)
    fonds.account(5)
    fonds.owe(5, 1_000, month=202505)
    return fonds


def test_who_prepares_cannot_release_even_by_hand(ouvrir, month, desk):
    comptable, fonde = ouvrir("comptable"), ouvrir("fonde")
    assert "est préparé" in posted(comptable, "/paiements/preparer/", mois="2025-05")
    number = max(desk.told()[0].orders)
    refused = comptable.post(f"/paiements/ordres/{number}/liberer/")
    assert refused.status_code == 403
    assert fonde.post("/paiements/preparer/", {"mois": "2025-05"}).status_code == 403
    assert desk.told()[0].orders[number].state == "prepare"
    assert "est annulé" in posted(comptable, f"/paiements/ordres/{number}/annuler/")


def test_someone_with_both_roles_is_refused_in_the_page(ouvrir, month, desk):
    from django.contrib.auth.models import Group, User

    user = User.objects.get(username="comptable")
    group = Group.objects.get(name="fondé de pouvoir")
    user.groups.add(group)
    try:
        client = ouvrir("comptable")
        posted(client, "/paiements/preparer/", mois="2025-05")
        number = max(desk.told()[0].orders)
        shown = posted(client, f"/paiements/ordres/{number}/liberer/")
        assert "La personne qui prépare un ordre ne le libère pas" in shown
        posted(client, f"/paiements/ordres/{number}/annuler/")
    finally:
        user.groups.remove(group)


def test_what_moved_since_the_preparation_is_told_in_the_page(ouvrir, month, desk):
    posted(ouvrir("comptable"), "/paiements/preparer/", mois="2025-05")
    number = max(desk.told()[0].orders)
    month.owe(5, 70, month=202505)
    shown = posted(ouvrir("fonde"), f"/paiements/ordres/{number}/liberer/")
    assert "Depuis la préparation" in shown
    assert "Préparez de nouveau" in shown
    posted(ouvrir("comptable"), f"/paiements/ordres/{number}/annuler/")


def test_released_by_two_at_once_one_wins_and_the_other_reads_that_it_is_done(
    ouvrir, month, desk, monkeypatch
):
    posted(ouvrir("comptable"), "/paiements/preparer/", mois="2025-05")
    number = max(desk.told()[0].orders)
    clients = [ouvrir("fonde"), ouvrir("fonde")]
    together, keep = threading.Barrier(2), FolderFiles.keep

    def kept_together(files, name, content):
        """Let both have computed the order before either says that it is paid."""
        with suppress(threading.BrokenBarrierError):
            together.wait(timeout=10)
        keep(files, name, content)

    monkeypatch.setattr(FolderFiles, "keep", kept_together)

    def released(client):
        try:
            return posted(client, f"/paiements/ordres/{number}/liberer/")
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        shown = list(pool.map(released, clients))
    assert sum("est libéré, et son fichier bancaire est écrit" in page for page in shown) == 1
    # Between the two, the other may have found it released by the same person, and its file written.
    late = ("Il a déjà été libéré", "Son fichier a été écrit")
    assert sum(any(said in page for said in late) for page in shown) == 1
    order = desk.told()[0].orders[number]
    assert order.state == "ecrit"
    assert desk.files.read(order.release["fichier"]) is not None
    paid = desk.records.transfers([5]).to_pylist()
    assert sum(row["reference"].startswith(f"ordre:{number}:") for row in paid) == 1


@pytest.mark.parametrize("month", ["0000-01", "9999-12", "1999-12", "2025-13", "٢٠٢٥-04"])
def test_a_month_out_of_the_calendar_of_payments_is_not_found(month, ouvrir):
    for end in ("", "retenus/"):
        assert ouvrir("comptable").get(f"/paiements/{month}/{end}").status_code == 404


@pytest.mark.parametrize("month", ["2000-01", "2099-12"])
def test_the_first_and_last_months_of_the_calendar_are_shown(month, ouvrir):
    for end in ("", "retenus/"):
        assert ouvrir("comptable").get(f"/paiements/{month}/{end}").status_code == 200


def test_a_file_cut_from_its_release_is_written_by_the_page(ouvrir, month, desk):
    from justedroit.steps.order import release

    posted(ouvrir("comptable"), "/paiements/preparer/", mois="2025-05")
    number = max(desk.told()[0].orders)
    release(desk, number, "fonde", CLOCK)
    shown = said(ouvrir("comptable").get("/paiements/2025-05/"))
    assert "Écrire le fichier bancaire" in shown
    assert "est écrit" in posted(ouvrir("comptable"), f"/paiements/ordres/{number}/ecrire/")
    again = posted(ouvrir("fonde"), f"/paiements/ordres/{number}/ecrire/")
    assert "ne l’est qu’une fois" in again
    file = ouvrir("fonde").post(f"/paiements/ordres/{number}/fichier/")
    assert file["Content-Disposition"].startswith('attachment; filename="CAF999-ORDRE-')
    assert file["Cache-Control"] == "no-store"
    twice = posted(ouvrir("fonde"), f"/paiements/ordres/{number}/fichier/")
    assert "a été pris" in twice


def test_a_bad_bank_file_is_refused_in_the_page_and_none_is_asked_for(ouvrir, site):
    from django.core.files.uploadedfile import SimpleUploadedFile

    client = ouvrir("comptable")
    bad = SimpleUploadedFile("x.xml", b"<Document")
    assert "tronqué ou abîmé" in posted(client, "/paiements/banque/", fichier=bad)
    assert "Aucun fichier" in posted(client, "/paiements/banque/")


def test_money_that_waits_is_placed_from_the_page_or_refused(ouvrir, month, desk):
    from justedroit.steps.bank import receive
    from justedroit.steps.place import waiting_money

    bank = month.banque
    bank.told = 500  # messages apart from those of the other tests
    bank.receive(3_300, rf=repayment_reference(5))
    receive(desk, bank.notification(bank.today, LATER), "comptable", LATER)
    money = next(m for m in waiting_money(desk) if m.cents == 3_300)
    client = ouvrir("comptable")
    for target, why in (
        ("5", "ne doit rien"),
        ("abc", "pas la référence"),
        ("", "pas la référence"),
    ):
        shown = posted(client, "/paiements/attente/", reference=money.reference, cible=target)
        assert why in shown
    month.post(5, ("rsa:droit", "rsa:paye", 500, "paiement", 202505))
    month.claim(5, 500, "rsa", 202505)
    shown = posted(client, "/paiements/attente/", reference=money.reference, cible="5")
    assert "5,00" in shown
    month.post(5, ("rsa:charge", "rsa:droit", 500, "rappel", 202505))


def test_money_that_waits_is_placed_on_the_debt_that_the_household_names(ouvrir, month, desk):
    from justedroit.core.creances import creances
    from justedroit.steps.bank import receive
    from justedroit.steps.place import waiting_money

    bank = month.banque
    bank.told = 600  # messages apart from those of the other tests
    month.account(6)
    for benefit in ("rsa", "af"):
        month.owe(6, 1_000, benefit, 202504)
        month.post(6, (f"{benefit}:droit", f"{benefit}:paye", 1_000, "paiement", 202504))
        month.claim(6, 400, benefit, 202504)
    bank.receive(4_321)
    receive(desk, bank.notification(bank.today, LATER), "comptable", LATER)
    money = next(m for m in waiting_money(desk) if m.cents == 4_321)
    asked = {"reference": money.reference, "cible": "6"}
    client = ouvrir("comptable")
    assert "Créance que le foyer a nommée" in said(client.get("/paiements/"))
    for named, why in (("deux", "se nomme par son numéro"), ("7", "créance")):
        assert why in posted(client, "/paiements/attente/", **asked, creances=named)
    assert next(m for m in waiting_money(desk) if m.reference == money.reference).cents == 4_321
    posted(client, "/paiements/attente/", **asked, creances="2, 1")
    claims = creances(desk.records.transfers([6]))[6]
    assert [claim.total("repaid") for claim in claims] == [400, 400]


@pytest.mark.parametrize("account", ["gestionnaire", "conseiller", "auditeur", "mediateur"])
def test_other_roles_see_no_order(account, ouvrir):
    for address in ("/paiements/", MONTH, MONTH + "retenus/"):
        assert ouvrir(account).get(address).status_code == 403


def test_the_direction_sees_and_does_nothing(ouvrir):
    client = ouvrir("direction")
    shown = said(client.get("/paiements/")) + said(client.get(MONTH))
    assert "Préparer un ordre" not in shown
    assert "Télécharger" not in shown
    assert client.post("/paiements/preparer/", {"mois": "2025-06"}).status_code == 403


def test_the_controls_of_an_order_are_said_in_words_and_its_seals_are_folded(ouvrir, month, desk):
    posted(ouvrir("comptable"), "/paiements/preparer/", mois="2025-05")
    number = max(desk.told()[0].orders)
    before = said(ouvrir("comptable").get("/paiements/2025-05/"))
    assert "À la libération, le nombre, la somme et les comptes sont comparés" in before
    posted(ouvrir("fonde"), f"/paiements/ordres/{number}/liberer/")
    shown = said(ouvrir("comptable").get("/paiements/2025-05/"))
    for control in ("Nombre", "Somme", "Comptes", "Forme", "Registre"):
        assert f"<strong>{control}</strong> : " in shown
    assert shown.index("<summary>Empreintes") < shown.index(
        desk.told()[0].orders[number].told["empreinte"]
    )
    assert "0 virement<" in shown  # none came back: zero is singular in French


def test_what_the_bank_debits_is_the_order_less_what_it_refused(ouvrir, month, desk):
    from justedroit.steps.bank import receive

    month.owe(7, 2_500, month=202505)
    month.account(7)
    posted(ouvrir("comptable"), "/paiements/preparer/", mois="2025-05")
    number = max(desk.told()[0].orders)
    posted(ouvrir("fonde"), f"/paiements/ordres/{number}/liberer/")
    content = desk.files.read(desk.told()[0].orders[number].release["fichier"])
    names = [part.split(b"<")[0].decode() for part in content.split(b"<EndToEndId>")[1:]]
    name = next(name for name in names if parse_identifier(name)[1] == 7)
    month.banque.told = month.banque.moved = 900 + number * 10
    answers = [*month.banque.undergo(content, {name: ("rejet", "AC06")}, LATER)]
    for answer in (*answers, month.banque.statement(LATER)):
        receive(desk, answer, "comptable", LATER)
    shown = said(ouvrir("comptable").get("/paiements/2025-05/")).replace("\xa0", " ")
    assert "l’ordre moins 25,00 € que la banque a refusé d’envoyer" in shown
    assert "ne sont pas encore débités" not in shown
    assert "en trop" not in shown


def test_the_direction_is_offered_no_dossier_that_would_be_closed_to_it(ouvrir):
    for account, count in (("direction", 0), ("comptable", 3)):
        shown = said(ouvrir(account).get(MONTH + "retenus/"))
        assert "Aucun compte n’est connu" in shown
        assert shown.count('href="/dossiers/4/"') == count


def test_what_is_held_says_what_the_bank_has_said_of_the_account(ouvrir, month, desk):
    from justedroit.steps.bank import receive
    from justedroit.steps.order import release

    month.owe(6, 1_000, month=202505)
    for code, told in (("AC01", "numéro de compte inexact"), ("MD07", "bénéficiaire décédé")):
        month.account(6, number=600 + len(told))
        posted(ouvrir("comptable"), "/paiements/preparer/", mois="2025-05")
        number = max(desk.told()[0].orders)
        release(desk, number, "fonde", CLOCK)
        posted(ouvrir("comptable"), f"/paiements/ordres/{number}/ecrire/")
        order = desk.told()[0].orders[number]
        content = desk.files.read(order.release["fichier"])
        month.banque.told = 700 + number * 10  # messages apart from those of the other tests
        names = [part.split(b"<")[0].decode() for part in content.split(b"<EndToEndId>")[1:]]
        name = next(name for name in names if parse_identifier(name)[1] == 6)
        for answer in month.banque.undergo(content, {name: ("retour", code)}, LATER):
            receive(desk, answer, "comptable", LATER)
        shown = said(ouvrir("comptable").get("/paiements/2025-05/retenus/"))
        assert f"La banque ne paie plus ce compte : {told}" in shown


def test_acts_are_posted_with_a_token_and_on_what_exists(ouvrir, site):
    client = ouvrir("comptable")
    for address in ("/paiements/preparer/", "/paiements/banque/", "/paiements/attente/"):
        assert client.get(address).status_code == 405
    assert client.post("/paiements/preparer/", {"mois": "1999-01"}).status_code == 404
    for act in ("annuler", "ecrire", "fichier"):
        assert client.post(f"/paiements/ordres/999/{act}/").status_code == 404
    assert client.get(MONTH + "?ordre=999").status_code == 404
    assert client.get("/paiements/2025-13/").status_code == 404
    strict = Client(HTTP_HOST="127.0.0.1", enforce_csrf_checks=True)
    strict.cookies = client.cookies
    assert strict.post("/paiements/preparer/", {"mois": "2025-06"}).status_code == 403


def test_a_month_without_order_offers_to_prepare_one(ouvrir):
    assert "Préparer l’ordre" in said(ouvrir("comptable").get("/paiements/2025-07/"))


def test_the_queries_of_the_pages_are_few(ouvrir, requetes, site):
    client = ouvrir("comptable")
    client.get("/paiements/")
    for address, most in (("/paiements/", 9), (MONTH, 8)):
        with requetes() as asked:
            client.get(address)
        assert len(asked) <= most, [q["sql"][:90] for q in asked.captured_queries]


WHY = "Vérifié avec la banque."


@pytest.fixture
def waits(month, desk):
    """Return what waits once the bank has told some movements, by cents."""
    from justedroit.steps.bank import receive
    from justedroit.steps.place import waiting_money

    def told(*cents):
        bank = month.banque
        bank.told = bank.moved = 2_000 + 100 * len(desk.told()[0].received)
        moves = [bank._move(one) for one in cents]
        receive(desk, bank.notification(moves, LATER), "comptable", LATER)
        known = {m.cents: m.reference for m in waiting_money(desk)}
        return [known[one] for one in cents]

    return told


def test_money_is_given_back_and_a_remainder_written_off_from_the_page_and_undone(
    ouvrir, waits, desk
):
    client = ouvrir("comptable")
    [large, small] = waits(7_701, 401)
    address = "/paiements/attente/"
    assert "n’a pas de motif" in posted(client, f"{address}rendre/", reference=large)
    shown = posted(client, f"{address}rendre/", reference=large, motif=WHY)
    assert large.replace("attente:", "RENDU-").replace(":", "-") in shown
    refused = posted(client, f"{address}solder/", reference=large, motif=WHY)
    assert "Rien n’attend" in refused
    shown = posted(client, f"{address}solder/", reference=small, motif=WHY)
    assert "sont soldés" in shown
    last = desk.told()[0].decisions[-1].number
    for number in (last - 1, last):
        shown = posted(client, f"{address}defaire/{number}/", motif=WHY)
        assert f"La décision {number} est défaite" in shown
    assert "déjà été défaite" in posted(client, f"{address}defaire/{last}/", motif=WHY)
    assert {m.reference for m in waiting(desk)} >= {large, small}


def waiting(desk):
    from justedroit.steps.place import waiting_money

    return waiting_money(desk)


def test_a_debit_is_placed_on_an_order_from_the_page_and_no_dossier_is_taken_for_it(
    ouvrir, month, waits, desk
):
    posted(ouvrir("comptable"), "/paiements/preparer/", mois="2025-05")
    number = max(desk.told()[0].orders)
    posted(ouvrir("fonde"), f"/paiements/ordres/{number}/liberer/")
    [debit] = waits(-1_003)
    client = ouvrir("comptable")
    form = {"reference": debit, "cible": str(number)}
    assert "ni sur un dossier" in posted(client, "/paiements/attente/", **form)
    shown = posted(client, "/paiements/attente/", **form, sens="debit")
    assert f"l’ordre n° {number}" in shown
    page = said(client.get(f"/paiements/2025-05/?ordre={number}")).replace("\xa0", " ")
    assert "10,03 €" in page


def test_only_who_reads_the_bank_decides_of_what_waits(ouvrir, waits):
    [money] = waits(602)
    for account in ("fonde", "direction"):
        for act in ("", "rendre/", "solder/", "defaire/1/"):
            form = {"reference": money, "motif": WHY}
            assert ouvrir(account).post(f"/paiements/attente/{act}", form).status_code == 403
    assert ouvrir("comptable").get("/paiements/attente/rendre/").status_code == 405
