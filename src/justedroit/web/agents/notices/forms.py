"""What an agent writes of a notice: its explanation, an attempted call, its proven reception."""

from __future__ import annotations

import datetime as dt
from typing import Any

from justedroit.core.courriers import PREUVES, RESULTATS, SELECTIONS
from justedroit.web.formulaires import Formulaire, choice_field, day_field, text_field


class PreparerForm(Formulaire):
    """Why the file was checked, which the letter says where a program chose it."""

    selection = choice_field(
        "Ce qui a fait vérifier le dossier",
        SELECTIONS,
        empty="Rien de particulier",
        required=False,
    )

    def __init__(self, data: Any = None, *, auto_id: str = "id_%s") -> None:
        super().__init__(data, auto_id=auto_id)
        self.dress()


class ExplicationForm(Formulaire):
    """The explanation, in the words of an agent."""

    PLACES = (("", "texte"),)  # all that is refused is of the text
    texte = text_field("Votre explication", rows=10)

    def __init__(self, data: Any = None, *, least: int = 0) -> None:
        super().__init__(data)
        if least:
            self.fields["texte"].help_text = (
                f"Au moins {least} caractères : ce qui s’est passé, quand, ce que cela change et pour "
                "quels mois. Ni NIR, ni IBAN."
            )
        self.dress()


class AppelForm(Formulaire):
    """An attempted call."""

    PLACES = (("résultat", "resultat"), ("n'est pas entre", "le"))
    resultat = choice_field("Résultat de l’appel", RESULTATS, empty="Choisissez")
    le = day_field("Jour de l’appel")

    def __init__(self, data: Any = None, *, today: dt.date) -> None:
        super().__init__(data)
        self.fields["le"].initial = today
        self.dress()


class ReceptionForm(Formulaire):
    """What proves that the household has received it."""

    PLACES = (("preuve", "preuve"), ("", "le"))
    le = day_field("Jour de réception")
    preuve = choice_field("Preuve", PREUVES, empty="Choisissez")

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.dress()
