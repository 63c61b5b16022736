"""From what a person writes to the canonical text of a value, or to a refusal.

Canonical texts: montant `1234.50`, nombre `0.8`, entier `3`, booleen `true` or `false`, date
`2025-03-12`, choix its code, texte as written without the blanks around it.
"""

from __future__ import annotations

import datetime as dt
import difflib
import re
from decimal import Decimal
from typing import TYPE_CHECKING

from justedroit.core.base import Refusal, shown

if TYPE_CHECKING:
    from collections.abc import Callable

    from justedroit.core.faits.catalogue import Kind

_NUMBER = re.compile(r"[+-]?[0-9]{1,12}(?:[.,][0-9]{1,12})?")
_BLANKS = re.compile(r"\s")
_ISO_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_FRENCH_DATE = re.compile(r"([0-9]{2})/([0-9]{2})/([0-9]{4})")
_NOT_FINITE = {"nan", "inf", "infinity", "+inf", "-inf", "+infinity", "-infinity"}
_TRUTHS = {
    **dict.fromkeys(("true", "vrai", "oui", "1"), "true"),
    **dict.fromkeys(("false", "faux", "non", "0"), "false"),
}
_LONGEST = 200


def canonical(kind: Kind, text: str) -> str | Refusal:
    """Return the canonical text of a value, or why it is none of that kind.

    Args:
        kind: what the value should be.
        text: as written: decimal point or comma, day as AAAA-MM-JJ or JJ/MM/AAAA, oui or non.

    Returns:
        The canonical text, or a refusal whose `where` is empty.

    Law:
        None: a way of writing; the bounds are those of the catalogue.

    >>> from justedroit.core.faits.catalogue import kind
    >>> canonical(kind("loyer"), "1 234,5")
    '1234.50'
    """
    # Thousands are set apart by no-break spaces, which are not printable.
    written = text.translate({0xA0: " ", 0x202F: " "}).strip()
    if len(written) > _LONGEST or not written.isprintable():
        what = f"La valeur dépasse {_LONGEST} caractères ou contient des caractères de contrôle."
        return Refusal(what, "", "Écrivez une valeur courte, sur une seule ligne.")
    return _READERS[kind.nature](kind, written)


def read_date(text: str) -> dt.date | None:
    """Return a day written AAAA-MM-JJ or JJ/MM/AAAA; None when the text is not one.

    Law:
        None: a way of writing.

    >>> read_date("31/03/2025")
    datetime.date(2025, 3, 31)
    """
    iso, french = _ISO_DATE.fullmatch(text), _FRENCH_DATE.fullmatch(text)
    if not iso and not french:
        return None
    parts = iso.groups() if iso else french.groups()[::-1] if french else ()
    try:
        return dt.date(*map(int, parts))
    except ValueError:
        return None


def _number(kind: Kind, text: str) -> str | Refusal:
    packed = _BLANKS.sub("", text)
    if packed.lower() in _NOT_FINITE:
        what = f"{shown(text)} n'est pas un nombre fini."
        return Refusal(what, "", "Indiquez le montant exact, ou retirez la ligne s'il est inconnu.")
    if not _NUMBER.fullmatch(packed):
        what = f"{shown(text)} n'est pas un nombre."
        return Refusal(what, "", "Écrivez des chiffres et une virgule, par exemple 650,50.")
    value = Decimal(packed.replace(",", "."))
    return _bounded(kind, value) or _written(kind, value)


def _bounded(kind: Kind, value: Decimal) -> Refusal | None:
    low, high = Decimal(str(kind.minimum)), Decimal(str(kind.maximum))
    if low <= value <= high:
        return None
    sign = "est négatif, il" if value < 0 <= low else f"({value:f})"
    what = f"« {kind.libelle} » {sign} doit être compris entre {low:f} et {high:f}."
    return Refusal(what, "", "Vérifiez le signe, la virgule et l'unité, puis corrigez la valeur.")


def _written(kind: Kind, value: Decimal) -> str | Refusal:
    if kind.nature == "nombre":
        return f"{value.normalize():f}" if value else "0"
    places = Decimal("0.01") if kind.nature == "montant" else Decimal(1)
    exact = value.quantize(places)
    if exact != value:
        what = f"{value:f} est plus précis que {'le centime' if places != 1 else 'un entier'}."
        return Refusal(what, "", f"Arrondissez la valeur, par exemple à {exact:f}.")
    return f"{exact or abs(exact):f}"  # never "-0.00"


def _truth(_kind: Kind, text: str) -> str | Refusal:
    found = _TRUTHS.get(text.casefold())
    what = f"{shown(text)} n'est ni vrai ni faux."
    return found or Refusal(what, "", "Écrivez oui ou non.")


def _choice(kind: Kind, text: str) -> str | Refusal:
    if text in kind.valeurs:
        return text
    near = difflib.get_close_matches(text[:60].casefold(), kind.valeurs, n=1)
    what = f"{shown(text)} n'est pas une valeur de « {kind.libelle} »."
    hint = f"Vouliez-vous dire {near[0]} ? " if near else ""
    return Refusal(what, "", f"{hint}Valeurs permises : {', '.join(kind.valeurs)}.")


def _day(_kind: Kind, text: str) -> str | Refusal:
    day = read_date(text)
    what = f"{shown(text)} n'est pas une date du calendrier."
    mend = "Écrivez-la JJ/MM/AAAA ou AAAA-MM-JJ, par exemple 31/03/2025."
    return day.isoformat() if day else Refusal(what, "", mend)


def _text(kind: Kind, text: str) -> str | Refusal:
    if text and (not kind.motif or re.fullmatch(kind.motif, text, re.ASCII)):
        return text
    what = f"{shown(text)} n'a pas la forme attendue pour « {kind.libelle} »."
    return Refusal(what, "", "Vérifiez le code : ni blanc, ni minuscule, ni chiffre manquant.")


_READERS: dict[str, Callable[[Kind, str], str | Refusal]] = {
    "montant": _number,
    "nombre": _number,
    "entier": _number,
    "booleen": _truth,
    "choix": _choice,
    "date": _day,
    "texte": _text,
}
