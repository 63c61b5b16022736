"""The forms that several gestes ask with: a day, reasons, a reception and its proof."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from justedroit.core.courriers import PREUVES
from justedroit.web.formulaires import Formulaire, choice_field, day_field, text_field

NO_NUMBERS: Final = "Ni NIR, ni IBAN."


def asks_day(label: str) -> type[Formulaire]:
    """Return the form of what only asks on which day it happened, in `le`.

    Args:
        label: of the day.
    """

    class Jour(Formulaire):
        """A day: all that is refused is about it."""

        PLACES = (("", "le"),)
        le = day_field(label)

    return Jour


def asks_reasons(label: str, *, rows: int = 4, about: str = "") -> type[Formulaire]:
    """Return the form of what only asks for its reasons, in `motif`.

    Args:
        label: of the reasons.
        rows: of its field.
        about: words of the refusals that are about them; empty: all are.
    """

    class Raisons(Formulaire):
        """The reasons, as they are kept."""

        PLACES: Sequence[tuple[str, str]] = ((about, "motif"),)
        motif = text_field(label, rows=rows, help_text=NO_NUMBERS)

    return Raisons


class ReceptionForm(Formulaire):
    """When a letter came, and what proves it."""

    PLACES = (("preuve", "preuve"), ("", "le"))
    le = day_field("Jour de réception")
    preuve = choice_field("Ce qui la prouve", PREUVES, empty="Choisissez")
