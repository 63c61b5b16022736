"""The day of a demonstration: its commands and its pages live on it, and it only goes forward."""

from __future__ import annotations

import datetime as dt
import json
import re

import pytest
from benchmarks.loi import LoiDeBanc
from click.testing import CliRunner
from tests.chaine import instant, statements
from tests.foyers import Caisse
from tests.guichet import Fonds

from justedroit.cli import cli
from justedroit.commandes import horloge
from justedroit.commandes.demo import demo
from justedroit.commandes.depot import depot
from justedroit.commandes.supposer import supposer
from justedroit.core.base import FRANCE, add_months
from justedroit.records.database import open_database
from justedroit.records.database.existing import open_new
from justedroit.steps import declare

LAST = instant("2026-01-08")
SAID = "Caisse de démonstration : nous sommes le 8\u00a0janvier 2026."


def written(address):
    """Write one household, known by the last day of the demonstration."""
    fund = Caisse()
    fund.foyer().seul().locataire(450).demande("rsa", "aide_logement", since="2024-03-10")
    assert declare(open_new(address), statements(fund), LAST) == []


@pytest.fixture
def base(tmp_path, monkeypatch):
    monkeypatch.delenv(horloge.DAY, raising=False)
    monkeypatch.setattr("justedroit.kernels.compiled_law", LoiDeBanc)
    monkeypatch.setattr("justedroit.kernels.is_building", lambda _law: False)
    with depot(tmp_path / "demo") as place:
        written(place.address)
        place.report("{}")
    return place.address


def run(base, *typed, code=0):
    result = CliRunner().invoke(cli, [*typed, "--base", base], catch_exceptions=False)
    assert result.exit_code == code, result.output
    return result


def qualified(base, code=0):
    return run(base, "declarer", str(facts(base)), code=code)


def facts(base):
    from pathlib import Path

    path = Path(base.removeprefix("sqlite:///")).parent.parent / "faits.csv"
    path.write_text(
        "dossier,personne,nature,valeur,valable_du,source,auteur\n"
        "1,0,loyer,460,2025-12-01,allocataire,agent-a\n"
    )
    return path


def known(base):
    with_all = open_database(base)
    try:
        return sorted(set(with_all.facts()["known_at"].to_pylist()))
    finally:
        with_all.close()


def test_a_demonstration_supposes_from_its_own_day_and_says_it_once_beside_the_result(base):
    shown = run(base, "supposer", "1", "--emploi", "1200", "--des", "2026-02", "--json")
    assert "2026" in json.dumps(json.loads(shown.stdout))
    assert shown.stderr.count(SAID) == 1


def test_what_is_written_comes_after_all_that_was_and_on_the_same_day(base):
    qualified(base)
    first, second = known(base)
    assert first == LAST < second
    assert second.astimezone(FRANCE).date() == dt.date(2026, 1, 8)


def test_the_day_goes_forward_when_asked_and_stays_where_an_act_was_written(base, monkeypatch):
    monkeypatch.setenv(horloge.DAY, "2026-02-01")
    assert "nous sommes le 1er\u00a0février 2026" in qualified(base).stderr
    monkeypatch.delenv(horloge.DAY)
    assert horloge.demo_day(base) == dt.date(2026, 2, 1)
    monkeypatch.setenv(horloge.DAY, "2026-01-31")
    assert "ne fait qu'avancer" in " ".join(qualified(base, 1).output.replace("│", "").split())
    monkeypatch.setenv(horloge.DAY, "demain")
    assert "n'est pas un jour" in qualified(base, 1).output


def test_the_bank_that_is_simulated_lives_on_its_day_too(base, tmp_path):
    fonds = Fonds()
    fonds.households(60_000)
    path = tmp_path / "CAF999-ORDRE-1.xml"
    path.write_bytes(fonds.written()[1])
    run(base, "banque", "simuler", str(path), str(tmp_path / "retours"))
    [statement] = (tmp_path / "retours").glob("*camt.053.xml")
    assert b"2026-01-08" in statement.read_bytes()


def test_a_base_that_is_no_demonstration_lives_today_and_is_never_moved(tmp_path, monkeypatch):
    address = f"sqlite:///{tmp_path / 'caisse.sqlite3'}"
    written(address)
    monkeypatch.delenv(horloge.DAY, raising=False)
    assert "démonstration" not in run(address, "dossier", "1").stderr
    assert horloge.demo_instant(address, LAST) is None
    monkeypatch.setenv(horloge.DAY, "2027-01-01")
    assert horloge.DAY in run(address, "dossier", "1", code=1).output


def test_a_month_that_the_demonstration_has_not_reached_has_not_begun(base):
    assert "n'a pas commencé" in run(base, "lot", "reviser", "2026-02", code=2).output


def test_the_processes_of_a_command_live_on_its_day_too(base):
    import pickle

    import click

    with click.Context(supposer, info_name="supposer") as context:
        context.params["base"] = base
        ticking = pickle.loads(pickle.dumps(horloge.ticking()))
    assert LAST < ticking().astimezone(dt.UTC) < LAST + dt.timedelta(days=1)


def test_the_examples_of_the_help_are_to_come_on_the_demonstration():
    default = {option.name: option.default for option in demo.params}
    first = int(str(default["debut"]).replace("-", ""))
    ended = add_months(first, default["mois"])
    told = re.findall(r"--des (\d{4})-(\d{2})", supposer.help)
    assert len(told) > 3
    assert all(ended < int(year + month) < add_months(ended, 12) for year, month in told)
