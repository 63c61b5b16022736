"""A run by workers of Dask on a snapshot: the same bytes whoever is killed, posted once."""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
from itertools import chain
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from benchmarks.loi import LoiDeBanc
from tests.batch.conftest import NOW, VERSION, WINDOW, Slow, caisse, content
from tests.batch.test_passage import Broken, Failing, declared

from justedroit.batch import begin, passage
from justedroit.batch.instantane import DamagedSnapshot, opened, refuse_other_fund, taken
from justedroit.batch.masse import decided, posted
from justedroit.batch.ouvriers import NoWorkers, workers
from justedroit.batch.partition import OtherVersion, decide_partition, mission_of
from justedroit.batch.plan import done_parts
from justedroit.batch.recoupement import compared
from justedroit.batch.resultat import read_result, whole_results, write_result
from justedroit.core.registre import TRANSFERS, posted_rights
from justedroit.records.database import open_database
from justedroit.records.memory import MemoryRecords
from justedroit.records.parquet import ParquetRecords

SIZE = 8
LATER = NOW + dt.timedelta(hours=3)
ROOT = Path(__file__).parents[2]
# What Dask speaks through is the loopback, and nothing else.
pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])


@pytest.fixture(scope="module")
def client():
    """Return a client of two workers of this machine."""
    with workers("local", 2) as found:
        yield found


@pytest.fixture(scope="module")
def snapshot(filled, tmp_path_factory):
    """Return a snapshot of the fund."""
    records = open_database(f"sqlite:///{filled}")
    yield taken(records, tmp_path_factory.mktemp("instantane") / "fonds", NOW, SIZE)
    records.close()


@pytest.fixture(scope="module")
def plan(snapshot):
    return snapshot.plan(WINDOW, VERSION)


@pytest.fixture(scope="module")
def whole(snapshot, plan, tmp_path_factory):
    """Return the results of a run that nothing disturbed, without Dask."""
    return alone(snapshot, plan, tmp_path_factory.mktemp("seul"))


def alone(snapshot, plan, folder, law=LoiDeBanc):
    """Decide all the partitions in this process; return the folder of the results."""
    mission = mission_of(snapshot, plan, law, folder)
    mission.results.mkdir(exist_ok=True)
    for number, partition in enumerate(snapshot.partitions):
        decide_partition(mission, number, partition.digest)
    return folder


def copied(whole, tmp_path):
    folder = tmp_path / "copie"
    folder.mkdir()
    for name, held in content_of(whole).items():
        (folder / name).write_bytes(held)
    return folder


def content_of(folder):
    """Return the bytes of each file, whatever its name begins with."""
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def rows_of(folder):
    """Return the rows of all the results, journal by journal."""
    lots = [read_result(path)[0] for _, path in sorted(whole_results(folder).items())]
    journals = [one.journal for lot in lots for one in lot.decided]
    return [
        [row for journal in journals for row in getattr(journal, name).to_pylist()]
        for name in ("facts", "events", "transfers")
    ]


# --- the snapshot ----------------------------------------------------------------------------


def test_the_snapshot_holds_the_journals_row_for_row(filled, snapshot):
    parts = [ParquetRecords(path) for path in sorted((snapshot.folder / "partitions").iterdir())]
    assert [len(part.dossiers()) for part in parts] == [8] * 7 + [4]
    found = [[*chain(*some)] for some in zip(*map(content, parts), strict=True)]
    records = open_database(f"sqlite:///{filled}")
    assert found == content(records)
    last = {number: n for part in parts for number, n in part.sequences().items()}
    assert last == records.sequences()


def test_the_snapshot_read_back_is_the_one_taken(snapshot, plan):
    found = opened(snapshot.folder)
    assert (found.at, found.size, list(found.partitions)) == (NOW, SIZE, snapshot.partitions)
    assert found.plan(WINDOW, VERSION).run == plan.run
    assert found.dossiers.tolist() == snapshot.dossiers.tolist()


def test_what_is_written_while_a_dossier_is_copied_is_not_copied_by_halves(records, tmp_path):
    read = records.facts

    def facts(numbers):
        declared(records, 3, known_at=LATER)
        return read(numbers)

    records.facts = facts
    found = taken(records, tmp_path / "s", NOW, 60)
    [copy] = [ParquetRecords(path) for path in (found.folder / "partitions").iterdir()]
    assert read([3]).num_rows == copy.facts([3]).num_rows + 1
    assert pc.max(copy.facts([3])["known_at"]).as_py() < LATER


