"""What a letter is made of: a title, references, sections of plain text, lists and tables.

It holds no identity. The same content is typeset, shown in a page, and kept in the journal.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from justedroit.core.base import typographic
from justedroit.core.courriers.delais import redated, tensed

EXPLICATION: Final = "explication"  # the section that an agent completes
ORIGINE: Final = "D'où vient l'écart : "  # how its paragraph on the origin begins
_NO_BREAK, _NARROW = "\u00a0", "\u202f"
_BEFORE: Final = re.compile(r" ([;!?])")
_SENTENCES: Final = re.compile(r"(?<=[.!?])\s+(?=\S)")
_EUROS: Final = re.compile(r"^[\d ,]+ € de (?:plus|moins)[^:]*: ")
_AROUND: Final = ((" :", f"{_NO_BREAK}:"), ("« ", f"«{_NO_BREAK}"), (" »", f"{_NO_BREAK}»"))


def printed(text: str) -> str:
    """Return a text with the apostrophes and the spaces of French printing.

    Law:
        None: a way of writing.

    >>> printed("l'indu : combien ?").replace(chr(0xa0), "_").replace(chr(0x202f), "-")
    'l’indu_: combien-?'
    """
    text = _BEFORE.sub(_NARROW + r"\1", typographic(text))
    for found, put in _AROUND:
        text = text.replace(found, put)
    return text


@dataclass(frozen=True, slots=True)
class Paragraphe:
    """A paragraph.

    Attributes:
        texte: plain text; nothing in it is a command, whoever wrote it.
        important: what a tired reader must not miss.
    """

    texte: str
    important: bool = False


@dataclass(frozen=True, slots=True)
class Liste:
    """Points, in their order.

    Attributes:
        lignes: plain text.
        numerotee: whether the order counts.
    """

    lignes: tuple[str, ...]
    numerotee: bool = False


@dataclass(frozen=True, slots=True)
class Tableau:
    """A table, its headers repeated on each page.

    Attributes:
        legende: what it shows, read before it.
        colonnes: headers.
        lignes: cells, as text; the first names the row.
        total: a last row, or nothing.
        textes: how many columns, from the first, are words; the others are amounts.
    """

    legende: str
    colonnes: tuple[str, ...]
    lignes: tuple[tuple[str, ...], ...]
    total: tuple[str, ...] = ()
    textes: int = 1


Bloc = Paragraphe | Liste | Tableau


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a letter under its own heading.

    Attributes:
        titre: heading.
        blocs: in their order.
        cle: by which it is found again, `explication`; most have none.
        encadre: what is to be read first, in a frame.
    """

    titre: str
    blocs: tuple[Bloc, ...]
    cle: str = ""
    encadre: bool = False


def changed(section: Section, change: Callable[[str], str]) -> Section:
    """Return a section with each of its texts changed, heading, legends and cells included.

    Law:
        None: an arrangement.
    """
    blocs = tuple(_changed(bloc, change) for bloc in section.blocs)
    return replace(section, titre=change(section.titre), blocs=blocs)


def _changed(bloc: Bloc, change: Callable[[str], str]) -> Bloc:
    match bloc:
        case Paragraphe():
            return replace(bloc, texte=change(bloc.texte))
        case Liste():
            return replace(bloc, lignes=tuple(map(change, bloc.lignes)))
        case Tableau():
            return replace(
                bloc,
                legende=change(bloc.legende),
                colonnes=tuple(map(change, bloc.colonnes)),
                lignes=tuple(tuple(map(change, row)) for row in bloc.lignes),
                total=tuple(map(change, bloc.total)),
            )


@dataclass(frozen=True, slots=True)
class Contenu:
    """All that a letter says, without who it is for.

    Attributes:
        modele: of the closed list MODELES.
        dossier: number, which is that of the allocataire.
        titre: its object, and the title of the document.
        le: its date.
        references: (label, value) pairs of the reference block.
        sections: in their order.
        droit: articles that demand or found it.
        signataire: who signs; empty: who signs for the fund.
    """

    modele: str
    dossier: int
    titre: str
    le: dt.date
    references: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]
    droit: str = ""
    signataire: str = ""

    def section(self, cle: str) -> Section | None:
        """Return a section by its key.

        Law:
            None: an arrangement.
        """
        return next((section for section in self.sections if section.cle == cle), None)

    def dated(self, le: dt.date) -> Contenu:
        """Return the same letter, dated of the day on which it leaves, its delays counted from it.

        Law:
            CSS art. R133-9-2: the delays that it tells run from its reception, which is later.
        """
        if le == self.le:
            return _tensed(self)
        pairs = [(printed(found), printed(put)) for found, put in redated(self.le, le)]

        def again(text: str) -> str:
            for found, put in pairs:
                text = text.replace(found, put)
            return text

        moved = replace(self, le=le, sections=tuple(changed(s, again) for s in self.sections))
        return _tensed(moved)

    def numbered(self, numero: int) -> Contenu:
        """Return the same letter with its own number, by which who calls about it names it.

        Args:
            numero: of the letter in the dossier.

        Law:
            CRPA art. L111-2: who receives a letter can say which.
        """
        return replace(self, references=(*self.references, ("Lettre", f"{self.dossier}-{numero}")))

    def explained(self, texte: str, origine: str = "") -> Contenu:
        """Return the same letter with what an agent wrote, before what the software found.

        What the software says too is said once; an origin decided since takes the place of the
        one that was proposed.

        Args:
            texte: what the agent wrote; may be empty.
            origine: as a person has decided it, in sentences; empty: nobody has.

        Law:
            CRPA art. L211-2: the motive, in clear; domaine 3.3.
        """
        return replace(
            self,
            sections=tuple(
                _explained(s, texte, origine) if s.cle == EXPLICATION else s for s in self.sections
            ),
        )


