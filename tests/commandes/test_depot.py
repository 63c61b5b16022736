"""The folder of a demonstration: two never meet in it, and nothing else is ever lost there."""

from __future__ import annotations

import base64
from contextlib import closing

import click
import pytest
from click.testing import CliRunner
from tests.web.fonds import append_kept

from justedroit.cli import cli
from justedroit.commandes.depot import BASE, BILAN, KEY, depot
from justedroit.records.cles import create_demo_key
from justedroit.records.database import open_database


def play(folder, report="{}"):
    """Do to a folder what a demonstration does; return the stamp of its base."""
    with depot(folder) as place:
        create_demo_key(place.address)
        place.report(report)
    return (folder / BASE).read_bytes()[60:64]


def content(folder):
    return {p.name: p.read_bytes() for p in folder.iterdir() if p.is_file()}


def test_a_demonstration_writes_over_another(tmp_path):
    first, second = play(tmp_path), play(tmp_path, '{"foyers": 2}')
    assert first != second
    assert (tmp_path / BILAN).read_text() == '{"foyers": 2}'


def test_one_that_was_interrupted_is_written_over(tmp_path):
    with pytest.raises(KeyboardInterrupt), depot(tmp_path):
        raise KeyboardInterrupt
    play(tmp_path)


@pytest.mark.parametrize(
    "name", [BASE, BILAN, KEY, "demonstration.json", "lettre.txt", f"{BASE}-wal"]
)
def test_a_file_of_someone_else_is_left_whatever_its_name(tmp_path, name):
    (tmp_path / name).write_text("à garder")
    with pytest.raises(click.ClickException, match=name):
        play(tmp_path)
    assert content(tmp_path) == {name: "à garder".encode()}


@pytest.mark.parametrize("name", [BASE, BILAN, KEY, "demonstration.json"])
def test_a_file_put_in_place_of_ours_is_left(tmp_path, name):
    play(tmp_path)
    (tmp_path / name).write_text("à garder")
    before = content(tmp_path)
    with pytest.raises(click.ClickException, match="qui n'est pas d'une démonstration"):
        play(tmp_path)
    assert content(tmp_path) == before


def test_the_base_of_another_demonstration_is_left(tmp_path):
    play(tmp_path / "a")
    play(tmp_path / "b")
    (tmp_path / "b" / BASE).rename(tmp_path / "a" / BASE)
    with pytest.raises(click.ClickException, match=BASE):
        play(tmp_path / "a")


def test_a_link_and_a_folder_are_left(tmp_path):
    kept = tmp_path / "garder.json"
    kept.write_text("à garder")
    (tmp_path / "demo").mkdir()
    (tmp_path / "demo" / BILAN).symlink_to(kept)
    with pytest.raises(click.ClickException, match=BILAN):
        play(tmp_path / "demo")
    assert kept.read_text() == "à garder"
    (tmp_path / "autre" / BASE).mkdir(parents=True)
    with pytest.raises(click.ClickException, match=BASE):
        play(tmp_path / "autre")


def test_two_demonstrations_at_once_do_not_meet(tmp_path):
    with depot(tmp_path) as first:
        before = content(tmp_path)
        with pytest.raises(click.ClickException, match="Une autre démonstration"), depot(tmp_path):
            pytest.fail("the second was let in")
        assert content(tmp_path) == before
        first.report("{}")
    play(tmp_path)


def test_a_place_where_nothing_can_be_written_is_told(tmp_path):
    (tmp_path / "fichier").write_text("à garder")
    with pytest.raises(click.ClickException, match="ne peut pas s'écrire"):
        play(tmp_path / "fichier" / "demo")


def test_a_base_that_is_given_is_never_written_over(tmp_path, monkeypatch):
    address = f"sqlite:///{tmp_path / 'caisse.sqlite3'}"
    with closing(open_database(address)) as records:
        append_kept(records)
        held = records.sequences()
    monkeypatch.setenv("JUSTEDROIT_CLE", base64.urlsafe_b64encode(bytes(32)).decode())
    said = CliRunner().invoke(cli, ["demo", "--dossiers", "1", "--mois", "1", "--base", address])
    assert said.exit_code == 1
    assert "contient déjà des dossiers" in " ".join(said.output.split())
    with closing(open_database(address)) as records:
        assert records.sequences() == held


def test_a_base_that_is_given_wants_the_key_of_its_identities(tmp_path, monkeypatch):
    monkeypatch.delenv("JUSTEDROIT_CLE", raising=False)
    address = f"sqlite:///{tmp_path / 'caisse.sqlite3'}"
    said = CliRunner().invoke(cli, ["demo", "--dossiers", "1", "--mois", "1", "--base", address])
    assert said.exit_code == 1
    assert "JUSTEDROIT_CLE" in said.output
    assert list(tmp_path.iterdir()) == []
