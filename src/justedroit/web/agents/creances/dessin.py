"""The bar of what became of each euro: its rectangles, as attributes of SVG. No style, no script."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from justedroit.steps.consultation.creances import Part

_WHOLE: Final = 100.0
_SEEN: Final = 0.8  # percent: what is less is drawn so, to be seen


@dataclass(frozen=True, slots=True)
class Segment:
    """A rectangle of the bar.

    Attributes:
        code: of the part, `withheld`; its colour is that of the class `issue-withheld`.
        x: its left edge, `12.5%`.
        width: `30%`.
    """

    code: str
    x: str
    width: str


def segments(parts: Sequence[Part]) -> tuple[Segment, ...]:
    """Return the rectangles of a bar, side by side, as wide as what each part is worth.

    Args:
        parts: where each euro is; their sum is the whole width.
    """
    total = sum(part.cents for part in parts)
    wide = [max(_WHOLE * part.cents / total, _SEEN) for part in parts]
    scale, left, found = _WHOLE / sum(wide) if wide else 1.0, 0.0, []
    for part, width in zip(parts, wide, strict=True):
        found.append(Segment(part.code, _percent(left), _percent(width * scale)))
        left += width * scale
    return tuple(found)


def _percent(value: float) -> str:
    return f"{value:.2f}%"
