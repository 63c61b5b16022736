"""A file of rows, CSV or JSON lines, read into the text of its fields; nothing is understood here."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePath

from justedroit.core.base.nominatif import looks_personal
from justedroit.core.base.refusal import Refusal

_LONE_SURROGATE = re.compile(r"[\ud800-\udfff]")
_CSV, _JSON_LINES = (".csv", ".txt"), (".jsonl", ".ndjson", ".json")
_BINARIES = {
    b"PK\x03\x04": "un classeur (xlsx, ods) ou une archive zip",
    b"\xd0\xcf\x11\xe0": "un ancien classeur Excel (xls)",
    b"%PDF": "un document PDF",
    b"\x1f\x8b": "une archive gzip",
}
_SAVE_AS = "Enregistrez-le au format CSV (séparateur point-virgule, UTF-8) et déposez-le à nouveau."

Fields = Mapping[str, str]
Row = tuple[int, Fields | Refusal]


@dataclass(frozen=True, slots=True)
class Colonnes:
    """What the rows of a file hold.

    Attributes:
        obligatoires: columns that each row has.
        facultatives: columns that it may have.
        contenu: what a row is, with its article: "une déclaration".
        citees: whether a refusal may quote what was written.
    """

    obligatoires: tuple[str, ...]
    facultatives: tuple[str, ...]
    contenu: str
    citees: bool = True

    @property
    def toutes(self) -> tuple[str, ...]:
        """The columns, in the order in which they are told."""
        return self.obligatoires + self.facultatives

    def quoted(self, text: str) -> str:
        """Return a text as a refusal may bear it: between guillemets, or not at all.

        Law:
            RGPD art. 5 (minimisation).
        """
        return shown(text) if self.citees else "(non répétée)"


def shown(text: str) -> str:
    """Return a text as a message may quote it: short, printable, between guillemets.

    What has the shape of a NIR or of an IBAN is not repeated.

    Law:
        None: a way of writing.
    """
    if looks_personal(text):
        return "Ce texte (non répété : il ressemble à un numéro de personne ou de compte)"
    cut = text if len(text) <= 40 else text[:39] + "…"
    return f"« {printable(cut)} »"


def printable(text: str) -> str:
    """Return a text with a mark in place of what cannot be printed, or even written in UTF-8.

    Law:
        None: a way of writing.
    """
    return "".join(c if c.isprintable() else "�" for c in text)


def read_rows(content: bytes, name: str, colonnes: Colonnes) -> Iterable[Row] | Refusal:
    """Return the rows of a file, each with the number of its line, read one by one.

    Args:
        content: bytes of the file: UTF-8 or Windows (latin) characters.
        name: name of the file; its suffix says CSV (.csv, .txt) or JSON lines (.jsonl, .ndjson).
        colonnes: what is expected.

    Returns:
        For each line the text of its fields, without the blanks around, or why it is not read, whose
        place is empty; or one refusal for a file that is not what it claims.

    Law:
        None: a format.
    """
    text = _text(content, name)
    if isinstance(text, Refusal):
        return text
    lines = [(n, line) for n, line in enumerate(text.split("\n"), start=1) if line.strip()]
    if not lines:
        return _whole(name, "Le fichier est vide.", "Déposez le fichier complet.")
    suffix = PurePath(name).suffix.lower()
    if suffix not in _CSV + _JSON_LINES:
        what = f"Le type de fichier {shown(suffix)} n'est pas reconnu."
        return _whole(name, what, "Déposez un fichier .csv ou .jsonl.")
    return (_json_rows if suffix in _JSON_LINES else _csv_rows)(lines, name, colonnes)


def _whole(name: str, what: str, mend: str) -> Refusal:
    return Refusal(what, f"fichier {printable(name[:100])}", mend)


def _text(content: bytes, name: str) -> str | Refusal:
    for signature, nature in _BINARIES.items():
        if content.startswith(signature):
            return _whole(name, f"Le fichier est {nature}, pas un texte.", _SAVE_AS)
    if b"\x00" in content:
        return _whole(name, "Le fichier est binaire, ou en UTF-16 : il ne peut être lu.", _SAVE_AS)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _csv_rows(
    lines: list[tuple[int, str]], name: str, colonnes: Colonnes
) -> Iterable[Row] | Refusal:
    head = lines[0][1]
    separator = ";" if ";" in head else ","
    header = [cell.strip().lower() for cell in _cells(head, separator) or []]
    missing = [column for column in colonnes.obligatoires if column not in header]
    unknown = [column for column in header if column not in colonnes.toutes]
    if missing or unknown or len(set(header)) < len(header):
        what = "La première ligne n'est pas l'en-tête attendu"
        what += f" : il manque {', '.join(missing)}." if missing else ""
        if unknown and not missing:
            what += f" : colonne inconnue {colonnes.quoted(unknown[0])}."
        what += "" if missing or unknown else " : une colonne y est deux fois."
        return _whole(name, what, f"En-tête attendu : {';'.join(colonnes.toutes)}.")
    if len(lines) == 1:
        none = colonnes.contenu.replace("un", "aucun", 1)
        what = f"Le fichier ne contient que son en-tête, {none}."
        return _whole(name, what, "Déposez le fichier complet.")
    return ((n, _csv_row(line, header, separator)) for n, line in lines[1:])


def _cells(line: str, separator: str) -> list[str] | None:
    """Return the cells of one line; None when a quotation mark is not closed."""
    try:
        return next(csv.reader([line], delimiter=separator, strict=True))
    except csv.Error:
        return None


def _csv_row(line: str, header: list[str], separator: str) -> Fields | Refusal:
    cells = _cells(line, separator)
    if cells is None:
        return Refusal("Un guillemet n'est pas fermé.", "", "Fermez-le, ou supprimez-le.")
    if len(cells) == len(header):
        return dict(zip(header, (cell.strip() for cell in cells), strict=True))
    what = f"La ligne a {len(cells)} colonnes, l'en-tête {len(header)}."
    mend = "Vérifiez les séparateurs"
    mend += " ; une virgule décimale doit être entre guillemets." if separator == "," else "."
    return Refusal(what, "", mend)


def _json_rows(
    lines: list[tuple[int, str]], name: str, colonnes: Colonnes
) -> Iterable[Row] | Refusal:
    if not lines[0][1].lstrip().startswith("{"):
        what = "Le fichier ne contient pas des lignes JSON : la première n'est pas un objet."
        mend = 'Écrivez un objet par ligne, par exemple {"dossier": 1, "personne": 0, …}.'
        return _whole(name, what, mend)
    return ((n, _json_row(line, colonnes)) for n, line in lines)


def _json_row(line: str, colonnes: Colonnes) -> Fields | Refusal:
    try:
        # Numbers are kept as they are written: 650.10 must not become 650.1000000000001.
        found = json.loads(
            line, parse_float=str, parse_int=str, parse_constant=str, object_pairs_hook=_once
        )
    except _SaidTwice as twice:
        what = f"Le champ {colonnes.quoted(str(twice))} est écrit deux fois."
        return Refusal(what, "", "Gardez-en un seul.")
    except (ValueError, RecursionError):
        return Refusal("La ligne n'est pas du JSON.", "", "Écrivez un objet complet par ligne.")
    if not isinstance(found, dict) or any(isinstance(v, dict | list) for v in found.values()):
        return Refusal(
            "La ligne n'est pas un objet JSON à plat.", "", "Écrivez un objet par ligne."
        )
    odd = [key for key in found if key not in colonnes.toutes]
    if odd or not set(colonnes.obligatoires) <= set(found):
        missing = [key for key in colonnes.obligatoires if key not in found]
        what = f"Champ inconnu {colonnes.quoted(odd[0])}." if odd and not missing else ""
        what = what or f"Il manque {', '.join(missing)}."
        return Refusal(what, "", f"Champs attendus : {', '.join(colonnes.toutes)}.")
    fields = {key: _plain(value) for key, value in found.items()}
    if broken := [key for key, text in fields.items() if _LONE_SURROGATE.search(text)]:
        what = f"« {broken[0]} » contient une moitié de caractère (\\ud800 à \\udfff)."
        return Refusal(what, "", "Écrivez le caractère lui-même, en UTF-8.")
    return fields


class _SaidTwice(ValueError):  # noqa: N818  (named for what it says)
    """A key is written twice in an object; the message is the key."""


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Return an object of JSON, whose keys must differ: keeping the last would lose the others."""
    found: dict[str, object] = {}
    for key, value in pairs:
        if key in found:
            raise _SaidTwice(key)
        found[key] = value
    return found


def _plain(value: str | bool | None) -> str:  # noqa: FBT001  (a value of JSON)
    if isinstance(value, bool):
        return "true" if value else "false"
    return (value or "").strip()
