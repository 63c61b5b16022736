"""Two people, one file, and what the bank sends back: the story of an order, in a browser."""

from __future__ import annotations

import pytest
from tests.guichet import JUNE, Fonds
from tests.web.caisse_qui_paie import LATER, MONTH, paying
from tests.web.conftest import served_at

from justedroit.core.paiements import check_pain001
from justedroit.web import wiring

pytestmark = pytest.mark.enable_socket


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    with paying(tmp_path_factory.mktemp("paiements")) as fund:
        yield fund


@pytest.fixture(scope="module")
def serveur(site):
    """Serve the fund on the day when the bank answers."""
    with served_at(site, LATER) as address:
        yield address


@pytest.fixture
def desk(site):
    return wiring.guichet()


class Story:
    """The people of the story, and what looks over their shoulders."""

    def __init__(self, comptable, fonde, look):
        self.comptable, self.fonde, self.look = comptable, fonde, look

    def prepare(self):
        page = self.comptable
        page.goto("/paiements/")
        self.look(page, "paiements_vide")
        page.get_by_label("Droits du mois de").select_option(label="juin 2025")
        page.get_by_role("button", name="Préparer").click()
        page.get_by_text("L’ordre 1 est préparé").wait_for()
        assert "2 291,01" in page.content().replace("\u202f", " ")
        assert page.get_by_text("aucun compte n’est connu").count() == 1
        assert page.get_by_role("button", name="Libérer").count() == 0
        assert page.get_by_text("une autre personne doit le libérer").count() == 1
        self.look(page, "paiements_prepare")

    def release(self):
        page = self.fonde
        page.goto(MONTH)
        page.get_by_role("button", name="Libérer l’ordre").click()
        page.get_by_text("son fichier bancaire est écrit").wait_for()
        self.look(page, "paiements_libere")

    def download(self):
        page = self.fonde
        with page.expect_download() as download:
            page.get_by_role("button", name="Télécharger le fichier").click()
        page.goto(MONTH)
        assert page.get_by_role("button", name="Télécharger").count() == 0
        assert page.get_by_text("il ne se télécharge pas deux fois").count() == 1
        return download.value.path().read_bytes()

    def read(self, path):
        page = self.comptable
        page.goto("/paiements/")
        page.get_by_label("Réponse (pain.002) ou relevé").set_input_files(path)
        page.get_by_role("button", name="Lire").click()
        page.get_by_text("est lu").wait_for()

    def see_returns(self):
        page = self.comptable
        self.look(page, "paiements_liste")
        assert page.get_by_text("Aucune référence de la caisse").count() == 1
        page.goto(MONTH)
        assert page.get_by_text("Compte clos").count() == 1
        assert page.get_by_text("compte bloqué").count() == 1
        self.look(page, "paiements_retours")

    def pay_again(self):
        page = self.comptable
        page.get_by_role("button", name="Préparer un ordre de plus").click()
        page.get_by_text("L’ordre 2 est préparé").wait_for()
        assert page.get_by_text("en 2 virements").count() == 1
        self.fonde.goto(MONTH)
        self.fonde.get_by_role("button", name="Libérer l’ordre").click()
        self.fonde.get_by_text("L’ordre 2 est libéré").wait_for()
        self.look(self.fonde, "paiements_second")
        page.goto(MONTH + "retenus/")
        assert page.get_by_role("rowheader", name="4", exact=True).count() == 3
        self.look(page, "paiements_retenus")


@pytest.fixture
def story(navigateur, lisible):
    return Story(navigateur("comptable"), navigateur("fonde"), lisible)


def test_a_june_order_is_prepared_released_by_a_colleague_comes_back_in_part_and_is_paid_again(
    story, desk, tmp_path
):
    story.prepare()
    story.release()
    content = story.download()
    assert check_pain001(content) == ""
    names = [part.split(b"<")[0].decode() for part in content.split(b"<EndToEndId>")[1:]]
    bank = Fonds().banque
    bank.receive(4_200, label="merci")
    fates = {names[0]: ("retour", "AC04"), names[1]: ("retour", "MS03")}
    for number, answer in enumerate((*bank.undergo(content, fates, LATER), bank.statement(LATER))):
        path = tmp_path / f"banque-{number}.xml"
        path.write_bytes(answer)
        story.read(path)
    story.see_returns()
    Fonds(desk).account(1, number=91)  # the household gives another account
    story.pay_again()
    paid = Fonds(desk).paid()
    assert [paid[dossier, "rsa", JUNE] for dossier in (1, 2, 3)] == [63_571, 41_210, 18_936]
    assert (4, "rsa", JUNE) not in paid