def _tensed(contenu: Contenu) -> Contenu:
    """Return a letter in which what is over on its day is said so."""

    def said(text: str) -> str:
        return tensed(text, contenu.le)

    return replace(contenu, sections=tuple(changed(one, said) for one in contenu.sections))


def _explained(section: Section, texte: str, origine: str) -> Section:
    blocs = tuple(_originated(bloc, origine) for bloc in section.blocs)
    lines = [line for bloc in blocs if isinstance(bloc, Liste) for line in bloc.lignes]
    said = {key for line in lines for one in _SENTENCES.split(line) for key in _keys(one)}
    parts = (
        " ".join(one for one in _SENTENCES.split(printed(part.strip())) if not said & _keys(one))
        for part in texte.splitlines()
    )
    return replace(section, blocs=(*(Paragraphe(part) for part in parts if part), *blocs))


def _originated(bloc: Bloc, origine: str) -> Bloc:
    """Return a paragraph with the origin that was decided, where it told the one proposed."""
    begins = printed(ORIGINE)
    if not origine or not isinstance(bloc, Paragraphe) or not bloc.texte.startswith(begins):
        return bloc
    return replace(bloc, texte=f"{begins}{printed(origine)}")


def _keys(sentence: str) -> set[str]:
    """Return what a sentence is known again by: whole, and without the euros that begin it."""
    plain = " ".join(printed(sentence).casefold().split())
    return {plain, _EUROS.sub("", plain)}


_GENRES: Final[dict[str, type[Bloc]]] = {
    "paragraphe": Paragraphe,
    "liste": Liste,
    "tableau": Tableau,
}


def told_content(contenu: Contenu) -> dict[str, Any]:
    """Return a content as JSON can hold it: what the journal keeps, what a template reads.

    Law:
        None: decision 0021.
    """
    return {
        "modele": contenu.modele,
        "dossier": contenu.dossier,
        "titre": contenu.titre,
        "le": contenu.le.isoformat(),
        "references": [list(pair) for pair in contenu.references],
        "sections": [_told_section(section) for section in contenu.sections],
        "droit": contenu.droit,
        **({"signataire": contenu.signataire} if contenu.signataire else {}),
    }


def _told_section(section: Section) -> dict[str, Any]:
    blocs = [_told_bloc(bloc) for bloc in section.blocs]
    return {
        "titre": section.titre,
        "cle": section.cle,
        "encadre": section.encadre,
        "blocs": blocs,
    }


def _told_bloc(bloc: Bloc) -> dict[str, Any]:
    genre = next(name for name, kind in _GENRES.items() if isinstance(bloc, kind))
    told = {name: getattr(bloc, name) for name in type(bloc).__slots__}
    return {"genre": genre} | {name: _plain(value) for name, value in told.items()}


def _plain(value: Any) -> Any:
    return [_plain(one) for one in value] if isinstance(value, tuple) else value


def read_content(told: Mapping[str, Any]) -> Contenu:
    """Return the content that `told_content` told.

    Raises:
        KeyError: a part is not there, or is of no known kind.

    Law:
        None: decision 0021.
    """
    return Contenu(
        modele=told["modele"],
        dossier=told["dossier"],
        titre=told["titre"],
        le=dt.date.fromisoformat(told["le"]),
        references=tuple((label, value) for label, value in told["references"]),
        sections=tuple(_read_section(section) for section in told["sections"]),
        droit=told["droit"],
        signataire=told.get("signataire", ""),
    )


def _read_section(told: Mapping[str, Any]) -> Section:
    blocs = tuple(_read_bloc(bloc) for bloc in told["blocs"])
    return Section(told["titre"], blocs, told["cle"], told["encadre"])


def _read_bloc(told: Mapping[str, Any]) -> Bloc:
    kind = _GENRES[told["genre"]]
    return kind(**{name: _tupled(value) for name, value in told.items() if name != "genre"})


def _tupled(value: Any) -> Any:
    return tuple(_tupled(one) for one in value) if isinstance(value, list) else value
