"""`justedroit serve`: it says where it is, with which accounts, and ends when told to."""

from __future__ import annotations

import datetime as dt
import json
import socket
import subprocess
import sys
import urllib.request
from contextlib import closing

import pyarrow as pa
import pytest
from django.conf import settings
from tests.web.conftest import serving
from tests.web.fonds import INDU, RAPPEL, append_kept

from justedroit.commandes.depot import BASE, depot, is_demonstration
from justedroit.commandes.horloge import demo_day
from justedroit.commandes.serve import examples
from justedroit.records.database import open_database
from justedroit.records.interface import EVENTS, Journal
from justedroit.web import wiring
from justedroit.web.comptes import DEMO_ACCOUNTS, DEMO_PASSWORD


def command(*arguments):
    return [sys.executable, "-m", "justedroit.cli", "serve", *arguments]


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory):
    """Return the address of a base that bears the mark of a demonstration."""
    folder = tmp_path_factory.mktemp("serve") / "demo"
    with depot(folder) as place:
        records = open_database(place.address)
        append_kept(records)
        records.close()
        place.report("{}")
    return place.address


def test_a_demonstration_is_told_by_its_mark_and_nothing_else(demonstration, tmp_path):
    assert is_demonstration(demonstration)
    copy = tmp_path / BASE
    copy.write_bytes(open_file(demonstration))
    assert not is_demonstration(f"sqlite:///{copy}")
    (tmp_path / "demonstration.json").write_text(json.dumps({"demonstration_justedroit": 1}))
    assert not is_demonstration(f"sqlite:///{copy}")
    assert not is_demonstration("postgresql://jd@serveur/base")


def test_a_demonstration_that_was_cut_is_none(tmp_path):
    with depot(tmp_path / "demo") as place:
        open_database(place.address).close()
        assert not is_demonstration(place.address)
        place.report("{}")
        assert is_demonstration(place.address)


def open_file(address):
    from pathlib import Path

    return Path(address.removeprefix("sqlite:///")).read_bytes()


def test_a_demonstration_lives_on_its_last_day_and_shows_its_greatest_indu(demonstration):
    records = open_database(demonstration)
    with closing(records):
        assert demo_day(demonstration).isoformat() == "2025-07-04"
        assert examples(records) == {"indu": INDU, "rappel": RAPPEL}


def test_the_pages_are_served_with_their_accounts_and_end_with_ctrl_c(
    demonstration, socket_enabled
):
    """`serving` ends the server as Ctrl-C does, and fails when it does not end."""
    run = command("--base", demonstration, "--port", "0")
    with serving(run, {}, lambda line: "http://" in line) as line:
        where = line.split()[-1]
        with urllib.request.urlopen(f"{where}connexion/", timeout=30) as answer:
            shown = answer.read().decode()
    assert DEMO_PASSWORD in shown
    assert all(f"<code>{name}</code>" in shown for name in DEMO_ACCOUNTS)
    assert "4\u00a0juillet 2025" in shown


def refused(*arguments, **told):
    """Run the command where it ends by itself; return what it says."""
    import os

    environment = {k: v for k, v in os.environ.items() if k != "JUSTEDROIT_CLE_SECRETE"}
    done = subprocess.run(
        command(*arguments), env=environment | told, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1, done.stdout + done.stderr
    return " ".join((done.stdout + done.stderr).replace("│", "").split())


def test_a_base_that_is_no_demonstration_wants_a_secret(tmp_path):
    said = refused("--base", f"sqlite:///{tmp_path}/neuve.sqlite3")
    assert "JUSTEDROIT_CLE_SECRETE" in said
    assert list(tmp_path.iterdir()) == []


def test_a_port_that_is_taken_is_told(demonstration, socket_enabled):
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert f"{port} est pris" in refused("--base", demonstration, "--port", str(port))


def test_the_pages_of_a_demonstration_come_after_what_commands_have_written_in_it(
    tmp_path, monkeypatch
):
    end = dt.datetime(2025, 7, 4, 9, tzinfo=dt.UTC)
    lives = dt.datetime(2025, 7, 4, 16, tzinfo=dt.UTC)
    address = f"sqlite:///{tmp_path / 'caisse.sqlite3'}"
    with closing(open_database(address)) as records:
        said(records, end)
        for name, value in (("DATABASE_URL", address), ("DEMONSTRATION", True)):
            monkeypatch.setattr(settings, name, value)
        monkeypatch.setattr(settings, "HORLOGE", lives.isoformat())
        wiring._opening.cache_clear()
        try:
            assert wiring.clock() == lives
            said(records, lives + dt.timedelta(hours=2))
            assert lives + dt.timedelta(hours=2) < wiring.clock() < lives + dt.timedelta(hours=3)
            monkeypatch.setattr(settings, "HORLOGE", "2025-07-01T16:00:00+00:00")
            wiring._opening.cache_clear()
            assert wiring.clock().day == 1  # told to live on a day that has passed
        finally:
            wiring._opening.cache_clear()


def said(records, at):
    """Write an event of dossier 1."""
    row = {"dossier": 1, "sequence": 0, "tag": "a.b", "at": at, "author": "x", "payload": "{}"}
    records.append(Journal(events=pa.Table.from_pylist([row], EVENTS)), records.sequences([1]))
