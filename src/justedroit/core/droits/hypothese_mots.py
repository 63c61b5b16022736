"""Signs and elisions, as the sentences of a simulation write them."""

from __future__ import annotations

from justedroit.core.base import euros, month_text


def of_month(month: int) -> str:
    """Return a month after « de » : `de juin 2025`, `d'avril 2025`.

    Law:
        None: a way of writing.

    >>> of_month(202504)
    "d'avril 2025"
    """
    text = month_text(month)
    return f"d'{text}" if text[0] in "ao" else f"de {text}"


def more_or_less(cents: int) -> str:
    """Return a difference in French: `214,00 € de moins`.

    Law:
        None: a way of writing.
    """
    if not cents:
        return "ni plus ni moins"
    return f"{euros(abs(cents))} de {'plus' if cents > 0 else 'moins'}"
