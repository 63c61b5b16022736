"""Lists and spans of months as a French sentence writes them."""

from __future__ import annotations

from collections.abc import Sequence

from justedroit.core.base import month_text, of


def span_text(first: int, last: int) -> str:
    """Return two months as `de mars à juin 2025`, `pour mars 2025` when they are one.

    >>> span_text(202503, 202506)
    'de mars à juin 2025'
    >>> span_text(202504, 202504)
    'pour avril 2025'
    """
    if first == last:
        return f"pour {month_text(first)}"
    start = month_text(first)
    if first // 100 == last // 100:
        start = start.removesuffix(f" {first // 100}")
    return f"{of(start)} à {month_text(last)}"


def months_text(months: Sequence[int]) -> str:
    """Return months that follow each other as `mars 2025`, `mars 2025 à juin 2025`.

    >>> months_text([202503, 202504, 202506]), months_text([202503])
    ('mars 2025 à juin 2025', 'mars 2025')
    """
    first, last = min(months), max(months)
    return month_text(first) if first == last else f"{month_text(first)} à {month_text(last)}"


def listed(words: Sequence[str]) -> str:
    """Return words as `a, b et c`.

    >>> listed(["a", "b", "c"])
    'a, b et c'
    """
    return " et ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def capital(text: str) -> str:
    """Return a text whose first letter is a capital.

    >>> capital("prime d'activité")
    "Prime d'activité"
    """
    return text[:1].upper() + text[1:]
