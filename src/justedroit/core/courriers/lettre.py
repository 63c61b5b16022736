"""The shared shape of letters: fields that must be said, sections made from them, what is missing."""

from __future__ import annotations

import datetime as dt
from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, is_dataclass
from typing import Any, ClassVar

from justedroit.core.base import Refusal, names_someone
from justedroit.core.courriers.forme import (
    Bloc,
    Contenu,
    Liste,
    Paragraphe,
    Section,
    Tableau,
    changed,
    printed,
)
from justedroit.core.courriers.organisme import Organisme, check_organisme
from justedroit.core.paiements import repayment_reference


def told(what: str, law: str = "") -> dict[str, str]:
    """Return the metadata of a field that the letter must say: it is refused without.

    Args:
        what: its name in French, « le motif ».
        law: the article that demands it.

    Law:
        None: a declaration; each letter names its own.
    """
    return {"dit": what, "droit": law}


@dataclass(frozen=True, kw_only=True)
class Lettre(ABC):
    """A letter: all that it must say, without who it is for.

    Attributes:
        modele: of the closed list MODELES.
        droit: the articles that demand it.
        dossier: number, which is that of the allocataire.
        le: its date; replaced by the day on which it leaves.
        organisme: the fund.
    """

    modele: ClassVar[str]
    droit: ClassVar[str]
    dossier: int
    le: dt.date
    organisme: Organisme

    @property
    @abstractmethod
    def titre(self) -> str:
        """Its object."""

    @abstractmethod
    def sections(self) -> tuple[Section, ...]:
        """Return what it says.

        Law:
            None: each letter names its own, in its attribute of that name.
        """

    def lacking(self) -> tuple[tuple[str, str], ...]:
        """Return the (name, article) of what it needs besides, in its own case.

        Law:
            None: each letter names its own, in its attribute of that name.
        """
        return ()

    def repaid(self) -> tuple[int, ...]:
        """Return the numbers of the créances that it asks to repay.

        Law:
            Code civil art. 1342-10: who pays says which debt.
        """
        return ()

    @property
    def textes(self) -> str:
        """The articles that it cites at its end."""
        return self.droit

    @property
    def signataire(self) -> str:
        """Who signs it, where it is not who signs for the fund; empty as it does."""
        return ""

    @property
    def reference(self) -> str:
        """The reference of repayment, of its créance where it is about one only."""
        return reference_text(self.dossier, self.repaid())

    def references(self) -> tuple[tuple[str, str], ...]:
        """Return the (label, value) pairs of its reference block.

        Law:
            None: a way of writing.
        """
        return (("Numéro allocataire", str(self.dossier)),)


def written(lettre: Lettre) -> Contenu | list[Refusal]:
    """Return what a letter says, ready to be typeset and kept; or what it lacks.

    Law:
        RGPD art. 5: the journal that keeps it names no one; each letter names its own besides.
    """
    if refusals := missing(lettre):
        return refusals
    contenu = Contenu(
        modele=lettre.modele,
        dossier=lettre.dossier,
        titre=printed(lettre.titre),
        le=lettre.le,
        references=tuple((printed(a), printed(b)) for a, b in lettre.references()),
        sections=tuple(changed(section, printed) for section in lettre.sections()),
        droit=printed(lettre.textes),
        signataire=printed(lettre.signataire),
    )
    contenu = contenu.dated(lettre.le)
    return _naming(contenu, lettre) or contenu


def missing(lettre: Lettre) -> list[Refusal]:
    """Return one refusal for each thing that a letter must say and does not.

    Law:
        CJA art. R421-5, CSS art. R142-1: what a notice omits is not opposed to the household.
    """
    found = [
        Refusal(f"il manque {what}.", _where(lettre), "Complétez-la avant de l'envoyer.", law)
        for what, law in [*_lacking(lettre, lettre.droit), *lettre.lacking()]
    ]
    return found + check_organisme(lettre.organisme)


def _lacking(said: Any, law: str) -> list[tuple[str, str]]:
    """Return the (name, article) of each declared field that is empty, in nested parts too."""
    found: list[tuple[str, str]] = []
    for one in fields(said):
        value = getattr(said, one.name)
        if "dit" in one.metadata and _empty(value):
            found.append((one.metadata["dit"], one.metadata["droit"] or law))
        elif "dit" in one.metadata and isinstance(value, tuple):
            parts = [part for part in value if is_dataclass(part)]
            found += [lack for part in parts for lack in _lacking(part, law)]
    return list(dict.fromkeys(found))


def _empty(value: Any) -> bool:
    if isinstance(value, str):
        return not value.strip()
    return value is None or value == ()


def _where(lettre: Lettre) -> str:
    return f"dossier {lettre.dossier}, lettre « {lettre.titre} »"


def _naming(contenu: Contenu, lettre: Lettre) -> list[Refusal]:
    """Refuse a text that holds a number which names someone; those of the fund name nobody."""
    ours = (lettre.organisme.iban, lettre.reference)
    for section in contenu.sections:
        for text in (text for bloc in section.blocs for text in texts(bloc)):
            if names_someone(text.replace(ours[0], "").replace(ours[1], "")):
                what = f"« {section.titre} » contient un NIR ou un IBAN."
                where = _where(lettre)
                return [Refusal(what, where, "Dites-le sans ce numéro.", "RGPD art. 5")]
    return []


def texts(bloc: Bloc) -> tuple[str, ...]:
    """Return every text of a block, in reading order.

    Law:
        None: an arrangement.
    """
    match bloc:
        case Paragraphe():
            return (bloc.texte,)
        case Liste():
            return bloc.lignes
        case Tableau():
            cells = [cell for row in (*bloc.lignes, bloc.total) for cell in row]
            return (bloc.legende, *bloc.colonnes, *cells)


def creances_text(numbers: Iterable[int]) -> str:
    """Return the numbers of some créances as a letter names them.

    Law:
        None: a way of writing.

    >>> creances_text([1]), creances_text([1, 2, 4])
    ('créance 1', 'créances 1, 2 et 4')
    """
    *others, last = map(str, numbers)
    return f"créances {', '.join(others)} et {last}" if others else f"créance {last}"


def capital(text: str) -> str:
    """Return a text with a capital: a label that begins a line.

    Law:
        None: a way of writing.

    >>> capital("revenu de solidarité active")
    'Revenu de solidarité active'
    """
    return text[:1].upper() + text[1:]


def reference_text(dossier: int, creances: Sequence[int] = ()) -> str:
    """Return the reference of repayment of a debt, by groups of four.

    Args:
        dossier: number.
        creances: those that are repaid: of exactly one, the reference names it; else the dossier.

    Law:
        ISO 11649, printed form; Code civil art. 1342-10.

    >>> reference_text(1234)
    'RF61 D000 0000 0123 4'
    """
    one = creances[0] if len(creances) == 1 else None
    reference = repayment_reference(dossier, one)
    return " ".join(reference[at : at + 4] for at in range(0, len(reference), 4))
