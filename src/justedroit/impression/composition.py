"""A letter as a tagged PDF: typeset in this process, with the fonts that the compiler carries."""

from __future__ import annotations

import datetime as dt
import json
import multiprocessing
import threading
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any, Final

import typst

from justedroit.core.base import Refused, day_text, typographic
from justedroit.core.courriers import MODELES, Contenu, Organisme, printed, told_content
from justedroit.core.identites import Identite

Envoi = tuple[Contenu, Identite | None]

_FOLDER: Final = Path(__file__).parent / "gabarits"
_STANDARD: Final = "ua-1"  # PDF/UA-1: tagged, titled, its language told
_LOT = 50  # letters given to a process at a time
# Where nobody's identity is known, the window says so rather than stay empty.
_UNKNOWN: Final = ("Destinataire non renseigné",)


def pdf(contenu: Contenu, identite: Identite | None, organisme: Organisme) -> bytes:
    """Return a letter as a tagged PDF, PDF/UA-1: the same bytes for the same letter.

    Args:
        contenu: what it says.
        identite: who it is for; None: nobody is named.
        organisme: the fund, for its letterhead.

    Raises:
        FileNotFoundError: no template has the name of the letter.
        Refused: a character of it cannot be printed.
    """
    return bytes(_compiled(contenu, identite, organisme, format="pdf", pdf_standards=_STANDARD))


def pngs(contenu: Contenu, identite: Identite | None, organisme: Organisme) -> list[bytes]:
    """Return each page of a letter as an image, to look at it."""
    pages = _compiled(contenu, identite, organisme, format="png", ppi=90.0)
    return [bytes(page) for page in pages] if isinstance(pages, list) else [bytes(pages)]


def pdfs(envois: Iterable[Envoi], organisme: Organisme, processes: int = 1) -> Iterator[bytes]:
    """Yield many letters as tagged PDF, in the order given.

    Args:
        envois: (content, identity) of each.
        organisme: the fund.
        processes: 1: in this one.
    """
    if processes == 1:
        yield from (pdf(contenu, identite, organisme) for contenu, identite in envois)
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, mp_context=context) as pool:
        every = list(envois)
        lots = [(every[at : at + _LOT], organisme) for at in range(0, len(every), _LOT)]
        yield from chain.from_iterable(pool.map(_lot, lots))


def _lot(job: tuple[Sequence[Envoi], Organisme]) -> list[bytes]:
    envois, organisme = job
    return [pdf(contenu, identite, organisme) for contenu, identite in envois]


@cache
def _template(modele: str) -> dict[str, bytes]:
    """Return the files of a template, by the names under which it reads them."""
    path = _FOLDER / f"{modele}.typ"
    if not path.is_file():
        raise FileNotFoundError(f"Aucun gabarit pour la lettre « {modele} ».")
    return {"main": path.read_bytes(), "base.typ": (_FOLDER / "base.typ").read_bytes()}


# The pages of several agents are served by several threads, and a compiler refuses two at once.
_ONE_AT_A_TIME: Final = threading.Lock()


@cache
def _compiler() -> typst.Compiler:
    """Return the compiler, kept: it has the fonts, and what a letter has in common with the last."""
    # No system font: a letter is the same on every machine.
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True)
    return typst.Compiler(b"", font_paths=fonts, ignore_system_fonts=True)


def _compiled(contenu: Contenu, identite: Identite | None, organisme: Organisme, **how: Any) -> Any:
    """Return what the compiler makes of a letter, which it reads as a file that is never on a disk.

    Data come as a file, not as inputs of the compiler: those are part of the language itself, and
    two letters whose inputs differ share nothing, which takes twice the time.
    """
    told = json.dumps(_told(contenu, identite, organisme), ensure_ascii=False)
    # The stub forgets that files may be given by name.
    files: Any = _template(contenu.modele) | {"lettre.json": told.encode()}
    day = dt.datetime.combine(contenu.le, dt.time(), dt.UTC)
    try:
        with _ONE_AT_A_TIME:
            return _compiler().compile(input=files, timestamp=day, **how)
    except typst.TypstError as error:
        raise Refused(_not_typeset(contenu, identite)) from error


def _not_typeset(contenu: Contenu, identite: Identite | None) -> str:
    """Return why a letter cannot be typeset; nobody is named."""
    whose = f"dossier {identite.dossier}" if identite is not None else "sans destinataire"
    return (
        f"La lettre « {MODELES[contenu.modele].libelle} » ({whose}) ne peut pas être composée : un "
        "texte, un nom ou une adresse contient un caractère qui ne s'imprime pas. Corrigez-le, ou "
        "nommez les autres dossiers (--dossier)."
    )


def _told(contenu: Contenu, identite: Identite | None, organisme: Organisme) -> dict[str, Any]:
    """Return all that a template shows, as JSON holds it."""
    return told_content(contenu) | {
        "libelle": printed(MODELES[contenu.modele].libelle),
        "date": f"Le {day_text(contenu.le)}",
        "destinataire": list(map(typographic, destinataire(identite))),
        "organisme": {
            "nom": typographic(organisme.nom),
            "adresse": list(map(typographic, organisme.adresse)),
            "telephone": organisme.telephone,
            "horaires": typographic(organisme.horaires),
            "signataire": contenu.signataire or typographic(organisme.signataire),
        },
    }


def destinataire(identite: Identite | None) -> tuple[str, ...]:
    """Return the lines of the address window."""
    if identite is None:
        return _UNKNOWN
    lines = identite.adresse.lines() if identite.adresse else []
    return (identite.nom_affiche(), *lines)
