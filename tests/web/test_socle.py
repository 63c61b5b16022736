"""The shell of the pages: who may see what, what is said when something is wrong, what is logged."""

from __future__ import annotations

import datetime as dt
import logging
import os
import re
import subprocess
import sys

import pytest
from django.contrib.sessions.models import Session
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.converters import get_converters
from django.utils import timezone
from tests.web.fonds import INDU, SIMPLE
from tests.web.identites import NAMES, nir_of

from justedroit.web.acces import FINALITES
from justedroit.web.comptes import DEMO_ACCOUNTS, DEMO_PASSWORD
from justedroit.web.discret import Discret
from justedroit.web.permissions import LECTEURS, MARK, PUBLIC

VALUES = {"numero": str(INDU), "prestation": "af", "mois": "2025-03", "jour": "2025-03-20"}
TRIED = ("1", "202503", "2025-03", "x")


def walk(patterns, prefix=""):
    """Yield each view of the site with the address that leads to it."""
    for pattern in patterns:
        where = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from walk(pattern.url_patterns, where)
        elif isinstance(pattern, URLPattern):
            yield where, pattern


PAGES = dict(walk(get_resolver("justedroit.web.urls").url_patterns))


def is_of_api(where):
    return where.startswith("api/")


def mark_of(pattern):
    return getattr(pattern.callback, MARK, None)


def address(where):
    """Return an address of a page, with a value that its converters take for each of its parts."""
    converters = get_converters()

    def value(found):
        kind, name = found["kind"] or "str", found["name"]
        wanted = re.compile(converters[kind].regex)
        return next(v for v in (VALUES.get(name, ""), *TRIED) if wanted.fullmatch(v))

    return "/" + re.sub(r"<(?:(?P<kind>\w+):)?(?P<name>\w+)>", value, where)


@pytest.mark.parametrize("where", sorted(PAGES))
def test_every_page_says_who_may_see_it(where):
    mark = mark_of(PAGES[where])
    assert is_of_api(where) or mark == PUBLIC or (mark and isinstance(mark, frozenset)), where


@pytest.mark.parametrize(
    "where", sorted(w for w, p in PAGES.items() if mark_of(p) != PUBLIC and not is_of_api(w))
)
def test_an_anonymous_is_sent_to_sign_in(where, ouvrir):
    answer = ouvrir(None).get(address(where))
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/connexion/?next=")


@pytest.mark.parametrize("where", sorted(w for w in PAGES if w.startswith("dossiers/")))
def test_a_page_of_a_dossier_logs_its_opening(where):
    assert getattr(PAGES[where].callback, "screen", "")


@pytest.mark.parametrize("where", sorted(w for w in PAGES if w.startswith("dossiers/")))
def test_the_auditor_opens_no_dossier(where, ouvrir):
    assert ouvrir("auditeur").get(address(where)).status_code == 403


def test_every_role_that_reads_dossiers_says_what_for():
    assert set(LECTEURS) <= set(FINALITES)


@pytest.mark.parametrize("account", [None, *DEMO_ACCOUNTS])
def test_the_home_page_is_for_all_who_sign_in(account, ouvrir):
    answer = ouvrir(account).get("/")
    assert answer.status_code == (200 if account else 302)


def test_a_demo_account_signs_in_with_the_password_shown(ouvrir):
    client = ouvrir(None)
    assert DEMO_PASSWORD in client.get("/connexion/").content.decode()
    told = {"username": "gestionnaire", "password": DEMO_PASSWORD, "next": "/recherche/"}
    assert client.post("/connexion/", told).headers["Location"] == "/recherche/"


def test_signing_in_never_leads_to_another_site(ouvrir):
    told = {"username": "gestionnaire", "password": DEMO_PASSWORD, "next": "https://ailleurs.test/"}
    assert ouvrir(None).post("/connexion/", told).headers["Location"] == "/"