def test_a_folder_that_holds_something_else_is_refused_and_left_as_it_is(records, tmp_path):
    folder = tmp_path / "album"
    folder.mkdir()
    (folder / "photos").touch()
    with pytest.raises(ValueError, match="photos"):
        taken(records, folder, NOW)
    assert [path.name for path in folder.iterdir()] == ["photos"]


def test_an_unfinished_snapshot_is_taken_again(records, tmp_path):
    done = taken(records, tmp_path / "s", NOW, 30)
    (done.folder / "instantane.json").unlink()
    assert opened(done.folder) is None
    assert taken(records, done.folder, NOW, 30).partitions == done.partitions


def test_a_snapshot_that_cannot_be_read_is_refused(records, tmp_path):
    done = taken(records, tmp_path / "s", NOW, 30)
    (done.folder / "instantane.json").write_text('{"instant": "hier"}')
    with pytest.raises(DamagedSnapshot, match="illisible"):
        opened(done.folder)


def test_the_snapshot_of_another_fund_is_refused(records, snapshot):
    refuse_other_fund(snapshot, records)
    declared(records, 3, known_at=LATER)  # since then: the same fund still
    refuse_other_fund(snapshot, records)
    with pytest.raises(ValueError, match="n'est pas celui de cette base"):
        refuse_other_fund(snapshot, MemoryRecords())


