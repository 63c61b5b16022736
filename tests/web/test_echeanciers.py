"""The telephone line: a plan simulated with the household, accepted, followed, broken, resumed."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator

import pytest
from django.http import QueryDict
from django.test import Client
from tests.endettes import Endettes
from tests.web.caisse import a_fund
from tests.web.mots import words

from justedroit.steps.plan import Souhait, accept, plans_of
from justedroit.web import wiring

NOW = dt.datetime(2026, 3, 20, 16, tzinfo=dt.UTC)
FREE, SUSPENDED, KEPT, BROKEN, TWICE, BARE, RACE, DONE = range(1, 9)  # dossiers
PHONE, POOR, MIXED, UNTOLD, LOST = range(9, 14)


def owing() -> Endettes:
    """Return households that owe 480 € of RSA each, in several moments of a plan."""
    fund = Endettes()
    for dossier in (
        FREE,
        SUSPENDED,
        KEPT,
        BROKEN,
        TWICE,
        BARE,
        RACE,
        DONE,
        PHONE,
        POOR,
        MIXED,
        LOST,
    ):
        fund.lives(dossier, "2019-05-02")
        fund.says(dossier, "salaire_net", "900", person=1)
        fund.owes(dossier, "rsa", {202511: 24_000, 202512: 24_000})
    for dossier in (MIXED, UNTOLD):
        fund.owes(dossier, "ppa", {202512: 9_000}, when="2026-03-02", received=False)
    stopped = {"creances": [1], "cause": "recours:1", "le": "2026-02-10", "jusqu_au": None}
    fund.happens(SUSPENDED, "creance.suspendue", stopped, "2026-02-10")
    for dossier in (KEPT, BROKEN, LOST):
        dues = [{"le": f"2026-0{month}-05", "cents": 12_000} for month in range(3, 7)]
        told = {"echeancier": 1, "creances": [1], "mensualites": dues}
        told |= {"phase": "notification", "moyen": "virement"}
        fund.happens(dossier, "echeancier.accepte", told, "2026-02-12")
    told = {"echeancier": 1, "le": "2026-03-16", "motif": "Une mensualité n'a pas été payée."}
    fund.happens(BROKEN, "echeancier.rompu", told, "2026-03-16")
    told |= {"motif": "Le foyer préfère la retenue."}
    fund.happens(LOST, "echeancier.rompu", told, "2026-03-16")
    return fund


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[object]:
    with a_fund(tmp_path_factory.mktemp("echeanciers"), owing().records, NOW) as site:
        yield site


def page(dossier: int) -> str:
    return f"/dossiers/{dossier}/echeancier/"


def seen(dossier: int) -> int:
    return wiring.records().sequences([dossier])[dossier]


def asks(dossier: int, **told: str) -> dict[str, str]:
    asked = {"creances": "1", "moyen": "virement", "mensualite": "80", "premiere": "2026-04-05"}
    return asked | {"acte": "accepter", "vu": str(seen(dossier))} | told


def simulates(client, dossier: int, asked: str, headers=None):
    """Ask for a simulation as the form does, its fields written as in a query."""
    sent = QueryDict(f"acte=simuler&{asked}").dict()
    return client.post(page(dossier), sent, headers=headers)


def plans(dossier: int):
    return plans_of(wiring.records(), dossier, NOW)


def test_what_is_owed_and_what_the_household_lives_on_are_shown_before_anything_is_asked(ouvrir):
    said = words(ouvrir("recouvrement").get(page(FREE)))
    assert "480,00 €" in said
    assert "Il reste pour vivre" in said
    assert "Le foyer accepte cet échéancier" in said


def test_a_monthly_amount_gives_the_number_of_payments_the_last_one_and_what_is_left(ouvrir):
    said = words(simulates(ouvrir("recouvrement"), FREE, "mensualite=70"))
    assert "7 mensualités de 70,00 €" in said
    assert "la dernière est de 60,00 €" in said
    assert "5 octobre 2026" in said
    assert "Il reste pour vivre" in said


def test_a_number_of_months_gives_the_amount(ouvrir):
    asked = "moyen=carte&creances=1&mois=4&mensualite=&premiere="
    shown = simulates(ouvrir("gestionnaire"), FREE, asked)  # who only reads simulates too
    assert "4 mensualités de 120,00 €" in words(shown)


def test_nothing_that_the_household_says_of_its_budget_is_in_an_address(ouvrir):
    agent = ouvrir("recouvrement")
    html = agent.get(
        f"{page(FREE)}?moyen=virement&creances=1&mois=4&ressources=777"
    ).content.decode()
    assert "777" not in html
    assert 'method="get"' not in html
    assert "hx-get" not in html
    before = seen(FREE)
    told = simulates(agent, FREE, "moyen=virement&creances=1&mois=4&ressources=777&charges=300")
    assert 'value="777"' in told.content.decode()
    assert seen(FREE) == before


def test_with_htmx_the_simulation_alone_is_sent_with_what_is_wrong_of_each_field(ouvrir):
    asked = "moyen=virement&creances=1&mensualite=beaucoup"
    part = simulates(ouvrir("recouvrement"), FREE, asked, headers={"HX-Request": "true"})
    assert part.status_code == 200
    html = part.content.decode()
    assert "<html" not in html
    assert 'id="id_mensualite_error" data-erreur-de="id_mensualite" hx-swap-oob="true"' in html
    assert "Ce n’est pas un montant" in words(part)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("mensualite=12", "au-dessous du minimum"),
        ("mensualite=12", "remise de dette"),
        ("mensualite=-4", "ne peut pas être négatif"),
        ("mois=300", "ne dure pas plus de"),
        ("mois=deux", "Ce n’est pas un nombre de mois"),
        ("mensualite=80&mois=6", "videz-la pour choisir"),
        ("mensualite=80&premiere=2026-03-01", "première mensualité est passée"),
        ("mensualite=80&premiere=2027-03-01", "première mensualité est trop loin"),
        ("mensualite=80&premiere=hier", "Ce n’est pas un jour"),
        ("creances=9&mensualite=80", "recochez"),
        ("creances=&mensualite=80", "recochez"),
        ("ressources=x", "Ce n’est pas un montant"),
        ("moyen=troc", "prenez-en un de la liste"),
    ],
)
def test_what_cannot_be_is_refused_and_what_was_typed_stays(ouvrir, asked, said):
    whole = asked if "moyen=" in asked else f"moyen=virement&{asked}"
    whole = whole if "creances=" in whole else f"creances=1&{whole}"
    answer = simulates(ouvrir("recouvrement"), FREE, whole)
    assert answer.status_code == 400
    assert said in words(answer)
    name, value = asked.split("&")[0].split("=")
    if name not in ("creances", "moyen"):
        assert f'name="{name}" value="{value}"' in answer.content.decode()


def test_the_last_line_of_a_plan_that_is_accepted_is_an_event_of_the_agent(ouvrir):
    done = ouvrir("recouvrement").post(page(DONE), asks(DONE), follow=True)
    assert "L’échéancier est accepté : 480,00 € en 6 mensualités" in words(done)
    [followed] = plans(DONE)
    assert [due.cents for due in followed.plan.mensualites] == [8_000] * 6
    rows = wiring.records().events([DONE]).to_pylist()
    assert (rows[-1]["tag"], rows[-1]["author"]) == ("echeancier.accepte", "recouvrement")


def test_the_same_form_sent_twice_makes_one_plan(ouvrir):
    agent, sent = ouvrir("recouvrement"), asks(TWICE)
    agent.post(page(TWICE), sent)
    again = agent.post(page(TWICE), sent, follow=True)
    assert "C’était déjà enregistré" in words(again)
    assert len(plans(TWICE)) == 1


def test_a_plan_is_not_accepted_on_a_dossier_that_a_colleague_has_changed(ouvrir):
    sent = asks(RACE, mensualite="96", mois="")
    accept(wiring.records(), RACE, Souhait(mensualite=6_000), _colleague())
    answer = ouvrir("recouvrement").post(page(RACE), sent)
    assert answer.status_code == 409
    said = words(answer)
    assert "Le dossier a changé pendant que cette page était ouverte par collegue" in said
    assert "Échéancier accepté" in said
    assert len(plans(RACE)) == 1


def _colleague():
    from justedroit.core.base import Acte

    return Acte("collegue", NOW)


def test_a_suspended_debt_is_shown_and_left_out(ouvrir):
    said = words(ouvrir("recouvrement").get(page(SUSPENDED)))
    assert "Suspendue : un recours ou une demande de remise est en cours" in said
    assert "Le foyer accepte cet échéancier" not in said


def test_a_plan_that_runs_shows_what_is_paid_and_what_is_late(ouvrir):
    said = words(ouvrir("conseiller").get(page(KEPT)))
    assert "Échéancier n° 1" in said
    assert "En retard de 120,00 € depuis le 5 mars 2026" in said
    assert "À venir" in said
    assert "Ce que le foyer propose" not in said


def test_a_plan_is_not_cancelled_without_a_reason(ouvrir):
    agent = ouvrir("recouvrement")
    for motif, said in (("", "Écrivez ce texte"), ("FR76 3000 6000 0112 3456 7890 189", "IBAN")):
        sent = {"acte": "annuler", "vu": str(seen(KEPT)), "motif": motif}
        answer = agent.post(page(KEPT), sent)
        assert answer.status_code == 400
        assert said in words(answer)
        assert motif in answer.content.decode()
    assert plans(KEPT)[0].plan.runs


def test_the_thread_of_a_debt_tells_its_plan_broken_and_why(ouvrir):
    said = words(ouvrir("recouvrement").get(f"/dossiers/{LOST}/dettes/1/"))
    assert "Échéancier accepté échéancier 1" in said
    assert "Échéancier rompu échéancier 1" in said
    assert "Le foyer préfère la retenue." in said


def test_a_broken_plan_is_resumed_with_a_reason(ouvrir):
    agent = ouvrir("recouvrement")
    assert "Le reprendre plutôt qu’en accepter un autre" in words(agent.get(page(BROKEN)))
    assert "Le foyer accepte : reprendre" in words(agent.get(f"{page(BROKEN)}?reprendre=oui"))
    sent = asks(BROKEN, acte="reprendre", motif="", reprendre="oui")
    refused = agent.post(page(BROKEN), sent)
    assert refused.status_code == 400
    assert "Écrivez ce texte" in words(refused)
    done = agent.post(page(BROKEN), sent | {"motif": "Nouvel emploi"}, follow=True)
    assert "L’échéancier est repris" in words(done)
    [followed] = plans(BROKEN)
    assert followed.plan.runs
    assert followed.plan.motif == "Nouvel emploi"


@pytest.mark.parametrize("account", ["gestionnaire", "controleur", "secretaire"])
def test_who_reads_dossiers_sees_the_page_and_may_not_accept(ouvrir, account):
    client = ouvrir(account)
    assert "Le foyer accepte cet échéancier" not in words(client.get(page(FREE)))
    assert client.post(page(FREE), asks(FREE)).status_code == 403
    assert plans(FREE) == []


def test_who_opens_no_dossier_is_refused_and_an_anonymous_signs_in(ouvrir):
    assert ouvrir("auditeur").get(page(FREE)).status_code == 403
    assert ouvrir("direction").get(page(FREE)).status_code == 403
    assert ouvrir(None).get(page(FREE)).url.startswith("/connexion/")


def test_a_form_of_another_site_does_nothing(ouvrir, site):
    strict = Client(HTTP_HOST="127.0.0.1", enforce_csrf_checks=True)
    strict.cookies = ouvrir("recouvrement").cookies
    assert strict.post(page(FREE), asks(FREE)).status_code == 403
    assert plans(FREE) == []


@pytest.mark.parametrize("bad", [{"vu": ""}, {"vu": "demain"}, {"vu": "9" * 30}, {"vu": "-1"}])
def test_a_form_that_does_not_say_what_it_saw_writes_nothing(ouvrir, bad):
    assert ouvrir("recouvrement").post(page(FREE), asks(FREE, **bad)).status_code == 409
    assert plans(FREE) == []


def test_what_is_not_an_act_or_a_dossier_is_not_found(ouvrir):
    agent = ouvrir("recouvrement")
    assert agent.post(page(FREE), {"acte": "effacer"}).status_code == 404
    assert agent.get(page(404)).status_code == 404


def test_a_plan_that_leaves_less_than_nothing_is_accepted_only_when_the_household_insists(ouvrir):
    agent, asked = ouvrir("recouvrement"), {"ressources": "100", "charges": "317"}
    shown = words(agent.post(page(POOR), asks(POOR, **asked) | {"acte": "simuler"}))
    assert "Le foyer le demande, sachant qu’il lui reste −297,00 € par mois pour vivre" in shown
    for told in ({}, {"sachant": "oui"}, {"raison": "Il vit chez sa sœur."}):
        refused = agent.post(page(POOR), asks(POOR, **asked) | told)
        assert refused.status_code == 400
        assert told.get("raison", "") in words(refused)
    assert plans(POOR) == []
    insists = {"sachant": "oui", "raison": "Il vit chez sa sœur."}
    assert agent.post(page(POOR), asks(POOR, **asked) | insists).status_code == 302
    event = wiring.records().events([POOR]).to_pylist()[-1]
    assert event["tag"] == "echeancier.accepte"
    assert json.loads(event["payload"])["motif"] == "Il vit chez sa sœur."


def test_a_reason_that_names_someone_is_refused_under_its_field(ouvrir):
    sent = asks(FREE, ressources="100", charges="317", sachant="oui")
    bad = sent | {"raison": "FR76 3000 6000 0112 3456 7890 189"}
    answer = ouvrir("recouvrement").post(page(FREE), bad)
    assert answer.status_code == 400
    assert "IBAN" in words(answer)
    assert plans(FREE) == []


def test_a_debt_that_was_never_notified_is_not_ticked_and_says_why(ouvrir):
    html = ouvrir("recouvrement").get(page(MIXED)).content.decode()
    boxes = re.findall(r'<input[^>]*name="creances"[^>]*>', html)
    assert [("checked" in box) for box in boxes if "checkbox" in box] == [True, False]
    assert "(pas encore notifiée)" in html
    assert "480,00 € en tout" in words(ouvrir("recouvrement").get(page(MIXED)))


def test_where_nothing_was_notified_no_plan_is_proposed(ouvrir):
    said = words(ouvrir("recouvrement").get(page(UNTOLD)))
    assert "Aucune de ces sommes n’a encore été notifiée" in said
    assert "Le foyer accepte cet échéancier" not in said


@pytest.mark.parametrize("day", ["2026-01-01", "hier"])
def test_a_page_where_one_acts_is_of_today_and_says_so(ouvrir, day):
    answer = ouvrir("recouvrement").get(f"{page(FREE)}?au={day}&reprendre=oui", follow=True)
    assert answer.redirect_chain[0][0] == f"{page(FREE)}?reprendre=oui"
    assert "On agit au jour d’aujourd’hui" in words(answer)


@pytest.mark.enable_socket
def test_the_household_is_on_the_telephone(navigateur, axe, photo, lisible):
    agent = navigateur("recouvrement")
    agent.goto(page(PHONE))
    lisible(agent, "echeancier_propose")
    agent.get_by_label("Mensualité", exact=True).fill("12")
    agent.get_by_label("Payé par").focus()
    agent.get_by_text("Ce n’est pas possible").wait_for()
    axe(agent)
    photo(agent, "echeancier_refuse")
    agent.get_by_label("Mensualité", exact=True).fill("160")
    agent.get_by_label("Payé par").focus()
    agent.get_by_role("heading", name="3 mensualités de 160,00 €").wait_for()
    axe(agent)
    agent.get_by_role("button", name="Le foyer accepte cet échéancier").click()
    agent.get_by_text("L’échéancier est accepté").wait_for()
    lisible(agent, "echeancier_suivi")
    agent.get_by_text("Annuler cet échéancier").click()
    agent.get_by_label("Motif").fill("Le foyer préfère la retenue")
    agent.get_by_role("button", name="Annuler l’échéancier n° 1").click()
    agent.get_by_text("L’échéancier est annulé").wait_for()
    assert not plans(PHONE)[0].plan.runs


@pytest.mark.enable_socket
def test_without_scripts_on_a_telephone_a_plan_is_simulated_and_accepted(navigateur):
    agent = navigateur("conseiller", javascript=False, narrow=True)
    agent.goto(page(BARE))
    agent.get_by_label("ou nombre de mois").fill("6")
    agent.get_by_role("button", name="Simuler", exact=True).click()
    agent.get_by_role("heading", name="6 mensualités de 80,00 €").wait_for()
    agent.get_by_role("button", name="Le foyer accepte cet échéancier").click()
    agent.get_by_text("L’échéancier est accepté").wait_for()
    assert len(plans(BARE)) == 1


def test_a_wrong_form_while_a_plan_runs_is_told_why_no_other_is_accepted(ouvrir):
    wrong = {"acte": "accepter", "vu": str(seen(KEPT)), "mois": "1000", "moyen": "bitcoin"}
    answer = ouvrir("recouvrement").post(page(KEPT), wrong)
    assert answer.status_code == 400
    assert "échéancier n° 1 est déjà en cours" in words(answer)
