"""A name as it is searched for: without accents, hyphens, apostrophes nor particles."""

from __future__ import annotations

import re
import unicodedata

# From how many letters the beginning of a name finds it, and after how many more do not matter.
PREFIX_LETTERS = (3, 12)
_PARTICLES = frozenset(
    {"d", "da", "de", "del", "della", "den", "der", "des", "di", "do", "dos", "du"}
    | {"l", "la", "le", "les", "van", "von", "y"}
)
# What NFKD leaves as one letter.
_LETTERS = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l", "đ": "d"})


def name_words(*names: str) -> tuple[str, ...]:
    """Return the words by which names are found, each once, in their order.

    >>> name_words("de La Têste-Exemple", "Zoé")
    ('teste', 'exemple', 'zoe')
    >>> name_words("Le")
    ('le',)

    Args:
        names: birth name, usual name, first names, as they are written.

    Returns:
        Words of letters a to z and digits, or of another alphabet; a particle is left out, except
        from a name that is nothing else.

    Law:
        None: a way of searching. What is shown and paid bears the name as it is written.
    """
    found: dict[str, None] = {}
    for name in names:
        words = _words(name)
        found |= dict.fromkeys([w for w in words if w not in _PARTICLES] or words)
    return tuple(found)


def prefixes(word: str) -> tuple[str, ...]:
    """Return the beginnings of a word that find it: of three letters and more, up to twelve.

    >>> prefixes("durand")
    ('dur', 'dura', 'duran', 'durand')

    Law:
        None: a way of searching.
    """
    least, most = PREFIX_LETTERS
    return tuple(word[:length] for length in range(least, min(most, len(word)) + 1))


def matched(mots: tuple[str, ...], words: tuple[str, ...]) -> bool | None:
    """Tell whether all the words looked for are whole words of a name; None: one is not found.

    >>> matched(("durand", "zoe"), ("durand", "zoe")), matched(("dur", "zoe"), ("durand", "zoe"))
    (True, False)

    Args:
        mots: looked for, all of them.
        words: of the name, by `name_words`.

    Law:
        None: a way of searching, the same in every storage.
    """
    starts = {start for word in words for start in prefixes(word)}
    if not all(mot in words or _start(mot) in starts for mot in mots):
        return None
    return all(mot in words for mot in mots)


def _start(mot: str) -> str:
    return mot[: PREFIX_LETTERS[1]]


def _words(name: str) -> list[str]:
    apart = unicodedata.normalize("NFKD", name).casefold()
    plain = unicodedata.normalize("NFKD", apart.translate(_LETTERS))
    without = "".join(c for c in plain if not unicodedata.combining(c))
    return re.findall(r"[^\W_]+", without)
