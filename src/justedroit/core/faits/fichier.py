"""Statements read from the content of a file, CSV or JSON lines; and the report of refusals.

Columns, in any order: dossier, personne, nature, valeur, valable_du, valable_au, source, auteur,
piece, remplace. `valable_au` is the last day, included, as people write it; it may be absent, as
may `piece` and `remplace`. An empty `valeur` withdraws the fact that the line replaces.
"""

from __future__ import annotations

import csv
import datetime as dt
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePath

from justedroit.core.base import Refusal
from justedroit.core.faits.declaration import Statement
from justedroit.core.faits.valeurs import printable, read_date, shown

COMPULSORY = ("dossier", "personne", "nature", "valeur", "valable_du", "source", "auteur")
OPTIONAL = ("valable_au", "piece", "remplace")
_WHOLE = re.compile(r"[0-9]{1,18}")
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


def read_statements(content: bytes, name: str) -> tuple[list[tuple[int, Statement]], list[Refusal]]:
    """Return the statements of a file, and what could not be read of it.

    Args:
        content: bytes of the file: UTF-8 or Windows (latin) characters.
        name: name of the file; its suffix says CSV (.csv, .txt) or JSON lines (.jsonl, .ndjson).

    Returns:
        Statements with their line numbers, and refusals: one for the whole file when it is not
        what it claims, else one for each line that cannot be read.

    Law:
        None: a format.
    """
    text = _text(content, name)
    if isinstance(text, Refusal):
        return [], [text]
    lines = [(n, line) for n, line in enumerate(text.split("\n"), start=1) if line.strip()]
    if not lines:
        return [], [_whole(name, "Le fichier est vide.", "Déposez le fichier complet.")]
    suffix = PurePath(name).suffix.lower()
    if suffix not in _CSV + _JSON_LINES:
        what = f"Le type de fichier {shown(suffix)} n'est pas reconnu."
        return [], [_whole(name, what, "Déposez un fichier .csv ou .jsonl.")]
    rows = _json_rows(lines, name) if suffix in _JSON_LINES else _csv_rows(lines, name)
    if isinstance(rows, Refusal):
        return [], [rows]
    return _sorted_out(rows)


def refusal_report(refusals: Sequence[Refusal]) -> str:
    """Return refusals as the text of a CSV file: ligne;probleme;correction.

    Args:
        refusals: in any order.

    Returns:
        One line for each under the header, by line of the file; `ligne` is empty where no line of a file is concerned.

    Law:
        None: a format.
    """
    rows = [("ligne", "probleme", "correction"), *map(_report_row, by_line(refusals))]
    return "".join(";".join(map(_cell, row)) + "\n" for row in rows)


def by_line(refusals: Sequence[Refusal]) -> list[Refusal]:
    """Return refusals in the order of the lines that they concern; first those of no line.

    Law:
        None: an order of reading.
    """
    return sorted(refusals, key=lambda refusal: int(found[1]) if (found := _line(refusal)) else 0)


def _line(refusal: Refusal) -> re.Match[str] | None:
    return re.match(r"ligne ([0-9]+)(?:, )?", refusal.where)


def _report_row(refusal: Refusal) -> tuple[str, str, str]:
    found = _line(refusal)
    rest = refusal.where[found.end() :] if found else refusal.where
    law = f" ({refusal.law})" if refusal.law else ""
    problem = f"{rest} : {refusal.what}{law}" if rest else f"{refusal.what}{law}"
    return found[1] if found else "", problem, refusal.mend


def _cell(text: str) -> str:
    # A spreadsheet would run a cell that begins so; what is quoted comes from outside.
    safe = "'" + text if text.startswith(("=", "+", "-", "@", "\t")) else text
    return '"' + safe.replace('"', '""') + '"' if re.search(r'[;"\r\n]', safe) else safe


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


Row = tuple[int, Fields | Refusal]