def test_a_session_ends_with_the_browser_or_after_half_a_day(ouvrir):
    client = ouvrir()
    kept = client.session
    assert kept.get_expire_at_browser_close()
    Session.objects.filter(session_key=kept.session_key).update(
        expire_date=timezone.now() - dt.timedelta(seconds=1)
    )
    assert client.get("/").status_code == 302
    assert kept.get_expiry_age() <= 4 * 3600


def test_a_password_is_not_guessed(ouvrir):
    client = ouvrir(None)
    wrong = {"username": "mediateur", "password": "faux"}
    answers = [client.post("/connexion/", wrong) for _ in range(6)]
    assert "ne vont pas ensemble" in answers[0].content.decode()
    assert answers[-1].status_code == 429
    assert "un quart d’heure" in answers[-1].content.decode()
    right = {"username": "mediateur", "password": DEMO_PASSWORD}
    assert client.post("/connexion/", right).status_code == 429


def test_no_demo_account_is_made_nor_shown_elsewhere_than_on_a_demonstration(ouvrir, settings_of):
    from justedroit.web import comptes

    with settings_of(DEMONSTRATION=False):
        assert DEMO_PASSWORD not in ouvrir(None).get("/connexion/").content.decode()
        with pytest.raises(RuntimeError):
            comptes.create_demo_accounts()


def test_a_page_says_that_it_is_a_demonstration_and_on_which_day(ouvrir):
    shown = ouvrir().get("/").content.decode()
    assert "Caisse de démonstration" in shown
    assert "10\u00a0juillet 2025" in shown


def test_a_page_runs_no_script_but_ours_and_is_kept_by_no_one(ouvrir):
    headers = ouvrir().get("/").headers
    policy = headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "style-src 'self'" in policy
    assert "unsafe" not in policy
    assert "no-store" in headers["Cache-Control"]


# ---------------------------------------------------------------- search


@pytest.mark.parametrize(
    "asked", [str(INDU), nir_of(INDU), nir_of(INDU)[:13], NAMES[INDU][0], " essai-alpha premier "]
)
def test_a_dossier_is_found_by_its_number_its_nir_or_a_name(asked, ouvrir):
    shown = ouvrir().post("/recherche/", {"q": asked}, follow=True).content.decode()
    assert "1 dossier trouvé" in shown
    assert f'href="/dossiers/{INDU}/"' in shown


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("999999", "Aucun dossier trouvé"),
        ("personne de ce nom", "Aucun dossier trouvé"),
        ("", "Rien à chercher"),
        ("0", "commence à 1"),
        (nir_of(INDU)[:13] + "00", "clé"),
        ("x" * 200, "trop long"),
        ("\x00", "chercher"),
    ],
)
def test_what_is_not_found_or_ill_written_is_told_in_french(asked, said, ouvrir):
    answer = ouvrir().post("/recherche/", {"q": asked}, follow=True)
    assert answer.status_code == 200
    assert said in answer.content.decode()


def test_what_is_looked_for_is_in_no_address(ouvrir):
    client = ouvrir()
    assert 'method="post"' in client.get("/recherche/").content.decode()
    shown = client.get("/recherche/", {"q": nir_of(INDU)}).content.decode()
    assert "trouvé" not in shown
    answer = client.post("/recherche/", {"q": nir_of(INDU)})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/recherche/resultats/")


def test_what_was_looked_for_is_shown_again_and_is_kept_in_the_session_encrypted(ouvrir):
    client = ouvrir()
    client.post("/recherche/", {"q": nir_of(INDU)})
    for _ in range(2):
        shown = client.get("/recherche/resultats/").content.decode()
        assert "1 dossier trouvé" in shown
        assert nir_of(INDU) in shown  # in the field, to be mended
    kept = Session.objects.get(session_key=client.session.session_key)
    assert nir_of(INDU)[:13] not in str(kept.get_decoded()) + kept.session_data
    client.post("/deconnexion/")
    assert not Session.objects.filter(session_key=kept.session_key).exists()


