"""Statements read from the content of a file, CSV or JSON lines; and the report of refusals.

Columns, in any order: dossier, personne, nature, valeur, valable_du, valable_au, source, auteur,
piece, remplace. `valable_au` is the last day, included, as people write it; it may be absent, as
may `piece` and `remplace`. An empty `valeur` withdraws the fact that the line replaces.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from typing import Final

from justedroit.core.base import Colonnes, Fields, Refusal, Row, read_rows, shown
from justedroit.core.faits.declaration import Statement
from justedroit.core.faits.valeurs import read_date

COLONNES: Final = Colonnes(
    ("dossier", "personne", "nature", "valeur", "valable_du", "source", "auteur"),
    ("valable_au", "piece", "remplace"),
    "une déclaration",
)
_WHOLE = re.compile(r"[0-9]{1,18}")


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
    rows = read_rows(content, name, COLONNES)
    return ([], [rows]) if isinstance(rows, Refusal) else _sorted_out(rows)


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


def _sorted_out(rows: Iterable[Row]) -> tuple[list[tuple[int, Statement]], list[Refusal]]:
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