def test_a_partition_that_is_damaged_is_not_read(records, tmp_path):
    found = taken(records, tmp_path / "s", NOW, 60)
    [file] = found.folder.rglob("transfers.parquet")
    held = bytearray(file.read_bytes())
    held[len(held) // 2] ^= 1
    file.write_bytes(held)
    with pytest.raises(DamagedSnapshot, match="abîmée"):
        alone(found, found.plan(WINDOW, VERSION), tmp_path / "r")


# --- decided by workers ----------------------------------------------------------------------


def test_workers_write_the_bytes_of_one_process(client, snapshot, plan, whole, tmp_path):
    mission = mission_of(snapshot, plan, LoiDeBanc, tmp_path / "r")
    found = decided(client, snapshot, plan, mission)
    assert found.bilan.rapprochement.faults == ()
    assert found.bilan.rapprochement.revised == 60
    assert found.bilan.corriges > 0
    assert content_of(mission.results) == content_of(whole)


def test_a_worker_killed_while_it_computes_changes_no_byte(client, snapshot, plan, whole, tmp_path):
    mission = mission_of(snapshot, plan, Slow, tmp_path / "r")
    killed = []

    def kill(done, total):
        if 0 < done < total and not killed:
            working = next(address for address, keys in client.processing().items() if keys)
            [pid] = client.run(os.getpid, workers=[working]).values()
            os.kill(pid, signal.SIGKILL)
            killed.append(pid)

    found = decided(client, snapshot, plan, mission, kill)
    assert found.bilan.rapprochement.faults == ()
    client.wait_for_workers(2)
    assert killed
    assert killed[0] not in client.run(os.getpid).values()
    assert content_of(mission.results) == content_of(whole)


def test_a_partition_equals_its_dossiers_one_by_one(filled, whole, tmp_path):
    records = open_database(f"sqlite:///{filled}")
    single = taken(records, tmp_path / "un", NOW, 1)
    assert len(single.partitions) == 60
    folder = alone(single, single.plan(WINDOW, VERSION), tmp_path / "r")
    assert rows_of(folder) == rows_of(whole)
    records.close()


def test_the_whole_run_killed_and_resumed_gives_the_same_bytes(
    client, snapshot, plan, whole, tmp_path
):
    mission = mission_of(snapshot, plan, LoiDeBanc, tmp_path / "r")
    run = subprocess.Popen(
        [sys.executable, Path(__file__).with_name("ouvrage.py"), snapshot.folder, mission.results],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        stdout=subprocess.PIPE,
    )
    assert run.stdout.read(3) == b"..."
    run.kill()  # its workers end with it, and hold its output until then
    run.communicate()
    left = whole_results(mission.results)
    assert 2 <= len(left) < len(snapshot.partitions)
    before = {path: path.stat().st_mtime_ns for path in left.values()}
    told = []
    decided(client, snapshot, plan, mission, lambda done, _: told.append(done))
    assert told[0] >= 2 * SIZE
    assert all(path.stat().st_mtime_ns == then for path, then in before.items())
    assert content_of(mission.results) == content_of(whole)


def test_a_result_cut_or_changed_is_done_again(client, snapshot, plan, whole, tmp_path):
    mission = mission_of(snapshot, plan, LoiDeBanc, copied(whole, tmp_path))
    first, second, *_ = sorted(mission.results.iterdir())
    first.write_bytes(first.read_bytes()[:-9])
    second.write_bytes(second.read_bytes().replace(b"dossier", b"dossiex"))
    (mission.results / ".en-cours-1").touch()
    (mission.results / "00003.parquet").touch()
    found = decided(client, snapshot, plan, mission)
    assert found.bilan.rapprochement.faults == ()
    assert content_of(mission.results) == content_of(whole)


def test_two_results_of_one_partition_are_both_done_again(whole, tmp_path):
    folder = copied(whole, tmp_path)
    first, second, *_ = sorted(folder.iterdir())
    second.rename(second.with_name("00000" + second.name[5:]))
    assert sorted(whole_results(folder)) == [*range(2, 8)]
    assert not first.exists()


def test_a_law_that_fails_for_all_stops_the_run(client, filled, tmp_path):
    records = open_database(f"sqlite:///{filled}")
    found = taken(records, tmp_path / "s", NOW, 60)
    plan = found.plan(WINDOW, VERSION)
    with pytest.raises(ValueError, match="rien ne va"):
        decided(client, found, plan, mission_of(found, plan, Broken))
    records.close()


def test_a_worker_of_another_law_is_refused(snapshot, tmp_path):
    with pytest.raises(OtherVersion, match="loi d'hier"):
        alone(snapshot, snapshot.plan(WINDOW, "loi d'hier"), tmp_path / "r")


def test_another_window_or_another_law_does_not_take_these_results(snapshot, plan):
    others = [snapshot.plan((WINDOW[0] + 1, WINDOW[1]), VERSION), snapshot.plan(WINDOW, "autre")]
    names = {mission_of(snapshot, one, LoiDeBanc).results for one in (plan, *others)}
    assert len(names) == 3


@pytest.mark.parametrize("address", ["2025-06", "tcp://", "machine"])
def test_what_is_not_an_address_is_refused_at_once(address):
    with (
        pytest.raises(NoWorkers, match="n'est pas l'adresse"),
        workers(address, 1),
    ):
        raise AssertionError


def test_without_dask_the_refusal_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with (
        pytest.raises(NoWorkers, match=r"pip install 'justedroit\[masse\]'"),
        workers("local", 1),
    ):
        raise AssertionError


# --- reconciled ------------------------------------------------------------------------------


def faults(snapshot, plan, folder):
    paths = {int(path.name[:5]): path for path in sorted(folder.iterdir())}
    return " ".join(compared(snapshot, plan, paths)[0].faults)


def forged(folder, change):
    """Rewrite the first result that can be changed, with a name that fits."""
    for number, path in sorted(whole_results(folder).items()):
        lot, _ = read_result(path)
        if change(lot.decided[0]):
            path.unlink()
            write_result(folder, number, lot, WINDOW[1])
            return folder
    raise AssertionError


def test_a_run_that_is_whole_has_no_fault(snapshot, plan, whole):
    assert faults(snapshot, plan, whole) == ""


def test_a_byte_that_is_changed_after_all_is_done_is_seen(snapshot, plan, whole, tmp_path):
    folder = copied(whole, tmp_path)
    first = min(folder.iterdir())
    first.write_bytes(first.read_bytes() + b" ")
    assert "Partition 0 : résultat illisible ou modifié" in faults(snapshot, plan, folder)


def test_a_partition_that_is_missing_is_named(snapshot, plan, whole, tmp_path):
    folder = copied(whole, tmp_path)
    min(folder.iterdir()).unlink()
    found = faults(snapshot, plan, folder)
    assert "Partition 0 : pas faite" in found
    assert "52 révisés" in found


def a_cent_more(decided):
    rows = decided.journal.transfers.to_pylist()
    if rows:
        rows[0]["amount_cents"] += 1
        changed = pa.Table.from_pylist(rows, schema=TRANSFERS)
        object.__setattr__(decided.journal, "transfers", changed)
    return rows


def a_dossier_less(decided):
    silent = decided.seen.keys() - {*decided.journal.events["dossier"].to_pylist()}
    return [decided.seen.pop(number) for number in [*silent][:1]]


def a_row_seen_more(decided):
    decided.seen[min(decided.seen)] += 1
    return True


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (a_cent_more, "les transferts portent"),
        (a_dossier_less, "ses dossiers ne sont pas"),
        (a_row_seen_more, "lignes lues"),
    ],
)
def test_a_result_that_is_altered_is_seen(snapshot, plan, whole, tmp_path, change, said):
    assert said in faults(snapshot, plan, forged(copied(whole, tmp_path), change))


