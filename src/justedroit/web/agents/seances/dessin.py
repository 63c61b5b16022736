"""The month of a household as a bar: housing, what the scale would withhold, what is left to live on."""

from __future__ import annotations

from dataclasses import dataclass

from justedroit.steps.consultation.examens import Examen


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the month.

    Attributes:
        code: end of its class.
        label: in French.
        cents: of it.
        start, width: of its rectangle, as a percentage.
    """

    code: str
    label: str
    cents: int
    start: str
    width: str


def budget(told: Examen) -> tuple[Part, ...]:
    """Return the parts of what the household has in a month; none where its income is unknown.

    What is withheld is that of the scale, not of a decision: it says what repaying would take.
    """
    income, sheet = told.income_cents, told.recours.fiche
    if not income:
        return ()
    housing, withheld = sheet["charges_cents"], sheet["retenue_cents"] or 0
    left = max(0, income - housing - withheld)
    parts = (
        ("logement", "Logement", housing),
        ("plan", "Retenue au barème", withheld),
        ("reste", "Reste pour vivre", left),
    )
    whole, start, found = max(income, housing + withheld), 0.0, []
    for code, label, cents in parts:
        width = 100 * cents / whole
        found.append(Part(code, label, cents, f"{start:.2f}%", f"{width:.2f}%"))
        start += width
    return tuple(part for part in found if part.cents)
