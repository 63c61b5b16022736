"""The keys of identities: read from the environment or a file, never from the database.

A key is 32 random bytes. From it are derived, apart, what encrypts the fields, what hashes what is
searched for, and what wraps the secret of the fingerprints: none of them tells another.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import os
import secrets
import stat
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from justedroit.core.base import Refused

KEY_VARIABLE: Final = "JUSTEDROIT_CLE"
FILE_VARIABLE: Final = "JUSTEDROIT_FICHIER_CLE"
DEMO_SUFFIX: Final = ".cle"  # of the file beside a SQLite base of demonstration
_KEY_BYTES, _NONCE_BYTES, _BLOCK = 32, 12, 32
_DEMO_REMARK: Final = (
    "# Clé des identités synthétiques de cette démonstration. Jamais ainsi dans une caisse.\n"
)
_MADE_SO: Final = (
    "python -c 'import secrets, base64; print(base64.b64encode(secrets.token_bytes(32)).decode())'"
)


class Undecipherable(Exception):  # noqa: N818  (named for what it says, not for what it is)
    """What was encrypted does not read with this key, or was changed, or was moved elsewhere."""


@dataclass(frozen=True, slots=True, repr=False)
class Cle:
    """What is derived from one key. Its `repr` shows its name only.

    Attributes:
        name: eight hexadecimal digits, derived too: they tell nothing of the key.
    """

    name: str
    _fields: AESGCM = field(compare=False)
    _wrapping: AESGCM = field(compare=False)
    _index: bytes = field(compare=False)

    def __repr__(self) -> str:
        """Return its name."""
        return f"Cle({self.name})"

    def seal(self, text: str, label: str) -> bytes:
        """Return a text encrypted: a random nonce, then what AES-GCM makes of it.

        Padded to a multiple of 32 bytes, so that its length tells little.

        Args:
            text: what to hide.
            label: where it is kept; it reads there only.
        """
        plain = text.encode() + b"\x80"
        padded = plain.ljust(-(-len(plain) // _BLOCK) * _BLOCK, b"\0")
        nonce = os.urandom(_NONCE_BYTES)
        return nonce + self._fields.encrypt(nonce, padded, label.encode())

    def unseal(self, sealed: bytes, label: str) -> str:
        """Return a text that was sealed under the same label.

        Raises:
            Undecipherable: another key, another label, or a byte that changed.
        """
        try:
            plain = self._fields.decrypt(
                sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], label.encode()
            )
        except (InvalidTag, ValueError):
            raise Undecipherable from None
        return plain.rstrip(b"\0")[:-1].decode()

    def wrap(self, secret: bytes) -> bytes:
        """Return a secret encrypted with this key."""
        nonce = os.urandom(_NONCE_BYTES)
        return nonce + self._wrapping.encrypt(nonce, secret, self.name.encode())

    def unwrap(self, wrapped: bytes) -> bytes:
        """Return a secret that this key has wrapped.

        Raises:
            Undecipherable: it has not.
        """
        try:
            return self._wrapping.decrypt(
                wrapped[:_NONCE_BYTES], wrapped[_NONCE_BYTES:], self.name.encode()
            )
        except (InvalidTag, ValueError):
            raise Undecipherable from None

    def hashed(self, kind: str, text: str) -> bytes:
        """Return the keyed hash, 32 bytes, by which a text of some kind is found again."""
        return hmac.digest(self._index, f"{kind}\0{text}".encode(), "sha256")


def derived(key: bytes) -> Cle:
    """Return what is derived from a key of 32 bytes, each part by HKDF under its own name."""
    parts = [
        HKDF(SHA256(), _KEY_BYTES, salt=None, info=f"justedroit/identites/{use}".encode()).derive(
            key
        )
        for use in ("nom", "champs", "enveloppe", "index")
    ]
    return Cle(parts[0][:4].hex(), AESGCM(parts[1]), AESGCM(parts[2]), parts[3])


@dataclass(frozen=True, slots=True)
class Trousseau:
    """The keys that a process holds.

    Attributes:
        cles: the first encrypts; the others only read what they have encrypted before it.
    """

    cles: tuple[Cle, ...]

    @property
    def current(self) -> Cle:
        """The key that encrypts."""
        return self.cles[0]

    def named(self, name: str) -> Cle | None:
        """Return the key of a name, None where it is not held."""
        return next((cle for cle in self.cles if cle.name == name), None)


def keyring(keys: Sequence[bytes]) -> Trousseau:
    """Return a keyring.

    Args:
        keys: 32 bytes each; the first encrypts.

    Raises:
        Refused: no key, or one of another length.
    """
    if not keys or any(len(key) != _KEY_BYTES for key in keys):
        raise Refused(
            f"La clé des identités n'est pas lisible : {_KEY_BYTES} octets en base64 sont attendus. "
            f"Pour en faire une : {_MADE_SO}"
        )
    return Trousseau(tuple(derived(key) for key in keys))


def read_keys(text: str) -> Trousseau:
    """Return the keys of a text: one a line, or between commas, in base64; `#` begins a remark.

    Raises:
        Refused: one of them does not read; it is not quoted.
    """
    lines = (line.partition("#")[0] for line in text.splitlines())
    words = [word.strip() for line in lines for word in line.split(",") if word.strip()]
    try:
        return keyring(
            [
                base64.b64decode(
                    word, altchars=b"-_" if set(word) & {"-", "_"} else None, validate=True
                )
                for word in words
            ]
        )
    except (binascii.Error, ValueError) as error:
        if isinstance(error, Refused):
            raise
        return keyring([])


def keyring_for(url: str, environment: Mapping[str, str] = os.environ) -> Trousseau:
    """Return the keys of a base: beside a base of demonstration, or from the environment.

    A demonstration is never encrypted with the key of a fund, even where that key is at hand.

    Args:
        url: of the base.
        environment: JUSTEDROIT_CLE holds the keys; JUSTEDROIT_FICHIER_CLE names their file.

    Raises:
        Refused: no key, or one that does not read, or a file that others can read.
    """
    beside = demo_key_file(url)
    if beside is not None and is_demo_key(beside):
        return _of_file(beside)
    if told := environment.get(KEY_VARIABLE, "").strip():
        return read_keys(told)
    if named := environment.get(FILE_VARIABLE, "").strip():
        return _of_file(Path(named))
    raise Refused(
        "Les identités de cette base sont chiffrées, et aucune clé n'est donnée. Mettez-la dans "
        f"{KEY_VARIABLE}, ou dans un fichier nommé par {FILE_VARIABLE}."
    )


def demo_key_file(url: str) -> Path | None:
    """Return where the key of a base of demonstration lies: beside its file; None for a server."""
    path = url.removeprefix("sqlite:///")
    return None if path == url or not path else Path(path).with_suffix(DEMO_SUFFIX)


def create_demo_key(url: str) -> Path:
    """Create the key of a base of demonstration, readable by its owner only.

    Only a demonstration keeps its key beside what it encrypts: who takes the folder has both.

    Raises:
        Refused: the base is not a SQLite file.
        FileExistsError: there is one already.
    """
    path = demo_key_file(url)
    if path is None:
        raise Refused("Une clé de démonstration ne se crée qu'à côté d'un fichier SQLite.")
    text = f"{_DEMO_REMARK}{base64.b64encode(secrets.token_bytes(_KEY_BYTES)).decode()}\n"
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
    return path


def is_demo_key(path: Path) -> bool:
    """Tell whether a file is the key of a demonstration, that may be lost with it."""
    return path.is_file() and path.read_bytes().startswith(_DEMO_REMARK.encode())


def _of_file(path: Path) -> Trousseau:
    try:
        shared = path.stat().st_mode & (stat.S_IROTH | stat.S_IWOTH)
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        raise Refused(f"Le fichier de la clé des identités, {path}, ne se lit pas.") from None
    if shared:
        raise Refused(
            f"Le fichier de la clé des identités, {path}, est lisible par tous. "
            f"Fermez-le d'abord : chmod 600 {path}"
        )
    return read_keys(text)
