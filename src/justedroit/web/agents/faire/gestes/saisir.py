"""The geste by which a court is seized."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from justedroit.core.base import Acte, Refusal, counted, day_text
from justedroit.core.recours import (
    OBJETS,
    Recours,
    recours_of,
)
from justedroit.core.registre import BENEFIT_LABELS, BENEFITS
from justedroit.steps.act import Opened, opened
from justedroit.steps.consultation.jugements import would_seize
from justedroit.steps.consultation.phrases import named
from justedroit.steps.consultation.reprises import undone_lines
from justedroit.steps.seize import LAW, Saisie, seizable, seizable_until, seize
from justedroit.web.agents.faire.formes import NO_NUMBERS
from justedroit.web.agents.faire.gestes.instance import UNWRITTEN
from justedroit.web.formulaires import (
    Formulaire,
    boxes_field,
    choice_field,
    day_field,
    text_field,
)
from justedroit.web.gestes import (
    WHOLE,
    Cible,
    Foreseen,
    Geste,
    Journaux,
    Outcome,
    Situation,
    Told,
    numbered,
)
from justedroit.web.permissions import CONTENTIEUX


class _SaisineForm(Formulaire):
    """When a court was seized of an appeal, and what is asked of it."""

    PLACES: Sequence[tuple[str, str]] = (
        ("le motif", "motif"),
        ("n'est pas arrivé", "le"),
        ("trop ancien", "le"),
        ("n'existait pas le", "le"),
    )
    le = day_field("Tribunal saisi le")
    motif = text_field("Ce qui est demandé au juge", rows=4, help_text=NO_NUMBERS)


class _SaisieForm(_SaisineForm):
    """The same, of any decision: an appeal, sums, or a penalty."""

    PLACES = (
        *_SaisineForm.PLACES,
        ("recours", "recours"),
        ("ne se conteste pas", "objet"),
        ("opposition", "objet"),
        ("la référence de la décision", "decision"),
        ("prestation", "prestation"),
        ("sur cette décision", "recours"),
        ("jugé cette décision", "recours"),
    )
    recours = choice_field("Recours décidé", {}, required=False)
    creances = boxes_field("Ou des sommes, contestées sans recours")
    objet = choice_field(
        "Ce qui est contesté de ces sommes",
        {c: OBJETS[c] for c in ("indu", "droit", "remise", "handicap")},
        required=False,
    )
    decision = text_field("Ou une pénalité : la référence de sa notification")
    prestation = choice_field(
        "Prestation de cette pénalité",
        {code: BENEFIT_LABELS[code] for code in BENEFITS},
        empty="Choisissez",
        required=False,
    )
    field_order = ("recours", "creances", "objet", "decision", "prestation", "le", "motif")

    def __init__(self, data: Any, found: Opened, day: dt.date) -> None:
        super().__init__(data)
        self.fields["decision"].required = False
        some = [(str(one.number), _appeal_name(one)) for one in seizable(found, day)]
        sums = [(str(claim.number), named(claim)) for claim in found.creances()]
        self.offer("recours", some, empty="Aucun")
        self.offer("creances", sums)
        for name in [] if sums else ["creances", "objet"]:
            del self.fields[name]
        if not some:
            del self.fields["recours"]

    def clean(self) -> dict[str, Any]:
        """Refuse two decisions at once, or none."""
        told: dict[str, Any] = super().clean() or {}
        given = [name for name in ("recours", "creances", "decision") if told.get(name)]
        if len(given) != 1:
            first = given[-1] if given else next(iter(self.fields))
            self.add_error(first, "Une décision et une seule : recours, sommes, ou pénalité.")
        return told


def _appeal_name(one: Recours) -> str:
    some = ", ".join(BENEFIT_LABELS[benefit] for benefit in one.prestations)
    return f"Recours {one.number} : {one.label.lower()}, {some}"


class Saisir(Geste):
    """A court is seized; the rank is the number of the prior appeal, or none."""

    code = "tribunal-saisir"
    title = "Consigner la saisine du juge"
    button = "Consigner la saisine"
    lead = (
        "Le juge dépend de la prestation et de ce qui est contesté. Le recouvrement attend son jugement "
        "là où la loi le veut."
    )
    law = LAW
    roles = CONTENTIEUX
    tab = "recours"
    tag = "instance.saisie"
    foretold = True

    def look(self, cible: Cible) -> Situation | Refusal | None:
        """Return the decision that is judged, and until when a court may be seized of it."""
        found = opened(cible.records, cible.dossier)
        if isinstance(found, Refusal):
            return None
        if cible.rang == WHOLE:
            lines = [
                f"{_appeal_name(one)}, {_in_time(seizable_until(found, one, cible.day), cible.day)}."
                for one in seizable(found, cible.day)
            ]
            lines = lines or ["Aucun recours décidé n’attend d’être porté devant le juge."]
            return Situation("Ce qui peut être porté devant le juge", lines, on=found)
        one = numbered(recours_of(found.events).get(cible.dossier, []), cible.rang)
        if one is None:
            return None
        told = Saisie(cible.dossier, cible.day, UNWRITTEN, cible.rang)
        foreseen = would_seize(cible.records, told, cible.tried())
        if isinstance(foreseen, Refusal):
            return foreseen
        until = seizable_until(found, one, cible.day)
        in_time = until is not None and cible.day <= until  # else the reserve says it
        delay = (
            [f"Le juge peut être saisi jusqu'au {day_text(until)}."] if until and in_time else []
        )
        return Situation(_appeal_name(one), [*delay, *foreseen], on=found)

    def form(self, data: Any, cible: Cible, situation: Situation) -> Formulaire:
        """Return the form of a seizure, of one appeal or of anything."""
        if cible.rang == WHOLE:
            form: Formulaire = _SaisieForm(data, situation.on, cible.day)
        else:
            form = _SaisineForm(data)
        form.fields["le"].initial = cible.day
        return form

    def foresee(self, cible: Cible, acte: Acte, told: Told) -> Foreseen:
        """Return who judges, why, and what waits."""
        return would_seize(cible.records, _saisie(cible, told), acte)

    def act(self, records: Journaux, acte: Acte, cible: Cible, told: Told) -> Outcome:
        """Record it."""
        found = seize(records, _saisie(cible, told), acte)
        if isinstance(found, Refusal):
            return found
        said = f"Saisine consignée : {counted(len(found), 'instance')}."
        return " ".join([said, *undone_lines(records, cible.dossier, acte)])

    def wrote(self, cible: Cible, told: Told) -> Told:
        """Return its day and what is asked."""
        return {"le": told["le"].isoformat(), "motif": told["motif"].strip()}


def _in_time(until: dt.date | None, day: dt.date) -> str:
    """Return until when a court may be seized of an appeal, in a few words."""
    if until is None:
        return "sans délai opposable"
    return f"jusqu’au {day_text(until)}{'' if day <= until else ', délai passé'}"


def _saisie(cible: Cible, told: Told) -> Saisie:
    """Return what seizes a court, as the form says it."""
    rang = cible.rang if cible.rang != WHOLE else int(told.get("recours") or 0)
    return Saisie(
        cible.dossier,
        told["le"],
        told["motif"],
        rang or None,
        tuple(int(number) for number in told.get("creances") or ()),
        told.get("objet", "") if told.get("creances") else "",
        told.get("decision", ""),
        told.get("prestation", ""),
    )