def test_results_that_nobody_asked_for_lead_to_the_search(ouvrir):
    client = ouvrir()
    assert client.get("/recherche/resultats/").headers["Location"] == "/recherche/"
    client.post("/recherche/", {"q": "12"})
    session = client.session
    session["recherche"] = "AAAA" + session["recherche"][4:]
    session.save()
    assert client.get("/recherche/resultats/").headers["Location"] == "/recherche/"


# ---------------------------------------------------------------- when the session has ended


def test_a_part_of_a_page_asked_for_too_late_sends_the_whole_page_to_sign_in(ouvrir):
    asked = {"HX-Request": "true", "HX-Current-URL": "http://127.0.0.1/dossiers/7/?au=2025-03-01"}
    answer = ouvrir(None).get("/dossiers/7/droits/af/2025-03/", headers=asked)
    assert answer.status_code == 200
    assert answer.content == b""
    assert answer.headers["HX-Redirect"] == "/connexion/?next=/dossiers/7/%3Fau%3D2025-03-01"
    assert "Location" not in answer.headers


def test_the_way_to_sign_in_names_no_other_site(ouvrir):
    asked = {"HX-Request": "true", "HX-Current-URL": "https://ailleurs.test//autre.test/x"}
    answer = ouvrir(None).get("/", headers=asked)
    assert answer.headers["HX-Redirect"] == "/connexion/?next=/"


def test_a_redirection_of_ours_is_left_as_it_is(ouvrir):
    answer = ouvrir().get("/recherche/resultats/", headers={"HX-Request": "true"})
    assert "HX-Redirect" not in answer.headers
    assert answer.headers["Location"] == "/recherche/"


# ---------------------------------------------------------------- what is wrong


def test_what_does_not_exist_is_told_under_the_layout(ouvrir):
    answer = ouvrir().get("/nulle-part/")
    assert answer.status_code == 404
    assert "Cette page n’existe pas" in answer.content.decode()


def test_a_page_that_a_role_does_not_open_says_so(ouvrir):
    answer = ouvrir("gestionnaire").get("/consultations/")
    assert answer.status_code == 403
    assert "Votre rôle n’ouvre pas cette page" in answer.content.decode()


def test_a_form_from_elsewhere_is_refused_in_french(site):
    from django.test import Client

    client = Client(HTTP_HOST="127.0.0.1", enforce_csrf_checks=True)
    answer = client.post("/connexion/", {"username": "x", "password": "y"})
    assert answer.status_code == 403
    assert "Ce formulaire n’est plus valable" in answer.content.decode()


def test_another_name_of_host_is_refused_in_french(site):
    from django.test import Client

    answer = Client(HTTP_HOST="ailleurs.test").get("/connexion/")
    assert answer.status_code == 400
    assert "Cette demande n’est pas comprise" in answer.content.decode()


def test_a_defect_shows_no_trace_and_logs_no_value(ouvrir, monkeypatch, caplog):
    from justedroit.web.agents.recherche import views

    def broken(*_):
        raise KeyError(nir_of(INDU))

    monkeypatch.setattr(views, "search", broken)
    client = ouvrir()
    client.raise_request_exception = False
    caplog.handler.setFormatter(Discret())
    monkeypatch.setattr(logging.getLogger("django"), "handlers", [caplog.handler])
    answer = client.post("/recherche/", {"q": nir_of(INDU)}, follow=True)
    assert answer.status_code == 500
    shown, logged = answer.content.decode(), caplog.text
    assert "Le logiciel s’est arrêté en chemin" in shown
    assert "KeyError" in logged
    assert "KeyError" not in shown
    assert nir_of(INDU)[:13] not in shown + logged


# ---------------------------------------------------------------- who opened what


