"""A released file that has vanished is put back the same to the byte, or not at all."""

from __future__ import annotations

import pytest
from tests.guichet import ANNE, BRUNO, Fonds

from justedroit.core.base import Refusal
from justedroit.core.paiements import read_pain001
from justedroit.records.fichiers import FolderFiles
from justedroit.records.memory import MemoryRecords
from justedroit.records.memory_identities import MemoryIdentities
from justedroit.steps.guichet import Guichet
from justedroit.steps.order import release
from justedroit.steps.write import restore, take, write


@pytest.fixture
def fonds(tmp_path):
    folder = tmp_path / "banque"
    caisse = Fonds().guichet.caisse
    fund = Fonds(Guichet(MemoryRecords(), MemoryIdentities(), FolderFiles(folder), caisse))
    fund.folder = folder
    fund.households(60_000, 25_000)
    return fund


def refusal(found, *words):
    assert isinstance(found, Refusal), found
    for word in words:
        assert word in str(found), f"{word} / {found}"


def vanish(fonds):
    """Remove every bank file, under cover or published."""
    for path in fonds.folder.iterdir():
        path.unlink()


def begun(fonds):
    """Release an order, and cut its writing between what says that it begins and the file."""
    fonds.released()
    publish, fonds.guichet.files.publish = fonds.guichet.files.publish, cut
    with pytest.raises(InterruptedError):
        write(fonds.guichet, 1, BRUNO, fonds.tick())
    fonds.guichet.files.publish = publish


def cut(name, seal):
    raise InterruptedError


def tags(fonds):
    return fonds.guichet.records.events([0])["tag"].to_pylist()


def test_a_file_whose_writing_had_begun_is_made_again_to_the_byte_and_written(fonds):
    begun(fonds)
    content = next(fonds.folder.iterdir()).read_bytes()
    vanish(fonds)
    refusal(write(fonds.guichet, 1, BRUNO, fonds.tick()), "n'est plus là", "--remettre")
    order = restore(fonds.guichet, 1, ANNE, fonds.tick())
    assert order.state == "ecrit"
    assert fonds.guichet.files.read(order.release["fichier"]) == content
    assert tags(fonds)[-2:] == ["ordre.fichier_remis", "ordre.fichier_ecrit"]


def test_a_written_file_that_vanished_is_put_back_and_taken_once(fonds):
    order, content = fonds.written()
    vanish(fonds)
    refusal(take(fonds.guichet, 1, BRUNO, fonds.tick()), "n'est plus là")
    assert restore(fonds.guichet, 1, ANNE, fonds.tick()).written == order.written
    assert take(fonds.guichet, 1, BRUNO, fonds.tick()) == content
    refusal(restore(fonds.guichet, 1, ANNE, fonds.tick()), "est là, intact")
    assert tags(fonds).count("ordre.fichier_remis") == 1


def test_a_file_that_would_not_be_the_same_is_not_made_but_its_copy_is_taken(fonds):
    order, content = fonds.written()
    vanish(fonds)
    fonds.account(1, number=99)  # the household gives another account
    refusal(restore(fonds.guichet, 1, ANNE, fonds.tick()), "1 comptes ont changé", "--depuis")
    wrong = content.replace(b"60", b"61")
    refusal(restore(fonds.guichet, 1, ANNE, fonds.tick(), wrong), "n'est pas le fichier", "octet")
    assert list(fonds.folder.iterdir()) == []
    assert "ordre.fichier_remis" not in tags(fonds)
    restore(fonds.guichet, 1, ANNE, fonds.tick(), content)
    assert fonds.guichet.files.read(order.release["fichier"]) == content
    assert read_pain001(content).virements.num_rows == 2


def test_a_file_changed_in_its_place_is_not_covered_up(fonds):
    order, content = fonds.written()
    path = fonds.folder / order.release["fichier"]
    path.write_bytes(content + b"\n")
    refusal(restore(fonds.guichet, 1, ANNE, fonds.tick()), "il a été changé")
    path.unlink()
    assert restore(fonds.guichet, 1, ANNE, fonds.tick()).state == "ecrit"
    assert path.read_bytes() == content


def test_an_order_that_has_no_file_yet_has_none_to_put_back(fonds):
    refusal(restore(fonds.guichet, 1, ANNE, fonds.tick()), "n'existe pas")
    number = fonds.prepared().number
    refusal(restore(fonds.guichet, number, ANNE, fonds.tick()), "n'a pas commencé")
    release(fonds.guichet, number, BRUNO, fonds.tick())
    refusal(restore(fonds.guichet, number, ANNE, fonds.tick()), "n'a pas commencé")
