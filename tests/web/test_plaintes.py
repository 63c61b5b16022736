"""The complaints of the fund by their term, the médiations that run: what waits, and the way to it."""

from __future__ import annotations

import datetime as dt
import re

import pyarrow as pa
import pytest
from tests.endettes import Endettes, acte, day
from tests.web.caisse import a_fund
from tests.web.faire import done
from tests.web.mots import words

from justedroit.core.courriers import ORGANISME_DEMO
from justedroit.core.identites import Identite
from justedroit.records.interface import EVENTS, Journal
from justedroit.steps.act import event
from justedroit.steps.complain import Plainte, answer, complain, escalate
from justedroit.steps.mediate import Demande, mediate
from justedroit.web import wiring

NOW = dt.datetime(2026, 3, 20, 16, tzinfo=dt.UTC)
LATE, UP, SOON, OWING, ANSWERED = range(1, 6)
MANY = range(100, 126)  # more complaints than a page holds
WHY = "J'attends depuis longtemps."
NAME = "ESSAI-PLAINTES"
COMPLAINTS, MEDIATIONS = "/reclamations/", "/mediations/"


def waiting():
    """Return a fund where complaints wait, two of them late, and one médiation runs."""
    fund = Endettes()
    for dossier in (LATE, UP, SOON, OWING, ANSWERED, *MANY):
        fund.lives(dossier)
    fund.owes(OWING, "rsa", {202512: 20_000}, when="2026-02-01")
    days = {LATE: "2026-03-01", UP: "2026-03-02", SOON: "2026-03-11", OWING: "2026-03-12"}
    for dossier, le in (
        days | {ANSWERED: "2026-03-02"} | dict.fromkeys(MANY, "2026-03-19")
    ).items():
        some = (1,) if dossier == OWING else ()
        told = Plainte(dossier, "indu" if some else "delai", "courriel", day(le), WHY, some)
        done(complain(fund.records, told, acte(le)))
    done(escalate(fund.records, (UP, 1), ("mediateur", "Sans réponse."), acte("2026-03-13")))
    done(answer(fund.records, (ANSWERED, 1), "Voici.", ORGANISME_DEMO, acte("2026-03-05")))
    kinds = {"origine": "allocataire", "canal": "courrier", "motif": "delai"}
    asked = Demande(ANSWERED, texte=WHY, le=day("2026-03-08"), **kinds)
    done(mediate(fund.records, asked, acte("2026-03-08")))
    return fund.records


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    with a_fund(tmp_path_factory.mktemp("liste"), waiting(), NOW) as site:
        wiring.identities().put([Identite(LATE, 1, NAME, "Personne")])
        yield site


def order(answer):
    """Return the dossiers of a list, in its order."""
    return [int(number) for number in re.findall(r"Dossier (\d+)", words(answer))]


def test_complaints_come_by_their_term_the_late_ones_first_with_what_to_do(ouvrir):
    answer = ouvrir("conseiller").get(COMPLAINTS)
    assert order(answer)[:4] == [LATE, UP, SOON, OWING]
    said = words(answer)
    assert "30 réclamations attendent une réponse, dont 2 hors délai" in said
    assert "11 mars 2026 dépassé" in said
    assert "21 mars 2026 demain" in said
    assert "22 mars 2026 2 jours" in said
    html = answer.content.decode()
    assert f'href="/dossiers/{LATE}/recours/#reclamation-1"' in html
    assert f'href="/dossiers/{LATE}/faire/reclamation-repondre/1/"' in html
    assert f'href="/dossiers/{LATE}/faire/reclamation-escalader/1/"' in html
    assert f'href="/dossiers/{SOON}/faire/reclamation-escalader/1/"' not in html
    assert f'href="/dossiers/{OWING}/faire/reclamation-requalifier/1/"' in html


def test_the_list_names_no_one_and_tells_no_words_of_theirs(ouvrir):
    said = words(ouvrir("conseiller").get(COMPLAINTS)) + words(ouvrir("conseiller").get(MEDIATIONS))
    assert NAME not in said
    assert "longtemps" not in said