def test_what_does_not_reconcile_is_not_posted(client, snapshot, plan, whole, tmp_path, new_sqlite):
    folder = forged(copied(whole, tmp_path), a_cent_more)
    found = decided(client, snapshot, plan, mission_of(snapshot, plan, LoiDeBanc, folder))
    assert found.bilan.rapprochement.faults
    records = open_database(address := new_sqlite())
    before = content(records)
    with pytest.raises(ValueError, match="rien n'est passé"):
        posted(caisse(address), plan, found)
    assert content(records) == before


# --- posted ----------------------------------------------------------------------------------


@pytest.fixture
def found(client, snapshot, plan, whole, tmp_path):
    return decided(client, snapshot, plan, mission_of(snapshot, plan, LoiDeBanc, whole))


def test_what_is_posted_is_what_processes_post(found, plan, new_address):
    by_workers, by_processes = new_address(), new_address()
    bilan = posted(caisse(by_workers), plan, found)
    fund = caisse(by_processes)
    expected = passage(fund, begin(fund.records(), NOW, VERSION, WINDOW, SIZE))
    assert bilan.rapprochement == expected.rapprochement
    assert (bilan.differences, bilan.corriges) == (expected.differences, expected.corriges)
    assert bilan.differences == found.bilan.differences
    assert content(open_database(by_workers)) == content(open_database(by_processes))


def test_posting_again_posts_nothing(found, plan, address, records):
    first = posted(caisse(address), plan, found)
    before = content(records)
    assert posted(caisse(address), plan, found) == first
    assert content(records) == before


def test_posted_in_part_it_is_finished_with_or_without_the_workers(found, plan, new_sqlite):
    stopped, whole = new_sqlite(), new_sqlite()
    posted(caisse(whole), plan, found)

    def stop(done, total):
        if done >= 3 * SIZE:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        posted(caisse(stopped), plan, found, stop)
    assert len(done_parts(open_database(stopped), plan)) == 3
    assert passage(caisse(stopped), plan).rapprochement.faults == ()
    assert content(open_database(stopped)) == content(open_database(whole))


def test_another_run_posted_on_the_same_snapshot_is_refused(found, snapshot, plan, address):
    posted(caisse(address), plan, found)
    other = snapshot.plan((WINDOW[0] + 1, WINDOW[1]), VERSION)
    with pytest.raises(ValueError, match="prenez un autre instantané"):
        posted(caisse(address), other, found)


def test_a_dossier_written_to_since_the_snapshot_is_revised_again_alone(
    found, plan, address, records
):
    lots = {part: read_result(path)[0].decided[0].journal for part, path in found.results.items()}
    part, number = next(
        (part, lot.events["dossier"][0].as_py())
        for part, lot in lots.items()
        if lot.events.num_rows
    )
    declared(records, number, known_at=LATER)
    bilan = posted(caisse(address, now=LATER), plan, found)
    assert done_parts(records, plan)[f"lot:{part + 1}"]["reprendre"] == [number]
    assert bilan.rapprochement.faults == ()
    assert bilan.rapprochement.revised == 60
    assert [e["at"] for e in records.events([number]).to_pylist()][-1] == LATER


def test_a_dossier_that_fails_is_set_aside_and_all_reconciles(client, address, records, tmp_path):
    rents = records.facts().filter(pc.field("kind") == "loyer")["dossier"]
    rented = rents[5].as_py()
    declared(records, rented, known_at=NOW, kind="loyer", value="66666.00", person=0)
    snapshot = taken(records, tmp_path / "s", NOW, SIZE)
    plan = snapshot.plan(WINDOW, VERSION)
    found = decided(client, snapshot, plan, mission_of(snapshot, plan, Failing))
    assert (found.bilan.rapprochement.faults, list(found.bilan.ecartes)) == ((), [rented])
    before = sum(posted_rights(records.transfers())["posted_cents"].to_pylist())
    bilan = posted(caisse(address, Failing), plan, found)
    assert bilan.rapprochement.faults == ()
    assert (bilan.rapprochement.revised, list(bilan.ecartes)) == (59, [rented])
    after = sum(posted_rights(records.transfers())["posted_cents"].to_pylist())
    assert after - before == sum(more + less for _, more, less in bilan.differences.values())
