"""Months, days and instants as French writes them; what a French letter can print."""

from __future__ import annotations

import datetime as dt
import unicodedata
from typing import Final
from zoneinfo import ZoneInfo

FRANCE: Final = ZoneInfo("Europe/Paris")
_MONTHS: Final = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)


def month_text(month: int) -> str:
    """Return a month such as 202506 in French words: `juin 2025`.

    Law:
        None: a way of writing.

    >>> month_text(202506)
    'juin 2025'
    """
    return f"{_MONTHS[month % 100 - 1]} {month // 100}"


def of(text: str) -> str:
    """Return a noun after « de ».

    Law:
        None: a way of writing.

    >>> of("prime d'activité"), of("allocations familiales")
    ("de prime d'activité", "d'allocations familiales")
    """
    return f"d'{text}" if text[:1] in "aeéiouh" else f"de {text}"


def of_month(month: int) -> str:
    """Return a month after « de »: `de juin 2025`, `d'avril 2025`.

    Law:
        None: a way of writing.

    >>> of_month(202504)
    "d'avril 2025"
    """
    return of(month_text(month))


def day_text(day: dt.date) -> str:
    """Return a day in French words: `1er juin 2025`, `5 janvier 2026`.

    Law:
        None: a way of writing.

    >>> day_text(dt.date(2025, 6, 1)).split()
    ['1er', 'juin', '2025']
    """
    first = "er" if day.day == 1 else ""
    return f"{day.day}{first}\u00a0{_MONTHS[day.month - 1]} {day.year}"


def instant_text(instant: dt.datetime) -> str:
    """Return an instant at the clocks of France: `5 janvier 2026 à 14 h 30`.

    Law:
        None: a way of writing.

    >>> noon = dt.datetime(2026, 1, 5, 11, 5, tzinfo=dt.UTC)
    >>> instant_text(noon).split()
    ['5', 'janvier', '2026', 'à', '12', 'h', '05']
    """
    local = instant.astimezone(FRANCE)
    return f"{day_text(local.date())} à {local.hour}\u00a0h\u00a0{local.minute:02d}"


def counted(count: int, words: str) -> str:
    """Return a number with what it counts, each word in the plural from two: `2 jugements rendus`.

    Args:
        count: how many.
        words: in the singular; each takes an `s`, unless it ends like a plural already.

    Law:
        None: a way of writing.

    >>> counted(1, "adulte"), counted(0, "vote"), counted(2, "recours rejeté")
    ('1 adulte', '0 vote', '2 recours rejetés')
    """
    if count < 2:
        return f"{count} {words}"
    return f"{count} {' '.join(w if w[-1] in 'sxz' else f'{w}s' for w in words.split())}"


def typographic(text: str) -> str:
    """Return a text for a page or a letter: its apostrophes as they are printed.

    Labels, refusals and commands are written with the apostrophe of a keyboard; what is printed,
    with this one, wherever its words come from.

    Law:
        None: a way of writing.

    >>> typographic("l'indu d'avril")
    'l’indu d’avril'
    """
    return text.replace("'", "’")


# What the fonts of the letters can show, and a person may read: Latin, Greek, Cyrillic, signs.
_SHOWN: Final = (
    (0x20, 0x52F),
    (0x1E00, 0x1FFF),
    (0x2010, 0x2027),
    (0x2030, 0x205E),
    (0x20A0, 0x22FF),
)
_SPACES: Final = "\n\t\u2009\u202f"


def unprintable(text: str) -> str | None:
    """Return the first character of a text that no letter can print, None where all can.

    Control characters and those that turn the direction of a line are not printed either: a text
    must be read as it was written.

    Law:
        None: what the fonts of the letters hold.

    >>> unprintable("Déjà payé : 12 € – l’aide"), unprintable("merci \N{GRINNING FACE}")
    (None, '😀')
    """
    for letter in text:
        shown = any(low <= ord(letter) <= high for low, high in _SHOWN)
        is_control = unicodedata.category(letter).startswith("C")
        if letter not in _SPACES and (not shown or is_control):
            return letter
    return None
