"""`justedroit moteur`: kernels made ahead, listed, read; refusals in French."""

import sys

import pytest
from click.testing import CliRunner

from justedroit import kernels
from justedroit.cli import cli

LAW = """
from openfisca_country_template import CountryTaxBenefitSystem
from justedroit.engine.question import Ask, Question

def question(year):
    month = f"{year}-03"
    return Question(
        CountryTaxBenefitSystem(), "template", (("salary", month),), (Ask("income_tax", month),)
    )
"""
WINDOW = ["--fenetre", "2022-01:2022-12"]


@pytest.fixture
def asked(tmp_path, monkeypatch):
    """Run a command with a small law, its kernels in a folder of the test."""
    (tmp_path / "law_of_the_command.py").write_text(LAW)
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(kernels, "_QUESTION", ("law_of_the_command", "question"))
    monkeypatch.setattr(kernels, "COMMON", frozenset({"salary"}))
    monkeypatch.setenv("JUSTEDROIT_MOTEUR", str(tmp_path / "noyaux"))
    yield lambda *words: CliRunner().invoke(cli, ["moteur", *words])
    sys.modules.pop("law_of_the_command", None)


def test_a_kernel_made_ahead_is_listed_and_made_once(asked):
    made = asked("preparer", *WINDOW)
    assert made.exit_code == 0, made.output
    assert "2022 : compilé et prouvé" in made.output
    assert "compilés et prouvés : 1" in asked("etat").output
    assert asked("preparer", *WINDOW).exit_code == 0


def test_what_the_engine_computes_is_shown_with_its_formula_and_its_parameter(asked):
    shown = asked("montrer", "income_tax", "2022-03")
    assert shown.exit_code == 0, shown.output
    assert "income_tax@2022-03" in shown.output
    assert "taxes.income_tax_rate" in shown.output


def test_what_the_engine_does_not_compute_is_told_with_what_it_does(asked):
    shown = asked("montrer", "rent", "2022-03")
    assert shown.exit_code == 1
    assert "Il calcule : income_tax" in shown.output


def test_without_a_compiler_the_user_is_told_what_serves(asked, monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CC", raising=False)
    made = asked("preparer", *WINDOW)
    assert made.exit_code == 1
    assert "pas de compilateur C" in made.output


@pytest.mark.parametrize(
    ("window", "told"),
    [("1950-01:1950-02", "commencent en"), ("2025-02:2025-01", "est après"), ("x", "refusée")],
)
def test_a_window_that_is_none_is_refused(asked, window, told):
    refused = asked("preparer", "--fenetre", window)
    assert refused.exit_code == 2
    assert told in refused.output


def test_an_engine_that_is_put_aside_is_not_prepared(asked, monkeypatch):
    monkeypatch.setenv("JUSTEDROIT_MOTEUR", "non")
    for words in (["etat"], ["preparer", *WINDOW], ["montrer", "rsa", "2025-01"]):
        refused = asked(*words)
        assert refused.exit_code == 1
        assert "le moteur est écarté" in " ".join(refused.output.split())
