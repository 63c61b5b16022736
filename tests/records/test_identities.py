"""Identities: kept, found, erased, the same in memory and in the databases; never in clear there."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import logging
import secrets
import traceback
from dataclasses import replace

import pytest
from django.db import DatabaseError, connections
from hypothesis import given
from hypothesis import strategies as st

from justedroit.core.base import Refused
from justedroit.core.identites import (
    ACCOUNTS,
    Adresse,
    Compte,
    Identite,
    Recherche,
    nir_key,
    read_recherche,
    verified,
)
from justedroit.records.cles import keyring
from justedroit.records.database import open_database, open_identities
from justedroit.records.interface import StaleSequence
from justedroit.records.memory import MemoryRecords
from justedroit.records.memory_identities import MemoryIdentities
from justedroit.steps.identify import erase_identity, identify

NOW = dt.datetime(2026, 1, 5, 9, 30, tzinfo=dt.UTC)
KEY, OTHER_KEY = secrets.token_bytes(32), secrets.token_bytes(32)
KEYS = keyring([KEY])


def nir(order):
    number = f"2995099901{order:03d}"
    return f"{number}{nir_key(number):02d}"


def someone(dossier=1, person=1, nom="Exemplard", prenoms="Zoé", **others):
    return Identite(dossier, person, nom, prenoms, **others)


COMPTE = Compte("Zoé Exemplard", "FR7699999999990000000000153")
BAILLEUR = Compte("Bailleur Fictier", "DE89370400440532013000")
ZOE = someone(
    nom_usage="Simulot",
    nir=nir(1),
    adresse=Adresse("12", "rue de l'Exemple", "99010", "Fictionnay-sur-Test"),
    compte=COMPTE,
    bailleur=BAILLEUR,
)
LOU = someone(person=3, prenoms="Lou")
MAX = someone(dossier=2, nom="Exemplardin", prenoms="Max", nir=nir(2), compte=COMPTE)
SECRETS = [
    *("Exemplard", "EXEMPLARD", "exemplard", "Simulot", "simulot", "Zoé", "Zoe", "Fictionnay"),
    *("rue de l'Exemple", nir(1), nir(1)[:13], nir(2)[:13], COMPTE.iban, COMPTE.iban[4:]),
    *(BAILLEUR.iban, "Bailleur Fictier", COMPTE.iban[-11:]),
]


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
def both(request, tmp_path):
    """Return journals and identities, in memory or in the same database, with dossiers 1 and 2."""
    if request.param == "memory":
        yield MemoryRecords(), MemoryIdentities()
        return
    url = f"sqlite:///{tmp_path / 'caisse.sqlite3'}"
    if request.param == "postgresql":
        url = request.getfixturevalue("postgresql_url")
    records = open_database(url)
    with contextlib.closing(records):
        yield records, open_identities(records, KEYS)


@pytest.fixture
def filled(both, rows):
    records, identities = both
    records.append(rows(facts=[{}, {"dossier": 2}]), {1: 0, 2: 0})
    assert identify(records, identities, [ZOE, LOU, MAX], NOW, "agent:12") == []
    return both


@pytest.fixture
def sqlite(tmp_path, rows):
    """Return journals and identities in a SQLite file."""
    records = open_database(f"sqlite:///{tmp_path / 'caisse.sqlite3'}")
    records.append(rows(facts=[{}, {"dossier": 2}]), {1: 0, 2: 0})
    with contextlib.closing(records):
        yield records, open_identities(records, KEYS)


def asked(text):
    found = read_recherche(text)
    assert isinstance(found, Recherche), found
    return found


def bytes_of(folder):
    return b"".join(p.read_bytes() for p in sorted(folder.iterdir()) if p.is_file())


def found_in(content, words=SECRETS):
    return [
        word for word in words if word.encode() in content or word.encode("utf-16-le") in content
    ]


# --- the same everywhere ---------------------------------------------------------------------


def test_what_is_kept_is_read_back_by_dossier_and_person(filled):
    _, identities = filled
    assert identities.get([1, 2, 3]) == {1: (ZOE, LOU), 2: (MAX,)}
    assert identities.get([]) == {}


def test_the_last_identity_of_a_person_takes_the_place_of_the_first(filled):
    _, identities = filled
    married = replace(ZOE, nom_usage="", adresse=None, bailleur=None)
    identities.put([ZOE, married])
    assert identities.get([1]) == {1: (married, LOU)}
    assert identities.search(asked("Simulot"), 5) == []
    identities.put([])
    assert identities.get([1]) == {1: (married, LOU)}


def test_accounts_have_one_row_for_each_dossier_and_payee(filled):
    _, identities = filled
    accounts = identities.accounts()
    assert accounts.schema == ACCOUNTS
    rows = accounts.to_pylist()
    assert [(r["dossier"], r["payee"], r["holder"], r["iban"]) for r in rows] == [
        (1, "allocataire", COMPTE.titulaire, COMPTE.iban),
        (1, "bailleur", BAILLEUR.titulaire, BAILLEUR.iban),
        (2, "allocataire", COMPTE.titulaire, COMPTE.iban),
    ]
    assert rows[0]["fingerprint"] == rows[2]["fingerprint"] == identities.fingerprint(COMPTE.iban)
    assert rows[1]["fingerprint"] != rows[0]["fingerprint"]
    assert identities.accounts([2]).to_pylist() == rows[2:]
    assert identities.accounts([]).num_rows == identities.accounts([9]).num_rows == 0


@pytest.mark.parametrize(
    ("text", "dossiers"),
    [
        ("Exemplard", [1, 2]),  # the whole word, then the name that only begins so
        ("exemplardin", [2]),
        ("EXE", [1, 2]),
        ("zoé exem", [1]),
        ("Exemplard Max", [2]),
        ("simulot", [1]),  # her usual name
        ("lou", [1]),  # a child
        ("lou max", []),  # not the same person
        ("Personne", []),
        (nir(1), [1]),
        (nir(2)[:13], [2]),
        (nir(3), []),
    ],
)
def test_a_dossier_is_found_by_name_or_nir(filled, text, dossiers):
    _, identities = filled
    assert identities.search(asked(text), 5) == dossiers
    assert identities.search(asked(text), 1) == dossiers[:1]


def test_a_dossier_number_is_not_looked_for_among_identities(filled):
    assert filled[1].search(asked("1"), 5) == []


def test_a_dossier_that_is_erased_is_no_longer_read_found_nor_paid(filled):
    records, identities = filled
    before = records.facts().to_pylist()
    assert erase_identity(records, identities, 1, NOW, "agent:12") == 2
    assert identities.get([1, 2]) == {2: (MAX,)}
    assert identities.search(asked("Exemplard"), 5) == [2]
    assert identities.search(asked(nir(1)), 5) == []
    assert identities.accounts().column("dossier").to_pylist() == [2]
    assert records.facts().to_pylist() == before
    assert identities.erase([1, 1]) == 0
    assert identities.erase([2, 2]) == 1


def test_an_act_that_fails_keeps_nothing_of_either(filled):
    records, identities = filled
    seen = records.sequences([1, 2])

    def stale(*_):
        raise StaleSequence([1])

    records_before, records.append = records.append, stale
    for act in (
        lambda: erase_identity(records, identities, 1, NOW, "agent:12"),
        lambda: identify(records, identities, [replace(ZOE, nom="Autrement")], NOW, "agent:12"),
    ):
        with pytest.raises(StaleSequence):
            act()
    records.append = records_before
    assert identities.get([1]) == {1: (ZOE, LOU)}
    assert records.sequences([1, 2]) == seen


@given(
    st.lists(
        st.tuples(
            st.integers(1, 4),
            st.integers(1, 3),
            st.sampled_from(["Exempleau", "Exemplet", "Fictier-Exemplet", "de Li", "Le"]),
            st.sampled_from(["Zoé", "Lou Max", "Max"]),
        ),
        max_size=8,
    ),
    st.lists(
        st.sampled_from(
            ["exe", "exemplet", "fic max", "zoe", "li", "le", "max lou exe", "fictier"]
        ),
        min_size=1,
    ),
    st.integers(1, 4),
)
def test_the_databases_find_what_memory_finds(three, people, texts, erased):
    kept = [someone(d, p, nom=nom, prenoms=prenoms) for d, p, nom, prenoms in people]
    answers = []
    for identities in three:
        identities.erase([1, 2, 3, 4])
        identities.put(kept)
        found = [identities.search(asked(text), 3) for text in texts]
        counted = identities.erase([erased])
        answers.append((found, counted, identities.get([1, 2, 3, 4])))
    assert answers[0] == answers[1] == answers[2]


@pytest.fixture(scope="module")
def three(tmp_path_factory, new_postgresql_database):
    urls = [f"sqlite:///{tmp_path_factory.mktemp('trois')}/c.sqlite3", new_postgresql_database()]
    opened = [open_database(url) for url in urls]
    yield [MemoryIdentities(), *(open_identities(records, KEYS) for records in opened)]
    for records in opened:
        records.close()


# --- what the journals are told --------------------------------------------------------------


def test_the_journal_says_which_fields_changed_and_nothing_of_them(filled):
    records, identities = filled
    identify(records, identities, [replace(ZOE, compte=replace(COMPTE, titulaire="Z E"))], NOW, "a")
    identify(records, identities, [ZOE, ZOE], NOW, "agent:12")
    identify(records, identities, [ZOE], NOW, "agent:12")  # nothing to tell
    erase_identity(records, identities, 1, NOW, "agent:13")
    told = [(e["tag"], json.loads(e["payload"])) for e in records.events([1]).to_pylist()]
    every = ["nom", "prenoms", "nom_usage", "nir", "adresse", "compte", "bailleur"]
    assert told == [
        ("identite.enregistree", {"personnes": {"1": every, "3": ["nom", "prenoms"]}}),
        ("identite.enregistree", {"personnes": {"1": ["compte"]}}),
        ("identite.enregistree", {"personnes": {"1": ["compte"]}}),
        ("identite.effacee", {"nombre": 2}),
    ]
    assert found_in(json.dumps(records.events().to_pylist(), default=str).encode()) == []


# --- nothing in clear ------------------------------------------------------------------------


def test_no_byte_of_the_file_holds_an_identity_and_none_remains_once_erased(sqlite, tmp_path):
    records, identities = sqlite
    identify(records, identities, [ZOE, LOU, MAX], NOW, "agent:12")
    assert found_in(bytes_of(tmp_path)) == []
    with connections[records.alias].cursor() as cursor:
        cursor.execute("SELECT * FROM identite WHERE dossier = 1")
        kept = [value for row in cursor.fetchall() for value in row if isinstance(value, bytes)]
        cursor.execute("SELECT mot FROM identite_mot WHERE dossier = 1")
        kept += [mot.to_bytes(8, "big", signed=True) for (mot,) in cursor.fetchall()]
        cursor.execute("SELECT mot FROM identite_mot WHERE dossier = 2")
        shared = {mot.to_bytes(8, "big", signed=True) for (mot,) in cursor.fetchall()}
    own = [value for value in kept if value not in shared]
    assert len(own) > 10
    content = bytes_of(tmp_path)
    assert all(value in content for value in own)
    erase_identity(records, identities, 1, NOW, "agent:12")
    content = bytes_of(tmp_path)
    assert [value for value in own if value in content] == []
    assert identities.get([2]) == {2: (MAX,)}


def test_a_word_in_clear_would_be_seen(tmp_path):
    (tmp_path / "x").write_bytes(b"...Exemplard...")
    assert found_in(bytes_of(tmp_path)) == ["Exemplard"]


@pytest.fixture
def postgresql(postgresql_url, rows):
    records = open_database(postgresql_url)
    records.append(rows(facts=[{}, {"dossier": 2}]), {1: 0, 2: 0})
    with contextlib.closing(records):
        yield records, open_identities(records, KEYS)


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_neither_queries_nor_logs_nor_columns_hold_an_identity(request, kind, caplog):
    records, identities = request.getfixturevalue(kind)
    connection = connections[records.alias]
    connection.force_debug_cursor = True
    with caplog.at_level(logging.DEBUG):
        identify(records, identities, [ZOE, LOU, MAX], NOW, "agent:12")
        for text in ("Exemplard Zoé", "simulot", nir(1)):
            assert identities.search(asked(text), 5) == [1] or text == "Exemplard Zoé"
        identities.accounts()
        identities.get([1, 2])
    connection.force_debug_cursor = False
    said = caplog.text + " ".join(query["sql"] for query in connection.queries_log)
    assert "identite" in said
    assert found_in(said.encode()) == []
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM identite")
        shown = b"".join(bytes(v) for r in cursor.fetchall() for v in r if isinstance(v, bytes))
    assert len(shown) > 500
    assert found_in(shown) == []


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_base_that_fails_says_nothing_of_whom_it_was_about(request, kind):
    records, identities = request.getfixturevalue(kind)
    identities.put([MAX])
    with connections[records.alias].cursor() as cursor:
        cursor.execute("ALTER TABLE identite RENAME TO partie")
    for act in (
        lambda: identities.put([ZOE, LOU]),
        lambda: identities.search(asked(nir(1)), 5),
        lambda: identities.get([1]),
    ):
        with pytest.raises(DatabaseError) as error:
            act()
        said = "".join(traceback.format_exception(error.value)).encode()
        assert b"identite" in said
        assert found_in(said) == []


def test_lengths_of_names_do_not_show(sqlite):
    records, identities = sqlite
    identities.put([someone(nom="Li"), someone(dossier=2, nom="Exemplardinette")])
    with connections[records.alias].cursor() as cursor:
        cursor.execute("SELECT DISTINCT length(nom) FROM identite")
        assert len(cursor.fetchall()) == 1


def test_the_same_name_is_never_encrypted_twice_into_the_same_bytes(sqlite):
    records, identities = sqlite
    identities.put([someone(dossier=d) for d in range(1, 51)])
    with connections[records.alias].cursor() as cursor:
        cursor.execute(
            "SELECT count(DISTINCT nom), count(DISTINCT substr(nom, 1, 12)) FROM identite"
        )
        assert cursor.fetchone() == (50, 50)


def test_a_value_moved_or_changed_is_refused_and_not_shown(sqlite):
    records, identities = sqlite
    identities.put([ZOE, MAX])
    for change in (
        "UPDATE identite SET nom = prenoms WHERE dossier = 1",
        "UPDATE identite SET nom = (SELECT nom FROM identite WHERE dossier = 1) WHERE dossier = 2",
        "UPDATE identite SET nom = substr(nom, 1, 20) WHERE dossier = 1",
        "UPDATE identite SET nom = x'' WHERE dossier = 1",
    ):
        identities.put([ZOE, MAX])
        with connections[records.alias].cursor() as cursor:
            cursor.execute(change)
        with pytest.raises(Refused, match="ne se déchiffre pas") as error:
            identities.get([1, 2])
        assert found_in(str(error.value).encode()) == []
        assert error.value.__cause__ is None


def test_what_no_longer_deciphers_can_still_be_erased(sqlite):
    records, identities = sqlite
    identify(records, identities, [ZOE], NOW, "agent:12")
    with connections[records.alias].cursor() as cursor:
        cursor.execute("UPDATE identite SET nom = x'00'")
    assert erase_identity(records, identities, 1, NOW, "agent:12") == 1


# --- keys ------------------------------------------------------------------------------------


@pytest.fixture(params=["sqlite", "postgresql"])
def keyed(request):
    records, identities = request.getfixturevalue(request.param)
    identities.put([ZOE, LOU, MAX])
    return records, identities


def test_another_key_is_refused_at_once_and_told_plainly(keyed):
    records, _ = keyed
    with pytest.raises(Refused, match="La clé donnée n'est pas celle"):
        open_identities(records, keyring([OTHER_KEY]))


def test_where_nothing_is_kept_any_key_will_do(sqlite):
    records, _ = sqlite
    identities = open_identities(records, keyring([OTHER_KEY]))
    assert identities.get([1]) == {}
    assert identities.accounts().num_rows == 0


def test_a_new_key_takes_the_place_of_the_old_and_fingerprints_stay(keyed):
    records, identities = keyed
    accounts = identities.accounts()
    told = []
    both = open_identities(records, keyring([OTHER_KEY, KEY]))
    both.put([replace(MAX, prenoms="Maxime")])
    assert identities_of(both) == {1: (ZOE, LOU), 2: (replace(MAX, prenoms="Maxime"),)}
    assert both.search(asked("Exemplard"), 5) == [1, 2]  # under either key
    assert both.rotate(told.append) == 2
    assert both.rotate() == 0
    assert told == [2]
    new = open_identities(records, keyring([OTHER_KEY]))
    assert identities_of(new) == identities_of(both)
    assert new.accounts().equals(accounts)
    assert new.search(asked("Exemplard"), 5) == [1, 2]
    assert new.search(asked(nir(1)), 5) == [1]
    with pytest.raises(Refused, match="La clé donnée"):
        open_identities(records, KEYS)


def identities_of(identities):
    return identities.get([1, 2])


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_fingerprint_is_the_same_for_all_who_open_whatever_failed_before(request, kind):
    records, first = request.getfixturevalue(kind)
    lost = []

    def put_then_fail():
        with first.together():
            first.put([ZOE])
            lost.append(first.fingerprint(COMPTE.iban))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        put_then_fail()
    assert first.get([1]) == {}
    kept = first.fingerprint(COMPTE.iban)
    assert kept not in lost
    assert open_identities(records, KEYS).fingerprint(COMPTE.iban) == kept
    assert first.fingerprint(COMPTE.iban) == kept


def test_a_wrapped_secret_that_was_changed_is_refused(keyed):
    records, _ = keyed
    with connections[records.alias].cursor() as cursor:
        cursor.execute("UPDATE identite_cle SET secret = %s", [bytes(60)])
    with pytest.raises(Refused, match="La clé donnée"):
        open_identities(records, KEYS)


def test_a_process_that_holds_the_old_key_only_is_told_which_is_missing(keyed):
    records, old = keyed
    open_identities(records, keyring([OTHER_KEY, KEY])).put([MAX])
    assert old.get([1]) == {1: (ZOE, LOU)}
    with pytest.raises(Refused, match="qui n'est pas donnée"):
        old.get([2])


def test_a_change_of_keys_that_stops_goes_on_where_it_was(keyed, monkeypatch):
    records, _ = keyed
    monkeypatch.setattr("justedroit.records.database.identities._AT_ONCE", 1)
    both = open_identities(records, keyring([OTHER_KEY, KEY]))

    def stop(done):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        both.rotate(stop)
    assert identities_of(both) == {1: (ZOE, LOU), 2: (MAX,)}
    assert both.rotate() == 2
    assert identities_of(open_identities(records, keyring([OTHER_KEY]))) == identities_of(both)


def test_the_identities_of_these_tests_are_acceptable():
    assert [verified(one) for one in (ZOE, LOU, MAX)] == [ZOE, LOU, MAX]
