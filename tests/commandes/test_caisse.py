"""A fund on the command line: it lives, is read, revised, paid, told new facts."""

from __future__ import annotations

import json
import sqlite3

import pytest
from click.testing import CliRunner

from justedroit.cli import cli
from justedroit.records.database import open_database


def run(*arguments, code=0):
    """Run the command as it is typed; return what it writes."""
    result = CliRunner().invoke(cli, list(map(str, arguments)), catch_exceptions=False)
    assert result.exit_code == code, result.output
    return result.stdout if "--json" in arguments else result.output


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("caisse") / "demo"


@pytest.fixture(scope="module")
def bilan(folder):
    return json.loads(run("demo", "--dossiers", 25, "--mois", 2, "--sortie", folder, "--json"))


@pytest.fixture(scope="module")
def base(folder, bilan):
    return f"sqlite:///{folder}/justedroit.sqlite3"


def test_a_demonstration_ends_with_a_ledger_that_sums_to_zero(bilan, folder):
    assert bilan["foyers"] >= 25
    assert bilan["verse_cents"] == sum(line["cents"] for line in bilan["verse"]) > 0
    assert bilan["solde_cents"] == 0
    assert json.loads((folder / "bilan.json").read_text("utf-8")) == bilan


def test_a_demonstration_writes_over_another_but_over_nothing_else(tmp_path):
    (tmp_path / "lettre.txt").write_text("à garder")
    said = run("demo", "--dossiers", 1, "--mois", 1, "--sortie", tmp_path, code=1)
    assert "lettre.txt" in said
    assert (tmp_path / "lettre.txt").read_text() == "à garder"


def test_a_dossier_shows_its_facts_its_rights_and_its_ledger(base):
    shown = run("dossier", 1, "--base", base)
    for part in ("Les faits", "Connus le 31/12/2023", "Rappels et indus, expliqués"):
        assert part in shown


def test_a_dossier_in_json_holds_every_movement(base):
    told = json.loads(run("dossier", 1, "--base", base, "--json"))
    signs = sum(row["balance_cents"] for row in told["soldes"])
    assert told["faits"]
    assert signs == 0


def test_a_dossier_as_it_was_known_holds_no_later_fact(base):
    told = json.loads(run("dossier", 1, "--base", base, "--au", "2025-01-15", "--json"))
    assert max(row["known_at"] for row in told["faits"]) < "2025-01-16"
    assert told["mouvements"] == []


def test_a_right_is_explained_by_the_tree_of_its_formulas(base):
    everything = json.loads(run("dossier", 1, "--base", base, "--json"))
    right = next((r for r in everything["droits"] if r["benefit"] in ("af", "rsa", "ppa")), None)
    benefit, month = (right["benefit"], right["month"]) if right else ("rsa", 202501)
    asked = ("--prestation", benefit, "--mois", f"{month // 100}-{month % 100:02d}")
    told = json.loads(run("dossier", 1, "--base", base, *asked, "--json"))
    if right:
        assert told["du_centimes"] == right["posted_cents"]
    assert told["arbre"]["children"]
    assert "Droit dû" in run("dossier", 1, "--base", base, *asked)


def test_an_unknown_dossier_is_told_so(base):
    assert "n'existe pas" in run("dossier", 999_999, "--base", base, code=1)


def test_a_month_already_paid_has_nothing_left_to_pay(base):
    assert "Rien à payer" in run("lot", "payer", "2025-02", "--sans-banque", "--base", base)


def test_a_month_that_is_not_one_is_refused(base):
    assert "n'est pas un mois" in run("lot", "payer", "2025-13", "--base", base, code=2)


def test_good_lines_go_through_and_bad_ones_wait_in_a_report(base, tmp_path):
    file = tmp_path / "faits.csv"
    head = "dossier;personne;nature;valeur;valable_du;valable_au;source;auteur;piece;remplace\n"
    good = "1;0;tiers_payant_bailleur;true;2025-02-01;;bailleur;flux;;\n"
    file.write_text(f"{head}{good}1;0;loyer;-12;2025-02-01;;bailleur;flux;;\n", "utf-8")
    shown = run("declarer", file, "--base", base, code=1)
    assert "1 déclarations versées, 1 refusées" in shown
    report = (tmp_path / "faits.csv.refus.csv").read_text("utf-8")
    assert report.splitlines()[1].startswith("3;") or "ligne 3" in report
    assert "déjà" in run("declarer", file, "--base", base, code=1)  # the same file again


