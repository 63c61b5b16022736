"""Forced recovery from the pages: each act once, at its day, by who may; refused where it must wait."""

from __future__ import annotations

import datetime as dt

import pytest
from tests.endettes import Endettes, acte, day
from tests.web.caisse import a_fund
from tests.web.faire import page, sent, written
from tests.web.mots import words

from justedroit.core.base import Refusal
from justedroit.core.courriers import ORGANISME_DEMO
from justedroit.core.identites import Adresse, Identite
from justedroit.core.recouvrement import demands_of, orders_of
from justedroit.steps.claims import claims
from justedroit.steps.enforce import Signification, constrain, demand, demand_received, serve
from justedroit.steps.entrust import entrust
from justedroit.steps.letter import Atelier
from justedroit.steps.overdebt import receivable
from justedroit.web import wiring

NOW = dt.datetime(2026, 6, 10, 16, tzinfo=dt.UTC)
ATELIER = Atelier(ORGANISME_DEMO, lambda _contenu: b"%PDF")
FREE, EARLY, SENT, DUE, ISSUED, SERVED, READY, GIVEN, DEEP, OVER, NOWHERE, STORY, PICK = range(
    1, 14
)
WHY = "Je conteste cette somme."
# Dossier → how far its forced recovery has gone: sent, received, issued, served, entrusted.
STEPS = {SENT: 1, DUE: 2, ISSUED: 3, SERVED: 4, READY: 4, GIVEN: 5, STORY: 0}


def owing() -> Endettes:
    """Return households that owe 300 € of AF, told of it on 1 February, each at its moment."""
    fund = Endettes()
    for dossier in range(1, 14):
        fund.lives(dossier)
        when = "2026-05-20" if dossier == EARLY else "2026-02-01"
        fund.owes(dossier, "af", {202511: 10_000, 202512: 20_000}, when=when)
    fund.owes(FREE, "rsa", {202511: 5_000}, when="2026-02-02")
    for dossier, far in STEPS.items():
        _gone(fund, dossier, far)
    assert not isinstance(
        receivable(fund.records, OVER, day("2026-05-02"), acte("2026-05-02")), Refusal
    )
    return fund


def _gone(fund: Endettes, dossier: int, far: int) -> None:
    key, records = (dossier, 1), fund.records
    how = Signification(day("2026-05-11"), "commissaire_de_justice", day("2026-05-12"))
    steps = (
        lambda: demand(records, dossier, (1,), ATELIER, acte("2026-04-02"))[0],
        lambda: demand_received(
            records, key, (day("2026-04-03"), "accuse_reception"), acte("2026-04-03")
        ),
        lambda: constrain(records, key, ATELIER, acte("2026-05-06")),
        lambda: serve(records, key, how, acte("2026-05-12")),
        lambda: entrust(records, key, day("2026-06-01"), acte("2026-06-01")),
    )
    for step in steps[:far]:
        made = step()
        assert not isinstance(made, Refusal | list), made


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    with a_fund(tmp_path_factory.mktemp("forcer"), owing().records, NOW) as site:
        where = Adresse("3", "rue de l'Essai", "99999", "Fictionnay")
        some = [n for n in range(1, 14) if n != NOWHERE]
        wiring.identities().put([Identite(n, 1, "Essai", "Personne", adresse=where) for n in some])
        yield site


def threads(dossier):
    return [one.suivi for one in claims(wiring.records(), dossier, NOW.date())]


def test_what_may_be_demanded_is_shown_court_by_court_and_leaves_in_as_many_letters(ouvrir):
    agent, where = ouvrir("recouvrement"), page(FREE, "mise-en-demeure")
    shown = words(agent.get(where))
    assert "Tribunal judiciaire (pôle social) : créance 1, 300,00 €." in shown
    assert "Tribunal administratif : créance 2, 50,00 €." in shown
    posted = sent(FREE) | {"creances": ["1", "2"]}
    told = words(agent.post(where, posted, follow=True))
    assert "Mise en demeure 1 partie, créance 1 : 300,00 €, lettre 1." in told
    assert "Mise en demeure 2 partie, créance 2 : 50,00 €, lettre 2." in told
    assert "C’était déjà enregistré" in words(agent.post(where, posted, follow=True))
    assert list(demands_of(threads(FREE))) == [1, 2]


def test_a_debt_that_may_still_be_contested_is_not_demanded_and_says_from_when(ouvrir):
    shown = ouvrir("recouvrement").get(page(EARLY, "mise-en-demeure", 1))
    assert "Mettez en demeure à partir du 21 juillet 2026" in words(shown)
    assert b'name="vu"' not in shown.content
    assert ouvrir("recouvrement").get(page(EARLY, "mise-en-demeure", 9)).status_code == 404


def test_a_letter_that_has_no_address_does_not_leave_and_the_page_says_so_at_once(ouvrir):
    agent = ouvrir("recouvrement")
    assert "Aucune adresse n’est connue" in words(agent.get(page(NOWHERE, "mise-en-demeure", 1)))


def test_nothing_ticked_is_said_under_the_boxes_and_nothing_leaves(ouvrir):
    answer = ouvrir("recouvrement").post(page(PICK, "mise-en-demeure", 1), sent(PICK))
    assert answer.status_code == 400
    assert "Cochez au moins une somme à réclamer." in words(answer)
    assert written(PICK, "mise_en_demeure.envoyee") == []


