"""`justedroit supposer`: what is typed, what is shown, what is refused."""

from __future__ import annotations

import json

import pytest
from benchmarks.loi import LoiDeBanc
from click.testing import CliRunner
from tests.chaine import instant, statements
from tests.foyers import Caisse

from justedroit.cli import cli
from justedroit.commandes.base import clock
from justedroit.core.base import FRANCE, Refused
from justedroit.records.database.existing import open_new
from justedroit.steps import declare


@pytest.fixture(autouse=True)
def law(monkeypatch):
    """Put a law that answers at once where the command asks for the law."""
    monkeypatch.setattr("justedroit.kernels.compiled_law", LoiDeBanc)
    monkeypatch.setattr("justedroit.kernels.is_building", lambda _law: False)


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    fund = Caisse()
    fund.foyer().seul().locataire(450).demande("rsa", "aide_logement", since="2024-03-10")
    couple = fund.foyer().seul().conjoint().salaire(1500).enfants("2015-04-04", "2018-08-08")
    couple.locataire(600).demande("ppa", "aide_logement", since="2024-03-10")
    address = f"sqlite:///{tmp_path_factory.mktemp('base') / 'essai.sqlite3'}"
    assert declare(open_new(address), statements(fund), instant("2024-11-01")) == []
    return address


def run(*arguments, code=0):
    result = CliRunner().invoke(cli, ["supposer", *map(str, arguments)], catch_exceptions=False)
    assert result.exit_code == code, result.output
    return " ".join(result.output.split())


def told(base, *arguments):
    at = ("--base", base, "--au", "2025-06-15", "--json")
    return json.loads(run(*arguments, *at))


def test_a_job_shows_its_table_and_its_sentences(base):
    shown = run(
        1, "--emploi", "1 200,00 €", "--des", "2025-07", "--base", base, "--au", "2025-06-15"
    )
    assert "juillet 2025" in shown
    assert "Avec un emploi à" in shown
    assert "Ce qui est tenu pour acquis" in shown
    assert "Revenu de solidarité active" in shown


def test_the_same_is_told_as_json(base):
    found = told(base, 1, "--emploi", 1200, "--des", "2025-07")
    assert found["hypotheses"][0].startswith("un emploi à")
    assert len(found["mois"]) == 12
    assert found["totaux"]["difference_centimes"] < 0


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--perte-emploi", "--chomage", "900"), "la perte d'un emploi"),
        (("--naissance", "--des", "2025-11-20"), "une naissance le 20"),
        (("--arrivee-enfant", "2019-05-05"), "l'arrivée d'un enfant"),
        (("--depart-enfant", "3"), "le départ d'un enfant"),
        (("--separation",), "une séparation"),
        (
            ("--demenagement", "--loyer", "520", "--commune", "86194", "--statut", "locataire_hlm"),
            "un déménagement",
        ),
        (("--loyer", "700"), "un loyer de"),
        (("--fait", "salaire_net:2=1450"), "salaire_net"),
    ],
)
def test_each_option_supposes_what_it_says(base, options, said):
    assert said in told(base, 2, *options)["hypotheses"][0]


def test_options_go_together(base):
    found = told(base, 1, "--couple", "900", "--emploi", "800", "--des", "2025-08")
    assert len(found["hypotheses"]) == 2


def test_without_a_date_it_begins_next_month(base):
    assert "juillet" in told(base, 1, "--emploi", 1200)["hypotheses"][0]


def test_a_zero_wage_supposed_of_a_spouse_is_a_couple(base):
    assert "sans revenu" in told(base, 1, "--couple", "0")["hypotheses"][0]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ((), "Rien n'est supposé"),
        (("--chomage", "900"), "--perte-emploi"),
        (("--commune", "86194"), "--demenagement"),
        (("--emploi", "1200", "--statut", "locataire_hlm"), "--demenagement"),
        (("--fait", "salaire_net"), "NATURE[:PERSONNE]=VALEUR"),
        (("--personne", "2", "--loyer", "300"), "--personne ne va qu'avec --emploi"),
        (("--emploi", "900", "--au", "2999-12-31"), "est à venir"),
    ],
)
def test_an_option_that_lacks_another_is_refused(base, options, said):
    assert said in run(1, *options, "--base", base, code=1)


@pytest.mark.parametrize("amount", ["beaucoup", "-5", "12,345", "1e3", "²"])
def test_an_amount_that_is_not_one_is_refused(base, amount):
    assert "n'est pas un montant" in run(1, f"--emploi={amount}", "--base", base, code=2)


def test_a_date_that_is_not_one_is_refused(base):
    assert "ni un jour ni un mois" in run(
        1, "--separation", "--des", "2025-13", "--base", base, code=2
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((1, "--separation"), "n'est pas en couple"),
        ((9, "--emploi", "100"), "n'existe pas"),
        ((1, "--fait", "bonheur=oui"), "n'est pas une nature de fait"),
        ((1, "--fait", "loyer=100", "--loyer", "200"), "à la fois 200,00.*et 100,00"),
        ((1, "--fait", "loyer=100", "--fait", "loyer=200"), "à la fois 100,00.*et 200,00"),
        ((1, "--demenagement", "--loyer", "500", "--commune", "99999"), "Aucune commune connue"),
        ((1, "--fait", "depcom=99999"), "Aucune commune connue"),
    ],
)
def test_what_contradicts_the_household_is_refused(base, arguments, said):
    with pytest.raises(Refused, match=said):
        run(*arguments, "--base", base, "--au", "2025-06-15")


def test_today_may_be_given_as_the_day_to_start_from(base):
    today = clock().astimezone(FRANCE).date()
    assert "Avec" in run(1, "--emploi", "900", "--base", base, "--au", today)


def test_no_rent_any_more_is_explained(base):
    found = told(base, 1, "--loyer", "0", "--des", "2025-08")
    assert found["hypotheses"] == ["un logement sans loyer à partir d'août 2025"]
    assert any("Sans loyer" in sentence for sentence in found["suppositions"])


def test_a_commune_without_a_zone_is_taken_and_told(base):
    move = ("--demenagement", "--loyer", "500")
    found = told(base, 1, *move, "--commune", "55138")
    assert any("commune 55138" in sentence for sentence in found["suppositions"])
    placed = told(base, 1, *move, "--commune", "86194")
    assert not any("commune" in sentence for sentence in placed["suppositions"])


def test_kernels_that_are_being_built_are_told(base, monkeypatch):
    monkeypatch.setattr("justedroit.kernels.is_building", lambda _law: True)
    shown = run(2, "--loyer", "700", "--base", base, "--au", "2025-06-15")
    assert "se prépare en arrière-plan" in shown
    assert "Le tableau compte" not in shown


def test_help_gives_examples():
    shown = run("--help")
    assert "justedroit supposer 511 --emploi 1200 --des 2026-02" in shown
