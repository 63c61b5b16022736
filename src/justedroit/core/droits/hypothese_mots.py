"""Signs and elisions, as the sentences of a simulation write them."""

from __future__ import annotations

from justedroit.core.base import euros


def more_or_less(cents: int) -> str:
    """Return a difference in French: `214,00 € de moins`.

    Law:
        None: a way of writing.
    """
    if not cents:
        return "ni plus ni moins"
    return f"{euros(abs(cents))} de {'plus' if cents > 0 else 'moins'}"
