"""What a person decides of one créance, from its page; what the household says, and what it pays."""

from __future__ import annotations

import datetime as dt

import pytest
from tests.endettes import Endettes, acte, at, day
from tests.web.caisse import a_fund
from tests.web.faire import done, page, sent, written
from tests.web.mots import words

from justedroit.core.identites import Adresse, Identite
from justedroit.core.paiements import repayment_reference
from justedroit.steps.claims import Choix, claims, decide_origin, transfer
from justedroit.steps.collect import Encaissement, collect
from justedroit.steps.lodge import Depot, lodge
from justedroit.steps.qualify import Qualification, qualify
from justedroit.steps.rectify import ask
from justedroit.web import wiring

NOW = dt.datetime(2026, 6, 10, 16, tzinfo=dt.UTC)
ORIGIN, FINE, ENDED, LOST, SMALL, TITLE, ASKS, ASKED, QUALIFIED, OURS, PAID, BOUNCED = range(1, 13)
CALM, WAITS, STORY, LETTER = range(13, 17)
WHY = "Bulletins de salaire vérifiés."


def owing() -> Endettes:
    """Return households that owe 300 € of RSA, told of it on 1 February, each at its moment."""
    fund = Endettes()
    for dossier in range(1, 17):
        fund.lives(dossier)
        cents = 1_000 if dossier == SMALL else 10_000
        when = "2026-06-01" if dossier in (ASKS, ASKED, WAITS) else "2026-02-01"
        fund.owes(dossier, "rsa", {202511: cents, 202512: 2 * cents}, when=when)
    fund.owes(LETTER, "af", {202511: 5_000}, when="2026-03-01")
    fraud = Qualification(FINE, None, "fraude", WHY, "agent:7")
    assert qualify(fund.records, fraud, at("2026-03-01")) is None
    done(transfer(fund.records, Choix(TITLE, 1, "T-2026-7"), acte("2026-04-01")))
    contests = Depot(TITLE, "contestation", (1,), "courrier", day("2026-03-25"), "Je conteste.")
    done(lodge(fund.records, contests, acte("2026-04-02")))
    for dossier in (ASKED, WAITS):
        said = (day("2026-06-05"), "Ce salaire est faux.")
        done(ask(fund.records, dossier, (1,), said, acte("2026-06-05")))
    wrong = Choix(OURS, 1, "Saisie en double.")
    assert decide_origin(fund.records, wrong, "caisse_saisie", acte("2026-03-01")) is None
    cheque = Encaissement(BOUNCED, "cheque", 12_000, day("2026-03-01"), "chq-1")
    done(collect(fund.records, cheque, acte("2026-03-01")))
    return fund


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    with a_fund(tmp_path_factory.mktemp("creance"), owing().records, NOW) as site:
        where = Adresse("3", "rue de l'Essai", "99999", "Fictionnay")
        some = [Identite(n, 1, "Essai", "Personne", adresse=where) for n in range(1, 16)]
        wiring.identities().put(some)
        yield site


def owed(dossier):
    return [one.creance.total() for one in claims(wiring.records(), dossier, NOW.date())]


ACTS = [
    (ORIGIN, "origine", {"origine": "allocataire_omission", "motif": WHY},
     "Origine décidée : omission", "creance.origine_decidee"),
    (FINE, "indemnite", {"motif": WHY}, "30,00 € d’indemnité sont ajoutés", "indemnite.decidee"),
    (ENDED, "transfert", {"titre": "T-2026-12"}, "300,00 € sont transmis au département",
     "creance.transferee"),
    (LOST, "non-valeur", {"motif": WHY, "preuve": "Aucun bien, aucune ressource."},
     "300,00 € sont admis en non-valeur", "creance.admise_non_valeur"),
    (SMALL, "petites-dettes", {}, "30,00 € abandonnés", "creance.abandonnee"),
    (TITLE, "departement-informe", {}, "le recouvrement est suspendu", "departement.informe"),
    (ASKS, "rectification", {"creances": ["1"], "le": "2026-06-09", "motif": "Ce salaire est faux."},
     "Demande de rectification 1 consignée", "rectification.demandee"),
    (ASKED, "rectification-reponse", {"sens": "rejetee", "motif": WHY}, "Réponse partie, lettre 1",
     "rectification.repondue"),
    (QUALIFIED, "qualification", {"prestation": "rsa", "qualification": "fraude", "motif": WHY},
     "Créance 1 : la remise est fermée", "indu.qualifie"),
    (PAID, "encaissement",
     {"montant": "120,50", "moyen": "carte", "le": "2026-06-10", "reference": "cb-77"},
     "Créance 1 : 120,50 € remboursés.", "paiement.encaisse"),
    (BOUNCED, "paiement-rejete", {"reference": "chq-1", "motif": "Sans provision."},
     "120,00 € sont de nouveau dus", "paiement.rejete"),
]  # fmt: skip
WHOLE = ("petites-dettes", "paiement-rejete")


@pytest.mark.parametrize(
    ("dossier", "code", "form", "said", "tag"), ACTS, ids=[code for _, code, *_ in ACTS]
)
def test_what_is_decided_of_a_creance_is_written_once_on_the_dossier_as_shown(
    ouvrir, dossier, code, form, said, tag
):
    agent = ouvrir("recouvrement")
    where, posted = page(dossier, code, 0 if code in WHOLE else 1), sent(dossier) | form
    shown = agent.get(where)
    assert shown.status_code == 200
    assert b'name="vu"' in shown.content
    assert ouvrir("secretaire").post(where, posted).status_code == 403
    assert agent.post(where, posted | {"vu": "1"}).status_code == 409
    assert written(dossier, tag) == []
    assert said in words(agent.post(where, posted, follow=True))
    assert "C’était déjà enregistré" in words(agent.post(where, posted, follow=True))
    assert len(written(dossier, tag)) == 1