def declared(file, base, code, *options):
    return json.loads(run("declarer", file, "--base", base, "--json", *options, code=code))


def count(base, dossier=1):
    return len(json.loads(run("dossier", dossier, "--base", base, "--json"))["faits"])


def test_refusals_are_told_by_line_on_the_screen_and_in_the_report(base, tmp_path):
    said = {"dossier": 1, "personne": 0, "nature": "loyer", "source": "bailleur", "auteur": "flux"}
    bad = said | {"valeur": "-1", "valable_du": "2025-02-01"}  # refused when it is received
    lines = [json.dumps(bad), "{", json.dumps(bad), '{"dossier": 1, "dossier": 2}']
    lines.append(json.dumps(bad | {"valeur": "\ud800"}))  # half a character
    file = tmp_path / "faits.jsonl"
    file.write_text("\n".join(lines))
    before = count(base)
    told = declared(file, base, 1)
    starts = [int(r.removeprefix("ligne ").split(" ")[0].strip(",")) for r in told["refuses"]]
    assert starts == [1, 2, 3, 4, 5]
    report = (tmp_path / "faits.jsonl.refus.csv").read_text("utf-8").splitlines()
    assert [line.split(";")[0] for line in report] == ["ligne", "1", "2", "3", "4", "5"]
    assert count(base) == before
    assert sorted(p.name for p in tmp_path.iterdir()) == ["faits.jsonl", "faits.jsonl.refus.csv"]


def test_where_no_report_can_be_written_nothing_is_declared(base, tmp_path):
    file = tmp_path / "faits.csv"
    head = "dossier;personne;nature;valeur;valable_du;source;auteur\n"
    file.write_text(f"{head}1;0;loyer;431;2025-02-01;bailleur;flux\n", "utf-8")
    before = count(base)
    nowhere = tmp_path / "nulle_part" / "refus.csv"
    said = run("declarer", file, "--base", base, "--refus", nowhere, code=1)
    assert "rien n'est versé" in " ".join(said.replace("│", "").split())
    assert count(base) == before
    assert declared(file, base, 0)["acceptes"] == 1
    assert [p.name for p in tmp_path.iterdir()] == ["faits.csv"]


def test_what_was_known_before_anything_was_is_told(base):
    asked = ("--au", "2001-01-01")
    right = ("--prestation", "rsa", "--mois", "2025-01")
    for options in (asked, (*asked, *right), ("--au", "0001-01-01", *right)):
        said = run("dossier", 1, "--base", base, *options, code=1)
        assert "rien n'était encore connu du dossier 1" in " ".join(said.replace("│", "").split())


def test_the_first_month_that_may_be_asked_is_within_the_law(base):
    for benefit in ("apl", "rsa", "ars"):
        run("dossier", 1, "--base", base, "--prestation", benefit, "--mois", "2022-01")


def test_reading_adds_nothing_to_the_journals(base):
    records = open_database(base)
    before = [read() for read in (records.facts, records.events, records.transfers)]
    run("dossier", 1, "--base", base)
    assert [read() for read in (records.facts, records.events, records.transfers)] == before


def test_a_qualification_needs_its_reasons_and_is_recorded(base, folder):
    said = run(
        "qualifier",
        1,
        "bonne_foi",
        "--motif",
        "Erreur de bonne foi.",
        "--agent",
        "A12",
        "--base",
        base,
    )
    assert "bonne foi" in said
    assert "motivée" in run(
        "qualifier", 1, "fraude", "--motif", " ", "--agent", "A", "--base", base, code=1
    )
    with sqlite3.connect(folder / "justedroit.sqlite3") as connection:
        rows = connection.execute("select count(*) from evenement where tag = 'indu.qualifie'")
        assert rows.fetchone() == (1,)
    connection.close()


def test_a_base_that_is_not_there_is_told_so(tmp_path):
    said = run("dossier", 1, "--base", f"sqlite:///{tmp_path}/rien.sqlite3", code=1)
    assert "Il n'y a pas de base" in said


@pytest.mark.parametrize("command", sorted(cli.commands))
def test_every_command_has_its_help_in_french(command):
    shown = run(command, "--help")
    assert "Show this message" not in shown
