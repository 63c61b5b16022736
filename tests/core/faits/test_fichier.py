"""Files of statements as people send them: read line by line, or refused whole and said why."""

from __future__ import annotations

import csv
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from justedroit.core.base import Refusal
from justedroit.core.faits import FACTS, Statement, read_statements, receive, refusal_report

HEADER = "dossier;personne;nature;valeur;valable_du;valable_au;source;auteur;piece;remplace"
LINE = "12;0;loyer;650,50;01/03/2025;31/08/2025;allocataire;agent-7;bail-3;4"
RENT = Statement(
    dossier=12,
    person=0,
    kind="loyer",
    value="650,50",
    valid_from=dt.date(2025, 3, 1),
    valid_until=dt.date(2025, 9, 1),
    source="allocataire",
    author="agent-7",
    proof="bail-3",
    replaces=4,
)
JSON_LINE = (
    '{"dossier": 12, "personne": 0, "nature": "loyer", "valeur": 650.10, "valable_du": '
    '"2025-03-01", "source": "allocataire", "auteur": "agent-7", "valable_au": null}'
)


def read(text, name="faits.csv", encoding="utf-8"):
    return read_statements(text.encode(encoding), name)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_a_french_csv_is_read_whatever_wrote_it(encoding, newline):
    line = LINE.replace("agent-7", "Zoé")
    good, bad = read(newline.join([HEADER, line, ""]), encoding=encoding)
    assert bad == []
    assert [(n, s.author, s.valid_from) for n, s in good] == [(2, "Zoé", dt.date(2025, 3, 1))]


def test_every_column_goes_to_its_place_and_the_last_day_is_included():
    assert read(f"{HEADER}\n{LINE}\n") == ([(2, RENT)], [])


def test_columns_may_come_in_another_order_with_commas_and_without_the_optional_ones():
    text = (
        "nature,valeur,dossier,personne,valable_du,source,auteur\n"
        'loyer,"650,50",12,0,2025-03-01,allocataire,agent-7\n'
    )
    ((_, one),), bad = read(text)
    assert bad == []
    assert (one.value, one.valid_until, one.proof, one.replaces) == ("650,50", None, None, None)


def test_json_lines_keep_numbers_as_they_are_written():
    ((line, one),), bad = read(JSON_LINE + "\n", "faits.jsonl")
    assert (line, bad) == (1, [])
    assert (one.value, one.dossier, one.valid_until) == ("650.10", 12, None)


def test_a_truth_of_json_is_a_truth_and_a_null_withdraws():
    text = "\n".join(JSON_LINE.replace("650.10", v) for v in ("true", "null", '"oui"'))
    good, _ = read(text, "faits.ndjson")
    assert [one.value for _, one in good] == ["true", None, "oui"]


@pytest.mark.parametrize(
    ("content", "name", "what"),
    [
        (b"", "faits.csv", "vide"),
        (b"\xef\xbb\xbf\n \n", "faits.csv", "vide"),
        (b"PK\x03\x04suite", "faits.csv", "classeur"),
        (b"\xd0\xcf\x11\xe0suite", "faits.csv", "Excel"),
        (b"%PDF-1.7", "faits.csv", "PDF"),
        (HEADER.encode("utf-16"), "faits.csv", "UTF-16"),
        (b"abc\x00def", "faits.csv", "binaire"),
        (HEADER.encode(), "faits.csv", "que son en-tête"),
        (b"nom;prenom\nA;B", "faits.csv", "il manque dossier"),
        (f"{HEADER};couleur\n".encode(), "faits.csv", "colonne inconnue « couleur »"),
        (f"{HEADER};piece\n".encode(), "faits.csv", "deux fois"),
        (f'"{HEADER}\n'.encode(), "faits.csv", "en-tête attendu"),
        (JSON_LINE.encode(), "faits.csv", "en-tête attendu"),
        (f"{HEADER}\n{LINE}".encode(), "faits.jsonl", "lignes JSON"),
        (f"[{JSON_LINE}]".encode(), "faits.json", "lignes JSON"),
        (f"{HEADER}\n{LINE}".encode(), "faits.xlsx", "« .xlsx »"),
        (f"{HEADER}\n{LINE}".encode(), "faits", "type de fichier"),
    ],
)
def test_a_file_that_is_not_what_it_claims_is_refused_whole(content, name, what):
    good, (refusal,) = read_statements(content, name)
    assert good == []
    assert what in refusal.what
    assert refusal.where == f"fichier {name}"
    assert refusal.mend