@pytest.mark.parametrize(
    ("dossier", "code", "rang", "said"),
    [
        (CALM, "indemnite", 1, "suppose une fraude qualifiée par une personne"),
        (CALM, "petites-dettes", 0, "Aucune de ses dettes n’est sous le seuil"),
        (CALM, "departement-informe", 1, "Le département n’a rien à apprendre"),
        (CALM, "paiement-rejete", 0, "Aucun paiement n’y est encaissé"),
        (WAITS, "rectification", 1, "attend déjà une réponse"),
    ],
)
def test_what_cannot_be_done_says_why_and_has_no_form(ouvrir, dossier, code, rang, said):
    shown = ouvrir("recouvrement").get(page(dossier, code, rang))
    assert said in words(shown)
    assert b'name="vu"' not in shown.content


@pytest.mark.parametrize(
    ("dossier", "code", "form", "field", "said"),
    [
        (CALM, "non-valeur", {"motif": WHY}, "preuve", "Écrivez ce texte"),
        (CALM, "origine", {"origine": "caisse_saisie", "motif": "FR76 3000 6000 0112 3456 7890 189"},
         "motif", "IBAN"),
        (OURS, "qualification", {"qualification": "fraude", "motif": WHY}, "qualification",
         "le foyer n’y est pour rien"),
        (CALM, "encaissement", {"montant": "5", "moyen": "carte", "le": "2026-06-11", "reference": "cb-9"},
         "le", "à venir"),
        (CALM, "encaissement", {"montant": "5", "moyen": "carte", "le": "2026-06-10", "reference": "Dupont"},
         "reference", "un chiffre au moins"),
        (CALM, "rectification", {"creances": ["9"], "le": "2026-06-09", "motif": WHY}, "creances",
         "recochez"),
    ],
)  # fmt: skip
def test_what_is_refused_is_said_under_its_field_and_what_was_typed_stays(
    ouvrir, dossier, code, form, field, said
):
    answer = ouvrir("recouvrement").post(page(dossier, code, 1), sent(dossier) | form)
    assert answer.status_code == 400
    under = answer.content.decode().partition(f'id="id_{field}_error"')[2].partition("</p>")[0]
    assert said in under.replace("\xa0", " ")


def test_an_early_request_may_still_be_recorded_after_its_delay_and_a_late_one_is_refused(ouvrir):
    agent, where = ouvrir("conseiller"), page(CALM, "rectification", 1)
    assert "Notification reçue le 1er février 2026 : à demander jusqu’au" in words(agent.get(where))
    late = sent(CALM) | {"creances": ["1"], "le": "2026-06-01", "motif": WHY}
    refused = agent.post(where, late)
    assert refused.status_code == 400
    assert "Il reste le recours amiable" in words(refused)


def test_money_that_no_debt_takes_waits_and_is_said_to(ouvrir):
    posted = sent(OURS) | {
        "montant": "350",
        "moyen": "cheque",
        "le": "2026-06-10",
        "reference": "chq-9",
    }
    told = words(ouvrir("comptable").post(page(OURS, "encaissement"), posted, follow=True))
    assert "Créance 1 : 300,00 € remboursés. 50,00 € attendent" in told
    assert owed(OURS) == [0]


def test_the_page_of_a_creance_leads_to_what_may_be_decided_of_it_and_only_who_may(ouvrir):
    codes = (
        "origine",
        "encaissement",
        "rectification",
        "mise-en-demeure",
        "qualification",
        "transfert",
    )
    shown = ouvrir("recouvrement").get(f"/dossiers/{STORY}/dettes/1/").content.decode()
    assert [code for code in codes if f'href="{page(STORY, code, 1)}"' not in shown] == []
    seen_by_others = ouvrir("secretaire").get(f"/dossiers/{STORY}/dettes/1/").content.decode()
    assert f"/dossiers/{STORY}/faire/" not in seen_by_others
    assert "Décider d’où vient l’erreur" in seen_by_others


def test_the_tab_of_debts_leads_to_what_is_done_of_all_that_is_owed(ouvrir):
    shown = ouvrir("recouvrement").get(f"/dossiers/{STORY}/dettes/").content.decode()
    for code in ("encaissement", "mise-en-demeure", "surendettement"):
        assert f'href="{page(STORY, code)}"' in shown
    assert "petites-dettes" not in shown


def test_the_reference_of_the_letter_names_the_debt_and_is_not_that_of_the_operation(ouvrir):
    agent, letter = ouvrir("comptable"), repayment_reference(LETTER, 2)
    spaced = " ".join(letter[at : at + 4] for at in range(0, len(letter), 4))
    told = {"montant": "10", "moyen": "virement", "le": "2026-06-10"}
    where = page(LETTER, "encaissement")
    wrong = agent.post(where, sent(LETTER) | told | {"reference": spaced})
    assert wrong.status_code == 400
    assert "la référence de la lettre du foyer" in words(wrong)
    other = told | {"reference": "vir-8", "lettre": repayment_reference(CALM)}
    assert f"celle du dossier {CALM}" in words(agent.post(where, sent(LETTER) | other))
    done = agent.post(
        where, sent(LETTER) | told | {"reference": "vir-8", "lettre": spaced}, follow=True
    )
    assert "Créance 2 : 10,00 € remboursés." in words(done)
