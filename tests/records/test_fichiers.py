"""Bank files in a folder: kept by several at once under one name, one of them published."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor

import pytest

from justedroit.records.fichiers import FolderFiles, MemoryFiles

NAME = "CAF999-ORDRE-1.xml"


def seal(content):
    return hashlib.sha256(content).hexdigest()


@pytest.fixture(params=["folder", "memory"])
def files(request, tmp_path):
    return FolderFiles(tmp_path / "banque") if request.param == "folder" else MemoryFiles()


def test_what_another_keeps_under_the_same_name_replaces_nothing(files):
    files.keep(NAME, b"<un/>")
    files.keep(NAME, b"<deux/>")
    assert files.kept(NAME, seal(b"<un/>")) == b"<un/>"
    files.publish(NAME, seal(b"<un/>"))
    assert files.read(NAME) == b"<un/>"


def test_what_is_published_stays_and_nothing_else_is_left(tmp_path):
    files = FolderFiles(tmp_path)
    for content in (b"<un/>", b"<deux/>"):
        files.keep(NAME, content)
    files.publish(NAME, seal(b"<deux/>"))
    files.keep(NAME, b"<trois/>")
    files.publish(NAME, seal(b"<trois/>"))
    assert files.read(NAME) == b"<deux/>"
    assert [path.name for path in tmp_path.iterdir()] == [NAME]


def test_a_kept_file_that_is_not_whole_is_not_given(tmp_path):
    files = FolderFiles(tmp_path)
    files.keep(NAME, b"<un/>")
    next(tmp_path.iterdir()).write_bytes(b"<u")
    assert files.kept(NAME, seal(b"<un/>")) is None


def test_threads_that_keep_and_publish_at_once_leave_one_whole_file(tmp_path):
    contents = [b"<%d/>" % number * 2_000 for number in range(8)]

    def kept_and_published(files, content):
        files.keep(NAME, content)
        files.keep(NAME, content)
        if content is contents[0]:
            files.publish(NAME, seal(content))

    for attempt in range(25):
        files = FolderFiles(tmp_path / str(attempt))
        with ThreadPoolExecutor(len(contents)) as pool:
            list(pool.map(kept_and_published, [files] * len(contents), contents))
        assert files.read(NAME) == contents[0]
        assert [path.name for path in (tmp_path / str(attempt)).iterdir()] == [NAME]


def test_publishing_what_is_not_kept_is_an_error_and_publishes_nothing(tmp_path):
    files = FolderFiles(tmp_path)
    files.keep(NAME, b"<un/>")
    with pytest.raises(FileNotFoundError):
        files.publish(NAME, seal(b"<autre/>"))
    assert files.read(NAME) is None


@pytest.mark.parametrize("name", ["../x.xml", "x", ".x.xml", "a" * 61 + ".xml"])
def test_a_name_that_leaves_the_folder_is_refused(name, tmp_path):
    with pytest.raises(ValueError, match="lettres et des chiffres"):
        FolderFiles(tmp_path).read(name)
    with pytest.raises(ValueError, match="sceau"):
        FolderFiles(tmp_path).kept(NAME, "../x")