@pytest.mark.parametrize(
    ("line", "what"),
    [
        (LINE.replace("12;0", "douze;0"), "« dossier » : « douze »"),
        (LINE.replace("12;0", "12;"), "« personne »"),
        (LINE.replace("01/03/2025", "30/02/2025"), "« valable_du » : « 30/02/2025 »"),
        (LINE.replace("01/03/2025", ""), "« valable_du »"),
        (LINE.replace("31/08/2025", "bientôt"), "« valable_au »"),
        (LINE.replace("31/08/2025", "31/12/9999"), "hors du calendrier"),
        (LINE.replace(";4", ";quatre"), "« remplace »"),
        (LINE + ";", "11 colonnes"),
        ("12;0", "2 colonnes"),
        (LINE.replace("bail-3", '"bail-3'), "guillemet"),
        (LINE.replace("12;0", "1" * 30 + ";0"), "« dossier »"),
    ],
)
def test_a_bad_line_is_refused_with_its_number_and_the_others_are_read(line, what):
    good, (refusal,) = read(f"{HEADER}\n{LINE}\n\n{line}\n{LINE}\n")
    assert good == [(2, RENT), (5, RENT)]
    assert refusal.where == "ligne 4"
    assert what in refusal.what
    assert refusal.mend


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("{", "pas du JSON"),
        ("[1]", "objet JSON"),
        ("[" * 100_000, "pas du JSON"),
        (JSON_LINE.replace("650.10", "[650]"), "objet JSON à plat"),
        (JSON_LINE.replace('"valeur": 650.10, ', ""), "manque valeur"),
        (JSON_LINE.replace("auteur", "auteure"), "manque auteur"),
        (JSON_LINE.replace('"source"', '"couleur": 1, "source"'), "« couleur »"),
        (JSON_LINE.replace('"dossier": 12', '"dossier": 1.5'), "« dossier »"),
    ],
)
def test_a_bad_json_line_is_refused_with_its_number(line, what):
    good, (refusal,) = read(f"{JSON_LINE}\n{line}\n", "faits.jsonl")
    assert [n for n, _ in good] == [1]
    assert refusal.where == "ligne 2"
    assert what in refusal.what


def test_not_a_number_in_json_is_refused_at_reception():
    good, _ = read(JSON_LINE.replace("650.10", "NaN"), "faits.jsonl")
    now = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    reception = receive([s for _, s in good], FACTS.empty_table(), now, [n for n, _ in good])
    assert "pas un nombre fini" in reception.refusals[0].what


@pytest.mark.parametrize("twice", ['"valeur": "1"', '"auteur": "x"', '"auteur": {"a": 1, "a": 2}'])
def test_a_field_written_twice_in_a_json_line_is_refused_and_named(twice):
    good, (refusal,) = read(f"{JSON_LINE[:-1]}, {twice}}}\n", "faits.jsonl")
    assert good == []
    assert "deux fois" in refusal.what
    assert refusal.where == "ligne 1"


def test_half_a_character_is_refused_and_what_tells_it_can_be_written():
    line = JSON_LINE.replace("650.10", '"\\ud800"')
    odd = JSON_LINE.replace('"nature"', '"nature\\udfff"')
    good, refusals = read(f"{line}\n{odd}\n", "faits.jsonl")
    assert good == []
    assert "moitié de caractère" in refusals[0].what
    refusal_report(refusals).encode("utf-8")


def test_a_kind_that_cannot_be_written_is_refused_in_words_that_can():
    said = Statement(1, 0, "\ud800", "1", dt.date(2025, 1, 1), None, "agent", "A")
    now = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    (refusal,) = receive([said], FACTS.empty_table(), now).refusals
    str(refusal).encode("utf-8")


def test_the_report_says_line_problem_and_correction():
    refusals = [
        Refusal('Un « ; » et un " de trop.', "ligne 13", "Ôtez-les ; merci.", "CSS art. 1"),
        Refusal("Le loyer est négatif.", "ligne 9, dossier 3", "Corrigez."),
        Refusal("Le fichier est vide.", "fichier a.csv", "Déposez-le."),
    ]
    report = refusal_report(refusals)
    assert list(csv.reader(report.splitlines(), delimiter=";")) == [
        ["ligne", "probleme", "correction"],
        ["", "fichier a.csv : Le fichier est vide.", "Déposez-le."],
        ["9", "dossier 3 : Le loyer est négatif.", "Corrigez."],
        ["13", 'Un « ; » et un " de trop. (CSS art. 1)', "Ôtez-les ; merci."],
    ]


def test_the_report_holds_no_formula_for_a_spreadsheet():
    report = refusal_report([Refusal("=1+1", "ligne 2", "@SOMME(A1)")])
    assert report.splitlines()[1] == "2;'=1+1;'@SOMME(A1)"


@given(st.binary(max_size=200), st.sampled_from(["a.csv", "a.jsonl", "a.xls"]))
def test_no_file_breaks_the_reading(content, name):
    good, bad = read_statements(content, name)
    assert bad
    assert good == []
    assert refusal_report(bad)


@given(st.text(max_size=60))
def test_no_line_breaks_the_reading(text):
    good, bad = read(f"{HEADER}\n{text}\n{LINE}\n")
    assert good or bad
