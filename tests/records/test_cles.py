"""The keys of identities: where they are looked for, and what is said when they are not right."""

from __future__ import annotations

import base64
import secrets

import pytest
from hypothesis import given
from hypothesis import strategies as st

from justedroit.core.base import Refused
from justedroit.records.cles import (
    Undecipherable,
    create_demo_key,
    derived,
    is_demo_key,
    keyring,
    keyring_for,
    read_keys,
)

KEY, OTHER = bytes(range(32)), bytes(range(32, 64))
TEXT, OTHER_TEXT = (base64.b64encode(key).decode() for key in (KEY, OTHER))
CLE, OTHER_CLE = derived(KEY), derived(OTHER)


@given(st.text(max_size=200), st.text(max_size=30))
def test_what_is_sealed_is_read_under_its_own_label_and_key_only(text, label):
    sealed = CLE.seal(text, label)
    assert CLE.unseal(sealed, label) == text
    assert CLE.seal(text, label) != sealed
    for cle, name in ((CLE, f"{label}x"), (OTHER_CLE, label)):
        with pytest.raises(Undecipherable):
            cle.unseal(sealed, name)


@given(st.binary(max_size=80))
def test_bytes_that_were_not_sealed_are_refused(content):
    with pytest.raises(Undecipherable):
        CLE.unseal(content, "1:1:nom")
    with pytest.raises(Undecipherable):
        CLE.unwrap(content)


def test_a_hash_follows_from_the_key_the_kind_and_the_text():
    assert CLE.hashed("nir", "1") == derived(KEY).hashed("nir", "1")
    others = {
        cle.hashed(*what) for cle in (CLE, OTHER_CLE) for what in (("nir", "1"), ("mot", "1"))
    }
    assert len(others) == 4


def test_nothing_of_a_key_is_shown():
    assert repr(CLE) == f"Cle({CLE.name})"
    for shown in (repr(keyring([KEY, OTHER])), CLE.name):
        assert KEY.hex()[:8] not in shown
        assert TEXT[:8] not in shown


@pytest.mark.parametrize(
    "text",
    [
        f"{TEXT},{OTHER_TEXT}",
        f"# les clés\n{TEXT}  # nouvelle\n\n{OTHER_TEXT}\n",
        base64.urlsafe_b64encode(KEY).decode() + "\n" + OTHER_TEXT,
    ],
)
def test_keys_are_read_the_first_being_that_which_encrypts(text):
    keys = read_keys(text)
    assert [cle.name for cle in keys.cles] == [CLE.name, OTHER_CLE.name]
    assert keys.current.name == CLE.name
    assert keys.named(OTHER_CLE.name) is keys.cles[1]
    assert keys.named("inconnue") is None


@pytest.mark.parametrize("text", ["", "  \n# rien", "motdepasse", TEXT[:-4], f"{TEXT},?", "é" * 44])
def test_a_key_that_does_not_read_is_refused_with_how_to_make_one_and_not_quoted(text):
    with pytest.raises(Refused, match="32 octets") as error:
        read_keys(text)
    assert "secrets.token_bytes(32)" in str(error.value)
    assert not text.strip("# \n,?") or text not in str(error.value)


def test_the_command_that_is_told_makes_a_key():
    assert read_keys(base64.b64encode(secrets.token_bytes(32)).decode()).current


def test_the_environment_comes_before_a_file(tmp_path):
    file = tmp_path / "cles"
    file.write_text(OTHER_TEXT)
    file.chmod(0o600)
    told = {"JUSTEDROIT_FICHIER_CLE": str(file)}
    url = "postgresql://jd@/base"
    assert keyring_for(url, told).current.name == OTHER_CLE.name
    assert keyring_for(url, told | {"JUSTEDROIT_CLE": TEXT}).current.name == CLE.name


def test_a_demonstration_has_its_own_key_even_where_that_of_a_fund_is_at_hand(tmp_path):
    url = f"sqlite:///{tmp_path}/caisse.sqlite3"
    create_demo_key(url)
    own = keyring_for(url, {}).current.name
    assert own != CLE.name
    assert keyring_for(url, {"JUSTEDROIT_CLE": TEXT}).current.name == own


def test_only_the_key_of_a_demonstration_is_read_beside_a_base(tmp_path):
    (tmp_path / "caisse.cle").write_text(OTHER_TEXT)
    url = f"sqlite:///{tmp_path}/caisse.sqlite3"
    assert keyring_for(url, {"JUSTEDROIT_CLE": TEXT}).current.name == CLE.name
    with pytest.raises(Refused, match="aucune clé"):
        keyring_for(url, {})


def test_a_demonstration_key_is_its_owners_alone_and_made_once(tmp_path):
    url = f"sqlite:///{tmp_path}/caisse.sqlite3"
    path = create_demo_key(url)
    assert path.stat().st_mode & 0o777 == 0o600
    assert is_demo_key(path)
    with pytest.raises(FileExistsError):
        create_demo_key(url)


def test_a_key_of_someone_else_is_not_taken_for_that_of_a_demonstration(tmp_path):
    (tmp_path / "x.cle").write_text(TEXT)
    assert not is_demo_key(tmp_path / "x.cle")
    assert not is_demo_key(tmp_path / "y.cle")


@pytest.mark.parametrize("url", ["postgresql://jd@/base", "sqlite:///"])
def test_without_key_it_is_said_where_to_put_one(url):
    with pytest.raises(Refused, match="JUSTEDROIT_FICHIER_CLE"):
        keyring_for(url, {})
    with pytest.raises(Refused, match="fichier SQLite"):
        create_demo_key(url)


def test_a_file_that_is_not_there_or_open_to_all_is_refused(tmp_path):
    file = tmp_path / "cles"
    told = {"JUSTEDROIT_FICHIER_CLE": str(file)}
    with pytest.raises(Refused, match="ne se lit pas"):
        keyring_for("postgresql://jd@/base", told)
    file.write_text(TEXT)
    file.chmod(0o644)
    with pytest.raises(Refused, match="chmod 600"):
        keyring_for("postgresql://jd@/base", told)
    file.chmod(0o600)
    file.write_bytes(b"\xff\xfe")
    with pytest.raises(Refused, match="ne se lit pas"):
        keyring_for("postgresql://jd@/base", told)