@pytest.fixture
def ouverture():
    """Return a page of a dossier: what a subject would write."""
    from django.http import HttpResponse

    from justedroit.web.acces import opens_dossier
    from justedroit.web.permissions import needs

    @needs(*LECTEURS)
    @opens_dossier("essai")
    def page(request, *, numero):
        return HttpResponse(f"dossier {numero}")

    return page


@pytest.fixture
def demande(ouvrir):
    """Return what makes a request of someone signed in."""
    from django.contrib.auth.models import User
    from django.test import RequestFactory

    def made(account):
        request = RequestFactory().get("/dossiers/")
        request.user = User.objects.get(username=account)
        return request

    return made


def test_an_opening_is_logged_before_the_page_and_shown_to_the_auditor(ouverture, demande, ouvrir):
    assert ouverture(demande("recouvrement"), numero=SIMPLE).status_code == 200
    shown = ouvrir("auditeur").get("/consultations/", {"dossier": SIMPLE}).content.decode()
    for part in ("recouvrement", "essai", f"Dossier {SIMPLE} : "):
        assert part in shown


def test_a_dossier_that_does_not_exist_is_not_found(ouverture, demande):
    from django.http import Http404

    for number in (0, 999):
        with pytest.raises(Http404):
            ouverture(demande("gestionnaire"), numero=number)


def test_when_the_trace_cannot_be_written_the_page_is_not_shown(ouverture, demande, monkeypatch):
    from django.db import OperationalError

    from justedroit.web import wiring

    class Full:
        def keep(self, _):
            raise OperationalError("database or disk is full")

    monkeypatch.setattr(wiring, "openings", Full)
    answer = ouverture(demande("gestionnaire"), numero=INDU)
    assert answer.status_code == 503
    assert f"dossier {INDU}" not in answer.content.decode()


@pytest.mark.parametrize("asked", ["abc", "0", "-1", "99999999999999999999"])
def test_the_log_of_what_is_no_dossier_is_empty(asked, ouvrir):
    answer = ouvrir("auditeur").get("/consultations/", {"dossier": asked})
    assert answer.status_code == 200


def test_the_home_page_shows_the_dossiers_last_opened(ouverture, demande, ouvrir):
    ouverture(demande("controleur"), numero=SIMPLE)
    ouverture(demande("controleur"), numero=INDU)
    shown = ouvrir("controleur").get("/").content.decode()
    assert shown.index(f"Dossier {INDU}") < shown.index(f"Dossier {SIMPLE}")


def test_on_a_demonstration_the_log_says_by_which_clock_it_is_dated(ouvrir):
    shown = ouvrir("auditeur").get("/consultations/").content.decode()
    assert "vit à un autre jour que le nôtre" in shown


# ---------------------------------------------------------------- how many queries


@pytest.mark.parametrize(
    ("account", "where", "most"),
    [
        (None, "/connexion/", 0),
        ("gestionnaire", "/", 4),  # session, account, roles, last dossiers
        ("gestionnaire", "/recherche/", 3),
        ("auditeur", f"/consultations/?dossier={INDU}", 4),
    ],
)
def test_the_queries_of_a_page_are_counted(account, where, most, ouvrir, requetes):
    client = ouvrir(account)
    client.get(where)
    with requetes() as asked:
        client.get(where)
    assert len(asked) <= most, [q["sql"] for q in asked.captured_queries]


# ---------------------------------------------------------------- with and without a site


def test_the_journals_and_the_sessions_share_one_connection(site):
    from justedroit.web import wiring

    assert wiring.records().alias == wiring.openings().alias == "default"


def test_the_journals_open_without_the_settings_of_a_site(tmp_path):
    """What every command does but `serve`."""
    code = (
        "import sys\n"
        "from justedroit.records.database import open_database\n"
        f"print(open_database('sqlite:///{tmp_path}/seul.sqlite3').alias)\n"
        "assert 'axes' not in sys.modules\n"
    )
    environment = {k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith("journaux_")
