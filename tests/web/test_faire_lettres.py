"""A letter of an appeal leaves and is received from its page; the appeal is told of both, once."""

from __future__ import annotations

import json

import pytest
from tests.endettes import acte
from tests.web.caisse import a_fund, together
from tests.web.mots import words
from tests.web.test_faire_recours import KEY, NOW, executed, opened, tags, written

from justedroit.core.courriers import ORGANISME_DEMO
from justedroit.core.identites import Adresse, Identite
from justedroit.core.recours import recours_of
from justedroit.steps.letter import send
from justedroit.steps.reply import reply
from justedroit.web import wiring

SENT, CAME, BARE, EARLY, READ = range(1, 6)  # dossiers


def answered():
    """Return a remise executed, of which the decision left on 5 April."""
    fund = executed()
    assert reply(fund.records, KEY, ORGANISME_DEMO, acte("2026-04-02"))
    send(fund.records, 1, 1, acte("2026-04-05"), lambda _contenu: b"%PDF")
    return fund


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    ready, told = written().records, answered().records
    lived = {SENT: ready, CAME: told, BARE: ready, EARLY: told, READ: ready}
    where = Adresse("3", "rue de l'Essai", "99999", "Fictionnay")
    with a_fund(tmp_path_factory.mktemp("lettres"), together(lived), NOW) as site:
        some = (SENT, CAME, EARLY, READ)
        wiring.identities().put([Identite(n, 1, "ESSAI", "Personne", adresse=where) for n in some])
        yield site


def page(code, dossier):
    return f"/dossiers/{dossier}/faire/lettre-{code}/1/"


def one(dossier):
    [found] = recours_of(wiring.records().events([dossier]))[dossier]
    return found


def test_a_receipt_that_leaves_is_recorded_in_its_appeal_by_the_same_act(ouvrir):
    agent = ouvrir("secretaire")
    said, form = opened(agent, page("envoyer", SENT))
    assert "Lettre 1 : accusé de réception d’un recours" in said
    assert "sera consigné du même geste" in said
    told = words(agent.post(page("envoyer", SENT), form, follow=True))
    assert "La lettre 1 est partie." in told
    assert "L’accusé de réception du recours 1 est consigné." in told
    assert one(SENT).accused_on == NOW.date()
    again = words(agent.post(page("envoyer", SENT), form, follow=True))
    assert "C’était déjà enregistré" in again
    assert tags(SENT).count("courrier.envoye") == 1
    assert "Elle est partie le" in words(agent.get(page("envoyer", SENT)))


def test_a_letter_without_an_address_does_not_leave(ouvrir):
    agent = ouvrir("secretaire")
    _, form = opened(agent, page("envoyer", BARE))
    answer = agent.post(page("envoyer", BARE), form)
    assert answer.status_code == 400
    assert "aucune adresse n’est connue" in words(answer).lower()
    assert "courrier.envoye" not in tags(BARE)


def test_the_proof_that_a_decision_came_makes_the_delay_to_contest_run(ouvrir):
    agent = ouvrir("gestionnaire")
    dossier = f"/dossiers/{CAME}/recours/1/"
    html = agent.get(dossier).content.decode()
    assert f'href="{page("recue", CAME)}"' in html
    assert "recours-notifier" not in html
    # Nor may one go there by its address: the letter is what proves the day.
    where = f"/dossiers/{CAME}/faire/recours-notifier/1/"
    shown = agent.get(where)
    assert "Consignez la réception de la lettre 1, avec sa preuve" in words(shown)
    assert b'name="vu"' not in shown.content
    agent.post(where, {"le": "2026-04-08", "vu": "99"})
    assert "recours.notifie" not in tags(CAME)
    said, form = opened(agent, page("recue", CAME))
    assert "Le délai pour contester la décision du recours 1 courra de ce jour." in said
    typed = {"le": "2026-04-08", "preuve": "accuse_reception"}
    told = words(agent.post(page("recue", CAME), form | typed, follow=True))
    assert "Le délai pour contester la décision du recours 1 court." in told
    assert one(CAME).notified_on.isoformat() == "2026-04-08"
    rows = wiring.records().events([CAME]).to_pylist()
    [notified] = [json.loads(r["payload"]) for r in rows if r["tag"] == "recours.notifie"]
    assert notified["courrier"] == 1
    assert "Lettre envoyée lettre 1" in words(agent.get(dossier))


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"le": "2026-04-01", "preuve": "accuse_reception"}, "n’est pas entre son envoi"),
        ({"le": "2026-05-01", "preuve": "accuse_reception"}, "n’est pas arrivé"),
        ({"le": "2026-04-08", "preuve": ""}, "Faites un choix"),
        ({"le": "2026-04-08", "preuve": "pigeon"}, "prenez-en un de la liste"),
    ],
)
def test_what_proves_nothing_is_refused_and_neither_the_letter_nor_the_appeal_has_it(
    ouvrir, typed, said
):
    agent = ouvrir("secretaire")
    _, form = opened(agent, page("recue", EARLY))
    answer = agent.post(page("recue", EARLY), form | typed)
    assert answer.status_code == 400
    assert said in words(answer)
    assert {"courrier.recu", "recours.notifie"}.isdisjoint(tags(EARLY))


def test_the_page_of_a_letter_leads_to_what_can_be_done_of_it_for_who_may(ouvrir):
    where = f"/dossiers/{READ}/lettres/1/"
    assert page("envoyer", READ) in ouvrir("secretaire").get(where).content.decode()
    assert "/faire/" not in ouvrir("mediateur").get(where).content.decode()
    assert ouvrir("mediateur").post(page("envoyer", READ), {"vu": "1"}).status_code == 403
    assert "Elle n’est pas encore partie" in words(ouvrir("secretaire").get(page("recue", READ)))
