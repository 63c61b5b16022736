"""How months, amounts and tables are shown in a terminal."""

from __future__ import annotations

from rich import box
from rich.table import Table

from justedroit.core.base import euros, month_text

__all__ = ["euros_text", "month_text", "table"]


def euros_text(cents: int) -> str:
    """Return an amount, or a dash where there is none."""
    return euros(cents) if cents else "–"


def table(title: str, first: str, *others: str) -> Table:
    """Return an empty table: the first column is text, the others are aligned to the right."""
    out = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
    out.add_column(first, overflow="fold")
    for name in others:
        out.add_column(name, justify="right", overflow="fold")
    return out
