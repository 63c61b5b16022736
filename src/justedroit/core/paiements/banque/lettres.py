"""Text in the letters that every SEPA bank accepts: Latin, without accents, few signs."""

from __future__ import annotations

from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

# What a decomposition into letter and accent does not give.
_TRANSCRIBED: Final = {
    "œ": "oe",
    "Œ": "OE",
    "æ": "ae",
    "Æ": "AE",
    "ß": "ss",
    "ø": "o",
    "Ø": "O",
    "ł": "l",
    "Ł": "L",
    "đ": "d",
    "Đ": "D",
    "ð": "d",
    "þ": "th",
    "ı": "i",
    "’": "'",
    "‘": "'",
    "–": "-",
    "—": "-",
    "_": "-",
    "&": "+",
}
_ACCENTS: Final = r"\p{M}+"
_FOREIGN: Final = r"[^A-Za-z0-9/?:().,'+ -]+"
_LONGEST: Final = 70


def sepa_letters(texts: pa.ChunkedArray, longest: int = _LONGEST) -> pa.ChunkedArray:
    """Return texts in the letters of SEPA, without accents, cut to a length.

    Args:
        texts: shape `(n,)`, strings.
        longest: characters kept.

    Returns:
        Shape `(n,)`; empty where no letter of SEPA remains.

    Law:
        EPC 230-15, character set of SEPA messages.
    """
    out = texts
    for letter, transcribed in _TRANSCRIBED.items():
        out = pc.replace_substring(out, letter, transcribed)
    out = pc.replace_substring_regex(pc.utf8_normalize(out, "NFKD"), _ACCENTS, "")
    out = pc.replace_substring_regex(out, _FOREIGN, " ")
    # A text neither begins with a slash nor has two: the bank would take it for a code.
    out = pc.replace_substring_regex(pc.replace_substring_regex(out, "/+", "/"), " +", " ")
    out = pc.utf8_trim(out, " /")
    return pc.utf8_trim(pc.utf8_slice_codeunits(out, 0, longest), " /")


def sepa_text(text: str, longest: int = _LONGEST) -> str:
    """Return one text in the letters of SEPA.

    Args:
        text: any.
        longest: characters kept.

    Law:
        EPC 230-15, character set of SEPA messages.

    >>> sepa_text("Élodie  D’Hœr & Šimić")
    "Elodie D'Hoer + Simic"
    """
    found: str = sepa_letters(pa.chunked_array([[text]], pa.string()), longest)[0].as_py()
    return found