ACTS = [
    (SENT, "mise-en-demeure-recue", {"le": "2026-06-05", "preuve": "accuse_reception"},
     "une contrainte est possible après le", "mise_en_demeure.recue"),
    (DUE, "contrainte", {}, "Contrainte 1 émise, créance 1 : 300,00 €", "contrainte.emise"),
    (ISSUED, "contrainte-signifiee",
     {"le": "2026-06-08", "par": "lrar", "avis_le": "2026-06-10"},
     "opposition possible jusqu’au 23 juin 2026", "contrainte.signifiee"),
    (SERVED, "opposition", {"le": "2026-05-20", "motif": WHY},
     "instance 1 ouverte", "opposition.formee"),
    (READY, "execution-confier", {"le": "2026-06-09"}, "Exécution confiée", "execution.confiee"),
    (GIVEN, "execution-clore",
     {"resultat": "partiel", "le": "2026-06-10", "montant": "120,50", "reference": "cj-12"},
     "120,50 € recouvrés", "execution.close"),
    (OVER, "surendettement-issue", {"issue": "effacement", "le": "2026-06-09"},
     "300,00 € sont effacés", "surendettement.clos"),
    (DEEP, "surendettement", {"le": "2026-06-01"},
     "recouvrement suspendu, créance 1", "surendettement.recevable"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("dossier", "code", "form", "said", "tag"),
    ACTS,
    ids=lambda v: v if isinstance(v, str) else None,
)
def test_an_act_of_forced_recovery_is_done_once_by_who_may_on_the_dossier_as_shown(
    ouvrir, dossier, code, form, said, tag
):
    agent, rang = ouvrir("recouvrement"), 0 if code == "surendettement" else 1
    where, posted = page(dossier, code, rang), sent(dossier) | form
    shown = agent.get(where)
    assert shown.status_code == 200
    assert b'name="vu"' in shown.content
    assert ouvrir("gestionnaire").post(where, posted).status_code == 403
    assert agent.post(where, posted | {"vu": "1"}).status_code == 409
    assert written(dossier, tag) == []
    assert said in words(agent.post(where, posted, follow=True))
    assert "C’était déjà enregistré" in words(agent.post(where, posted, follow=True))
    assert len(written(dossier, tag)) == 1
    if tag == "opposition.formee":
        debts = agent.get(f"/dossiers/{dossier}/dettes/").content.decode()
        assert f'href="/dossiers/{dossier}/recours/#instance-1"' in debts
    refused = words(agent.get(where))
    assert "Revenir au dossier" in refused


@pytest.mark.parametrize(
    ("dossier", "code", "form", "field", "said"),
    [
        (PICK, "surendettement", {"le": "2026-06-30"}, "le", "n’est pas arrivé"),
        (PICK, "surendettement", {"le": "hier"}, "le", "Ce n’est pas un jour"),
    ],
)
def test_what_a_step_refuses_is_said_under_its_field(ouvrir, dossier, code, form, field, said):
    answer = ouvrir("recouvrement").post(page(dossier, code), sent(dossier) | form)
    assert answer.status_code == 400
    under = answer.content.decode().partition(f'id="id_{field}_error"')[2].partition("</p>")[0]
    assert said in under.replace("\xa0", " ")


def test_the_tab_of_debts_and_the_creance_show_what_runs_and_what_comes_next(ouvrir):
    agent = ouvrir("recouvrement")
    for where in (f"/dossiers/{READY}/dettes/", f"/dossiers/{READY}/dettes/1/"):
        shown = words(agent.get(where))
        assert "Contrainte 1 du 6 mai 2026" in shown
        assert "Signifiée le 11 mai 2026" in shown
        assert "Mise en demeure 1 du 2 avril 2026" in shown
        assert "Reçue le 3 avril 2026, à payer jusqu’au" in shown


@pytest.mark.enable_socket
def test_a_debt_goes_from_the_demand_to_the_proof_of_its_reception(
    navigateur, axe, photo, sans_debord
):
    agent = navigateur("recouvrement")
    agent.goto(f"/dossiers/{STORY}/dettes/1/")
    agent.get_by_role("link", name="Si rien ne se retient, mettre en demeure").click()
    axe(agent)
    sans_debord(agent)
    photo(agent, "forcer_demeure")
    agent.get_by_role("button", name="Envoyer la mise en demeure").click()
    agent.get_by_text("Mise en demeure 1 partie").wait_for()
    axe(agent)
    sans_debord(agent)
    photo(agent, "forcer_dettes")
    agent.get_by_role("link", name="Consigner la réception de la mise en demeure 1").click()
    agent.get_by_label("Jour de réception").fill("2026-06-10")
    agent.get_by_label("Ce qui la prouve").select_option("accuse_reception")
    photo(agent, "forcer_recue")
    agent.get_by_role("button", name="Consigner la réception").click()
    agent.get_by_text("une contrainte est possible après le").wait_for()
    assert orders_of(threads(STORY)) == {}
    assert demands_of(threads(STORY))[1][0].received_on == day("2026-06-10")
