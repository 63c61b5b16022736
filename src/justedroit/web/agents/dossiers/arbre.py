"""The lines of an explanation as a page shows them: value, legal parameters, articles, what is below."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode, urlsplit

from justedroit.core.droits.openfisca import Noeud, parameter_shown, period_shown, value_shown
from justedroit.steps.consultation.francais import capital

_NATURES: Final = {
    "donnee": "déclaré",
    "defaut": "non renseigné",
    "repris": "déjà expliqué",
    "calcul": "",
}
_STEP = re.compile(r"([a-z][a-z0-9_]{0,79})\.(ETERNITY|\d{4}|\d{4}-\d\d|\d{4}-\d\d-\d\d)")


@dataclass(frozen=True, slots=True)
class Etape:
    """A step of a calculation: a variable of the law on a period."""

    variable: str
    period: str

    @classmethod
    def read(cls, text: str) -> Etape | None:
        """Return the step that an address names; None when it names none."""
        found = _STEP.fullmatch(text)
        return cls(found[1], found[2]) if found else None

    @property
    def query(self) -> str:
        """What an address ends with to open it."""
        return urlencode({"etape": f"{self.variable}.{self.period}"})


@dataclass(frozen=True, slots=True)
class Texte:
    """A text of law: how it is named, and where it is read."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class ParametreLigne:
    """A legal parameter that a line has read: label, value, since when, and the texts that fix it."""

    label: str
    value: str
    since: str
    texts: tuple[Texte, ...]


@dataclass(frozen=True, slots=True)
class Ligne:
    """A line of an explanation.

    Attributes:
        label: what it counts, in French.
        value: its value, in French.
        when: its month, when it is not the one of the line above; empty otherwise.
        remark: `déclaré`, `non renseigné`…; empty for a formula.
        parameters: legal parameters read.
        texts: articles of the line itself.
        children: lines below.
        folded: how many steps are not shown under it.
        suite: whether it has a tree of its own.
        step: by which it is opened.
        compte: the operation that gave the value; empty when none is written.
    """

    label: str
    value: str
    when: str
    remark: str
    parameters: tuple[ParametreLigne, ...]
    texts: tuple[Texte, ...]
    children: tuple[Ligne, ...]
    folded: int
    suite: bool
    step: Etape
    compte: str = ""

    @property
    def opens(self) -> bool:
        """Whether something is below it, shown or not."""
        return bool(
            self.compte
            or self.children
            or self.parameters
            or self.texts
            or self.folded
            or self.suite
        )


def steps_of(noeud: Noeud, members: Sequence[str], period: str = "") -> Ligne:
    """Return a tree as lines.

    Args:
        noeud: the tree.
        members: what the persons of the household are called, see `value_shown`.
        period: of the line above.
    """
    when = "" if noeud.period in (period, "ETERNITY") else period_shown(noeud.period)
    return Ligne(
        label=_sentence(noeud.label),
        value=value_shown(noeud, members),
        when=when,
        remark=_NATURES.get(noeud.nature, ""),
        parameters=tuple(
            ParametreLigne(
                _sentence(p.label), parameter_shown(p), period_shown(p.since), _texts(p.references)
            )
            for p in noeud.parameters
        ),
        texts=_texts(noeud.references),
        children=tuple(steps_of(child, members, noeud.period) for child in noeud.children),
        folded=noeud.folded,
        suite=noeud.suite,
        step=Etape(noeud.variable, noeud.period),
        compte=_sentence(noeud.compte),
    )


def _sentence(label: str) -> str:
    return capital(label.strip().rstrip("."))


def _texts(references: tuple[str, ...]) -> tuple[Texte, ...]:
    """Return the texts that references name: `Article L821-1 (https://…)`."""
    found = []
    for reference in references:
        parts = re.fullmatch(r"(.*?)\s*\(?(https?://[^\s)]+)\)?", reference.strip())
        label, url = (parts[1], parts[2]) if parts else (reference, "")
        found.append(Texte(label.strip() or f"Texte ({urlsplit(url).hostname})", url))
    return tuple(dict.fromkeys(found))