def _csv_rows(lines: list[tuple[int, str]], name: str) -> Iterator[Row] | Refusal:
    head = lines[0][1]
    separator = ";" if ";" in head else ","
    header = [cell.strip().lower() for cell in _cells(head, separator) or []]
    missing = [column for column in COMPULSORY if column not in header]
    unknown = [column for column in header if column not in COMPULSORY + OPTIONAL]
    if missing or unknown or len(set(header)) < len(header):
        what = "La première ligne n'est pas l'en-tête attendu"
        what += f" : il manque {', '.join(missing)}." if missing else ""
        what += f" : colonne inconnue {shown(unknown[0])}." if unknown and not missing else ""
        what += "" if missing or unknown else " : une colonne y est deux fois."
        return _whole(name, what, f"En-tête attendu : {';'.join(COMPULSORY + OPTIONAL)}.")
    if len(lines) == 1:
        what = "Le fichier ne contient que son en-tête, aucune déclaration."
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


def _json_rows(lines: list[tuple[int, str]], name: str) -> Iterator[Row] | Refusal:
    if not lines[0][1].lstrip().startswith("{"):
        what = "Le fichier ne contient pas des lignes JSON : la première n'est pas un objet."
        mend = 'Écrivez un objet par ligne, par exemple {"dossier": 1, "personne": 0, …}.'
        return _whole(name, what, mend)
    return ((n, _json_row(line)) for n, line in lines)


def _json_row(line: str) -> Fields | Refusal:
    try:
        # Numbers are kept as they are written: 650.10 must not become 650.1000000000001.
        found = json.loads(
            line, parse_float=str, parse_int=str, parse_constant=str, object_pairs_hook=_once
        )
    except _SaidTwice as twice:
        what = f"Le champ {shown(str(twice))} est écrit deux fois."
        return Refusal(what, "", "Gardez-en un seul.")
    except (ValueError, RecursionError):
        return Refusal("La ligne n'est pas du JSON.", "", "Écrivez un objet complet par ligne.")
    if not isinstance(found, dict) or any(isinstance(v, dict | list) for v in found.values()):
        return Refusal(
            "La ligne n'est pas un objet JSON à plat.", "", "Écrivez un objet par ligne."
        )
    odd = [key for key in found if key not in COMPULSORY + OPTIONAL]
    if odd or not set(COMPULSORY) <= set(found):
        missing = [key for key in COMPULSORY if key not in found]
        what = f"Il manque {', '.join(missing)}." if missing else f"Champ inconnu {shown(odd[0])}."
        return Refusal(what, "", f"Champs attendus : {', '.join(COMPULSORY + OPTIONAL)}.")
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


def _sorted_out(rows: Iterator[Row]) -> tuple[list[tuple[int, Statement]], list[Refusal]]:
    good: list[tuple[int, Statement]] = []
    bad: list[Refusal] = []
    for line, fields in rows:
        found = fields if isinstance(fields, Refusal) else _statement(fields)
        if isinstance(found, Refusal):
            bad.append(Refusal(found.what, f"ligne {line}", found.mend))
        else:
            good.append((line, found))
    return good, bad


def _statement(fields: Fields) -> Statement | Refusal:
    numbers = {key: fields.get(key, "") for key in ("dossier", "personne", "remplace")}
    for key, text in numbers.items():
        if not _WHOLE.fullmatch(text) and (text or key != "remplace"):
            what = f"« {key} » : {shown(text)} n'est pas un nombre entier."
            return Refusal(what, "", "Écrivez des chiffres seuls.")
    days = {key: read_date(fields.get(key, "")) for key in ("valable_du", "valable_au")}
    for key, day in days.items():
        if day is None and (fields.get(key) or key == "valable_du"):
            what = f"« {key} » : {shown(fields[key])} n'est pas une date du calendrier."
            return Refusal(what, "", "Écrivez-la JJ/MM/AAAA ou AAAA-MM-JJ, par exemple 31/03/2025.")
    since, last = days["valable_du"], days["valable_au"]
    if since is None or last == dt.date.max:
        return Refusal("La date de fin est hors du calendrier.", "", "Laissez-la vide.")
    return Statement(
        dossier=int(numbers["dossier"]),
        person=int(numbers["personne"]),
        kind=fields["nature"],
        value=fields["valeur"] or None,
        valid_from=since,
        valid_until=last + dt.timedelta(days=1) if last else None,
        source=fields["source"],
        author=fields["auteur"],
        proof=fields.get("piece") or None,
        replaces=int(numbers["remplace"]) if numbers["remplace"] else None,
    )