def test_it_is_read_a_page_at_a_time_and_filtered(ouvrir):
    agent = ouvrir("gestionnaire")
    first = agent.get(COMPLAINTS)
    assert len(order(first)) == 25
    assert "Page 1 sur 2" in words(first)
    assert order(agent.get(f"{COMPLAINTS}?page=2")) == [*MANY[21:]]
    assert order(agent.get(f"{COMPLAINTS}?quoi=retard")) == [LATE, UP]
    assert order(agent.get(f"{COMPLAINTS}?quoi=mediateur")) == [UP]
    assert agent.get(f"{COMPLAINTS}?quoi=rien").status_code == 404


def test_mediations_that_run_are_the_mediateurs_to_close(ouvrir):
    answer = ouvrir("mediateur").get(MEDIATIONS)
    assert order(answer) == [ANSWERED]
    said = words(answer)
    assert "1 médiation en cours" in said
    assert "8 mars 2026 12 jours" in said
    assert "Délai de traitement Saisie par l’allocataire" in said
    html = answer.content.decode()
    assert f'href="/dossiers/{ANSWERED}/faire/mediation-clore/1/"' in html
    assert f'href="/dossiers/{ANSWERED}/recours/#mediation-1"' in html
    read = ouvrir("conseiller").get(MEDIATIONS).content.decode()
    assert "mediation-clore" not in read


def test_they_are_in_the_menu_of_those_who_follow_them(ouvrir):
    menus = {
        account: [name for name in ("Réclamations", "Médiations") if name in words(answer)]
        for account in ("conseiller", "gestionnaire", "secretaire", "mediateur", "comptable")
        if (answer := ouvrir(account).get("/"))
    }
    both = ["Réclamations", "Médiations"]
    one = both[:1]
    assert menus == {
        "conseiller": one,
        "gestionnaire": one,
        "secretaire": one,
        "mediateur": both,
        "comptable": [],
    }


def test_the_direction_reads_them_and_follows_no_link_to_a_dossier(ouvrir):
    for where in (COMPLAINTS, MEDIATIONS):
        answer = ouvrir("direction").get(where)
        assert answer.status_code == 200
        assert 'href="/dossiers/' not in answer.content.decode()
        for account in ("recouvrement", "comptable", "auditeur"):
            assert ouvrir(account).get(where).status_code == 403


def test_the_whole_list_asks_the_journals_once_however_long_it_is(ouvrir, requetes):
    agent = ouvrir("conseiller")
    for where in (COMPLAINTS, MEDIATIONS):
        with requetes() as asked:
            agent.get(where)
        journals = [one["sql"] for one in asked.captured_queries if "evenement" in one["sql"]]
        assert len(journals) == 1
        assert "tag IN" in journals[0]


@pytest.mark.enable_socket
def test_the_lists_are_accessible_and_narrow(navigateur, axe, photo, sans_debord):
    agent = navigateur("mediateur")
    for where, name in ((COMPLAINTS, "reclamations"), (MEDIATIONS, "mediations")):
        agent.goto(where)
        axe(agent)
        sans_debord(agent)
        photo(agent, name)


def test_a_complaint_of_a_day_without_term_is_refused_and_one_that_was_written_is_survived(ouvrir):
    agent, where = ouvrir("conseiller"), f"/dossiers/{SOON}/faire/reclamation-recevoir/"
    form = {"categorie": "delai", "canal": "courriel", "le": "2001-01-01", "motif": WHY}
    seen = wiring.records().sequences([SOON])[SOON]
    answer = agent.post(where, form | {"vu": str(seen)})
    assert answer.status_code == 400
    assert "trop ancien" in words(answer)
    told = {"reclamation": 2, "le": "2001-01-01", "categorie": "delai", "canal": "courrier"}
    happens("reclamation.recue", told | {"motif": WHY})
    for page in (COMPLAINTS, "/a-faire/", f"/dossiers/{SOON}/recours/"):
        assert agent.get(page).status_code == 200, page
    assert "délai inconnu" in words(agent.get(COMPLAINTS))
    # Answered: the other tests of this fund do not count it.
    happens("reclamation.repondue", {"reclamation": 2, "le": "2026-03-19", "motif": "Voici."})
    assert "sans délai connu" in words(agent.get(f"/dossiers/{SOON}/recours/"))


def happens(tag, told):
    row = event(SOON, tag, acte("2026-03-19"), told)
    journal = Journal(events=pa.Table.from_pylist([row], schema=EVENTS))
    wiring.records().append(journal, wiring.records().sequences([SOON]))
