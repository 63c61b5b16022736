"""Which fund pays, and where its bank files lie: told by the environment, or a demonstration's own."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any, Final

import yaml

from justedroit.core.base import Refused
from justedroit.core.paiements import CAISSE_DEMO, Caisse, check_caisse
from justedroit.records.cles import demo_key_file, is_demo_key
from justedroit.records.fichiers import FolderFiles

CAISSE_VARIABLE: Final = "JUSTEDROIT_CAISSE"
FOLDER_VARIABLE: Final = "JUSTEDROIT_BANQUE"
DEMO_FOLDER: Final = "banque"  # beside the base of a demonstration
_DEMO_FILE: Final = re.compile(rf"\.?CAF{CAISSE_DEMO.code}-ORDRE-[0-9]+\.xml(\.[0-9a-f-]+){{0,2}}")


def caisse_for(url: str, environment: Mapping[str, str] = os.environ) -> Caisse:
    """Return the fund that pays from a base.

    Args:
        url: of the base.
        environment: JUSTEDROIT_CAISSE names a YAML file, with the fields of `Caisse`.

    Raises:
        Refused: no file, or it is not that of a fund that can pay; in French.
    """
    named = environment.get(CAISSE_VARIABLE, "").strip()
    if named:
        return _of_file(Path(named))
    if _is_demonstration(url):
        return CAISSE_DEMO
    wanted = ", ".join(field.name for field in fields(Caisse))
    raise Refused(
        f"Le compte de la caisse n'est pas donné. Nommez dans {CAISSE_VARIABLE} un fichier YAML qui "
        f"dit : {wanted}."
    )


def files_for(url: str, environment: Mapping[str, str] = os.environ) -> FolderFiles:
    """Return where the bank files of a base lie.

    Args:
        url: of the base.
        environment: JUSTEDROIT_BANQUE names the folder.

    Raises:
        Refused: no folder is named; in French.
    """
    named = environment.get(FOLDER_VARIABLE, "").strip()
    if named:
        return FolderFiles(named)
    if _is_demonstration(url):
        return FolderFiles(Path(url.removeprefix("sqlite:///")).parent / DEMO_FOLDER)
    raise Refused(
        f"Le dossier des fichiers bancaires n'est pas donné. Nommez-le dans {FOLDER_VARIABLE} ; "
        "lui seul, et la banque, les reçoivent."
    )


def are_demo_files(folder: Path) -> bool:
    """Return whether a folder holds nothing but bank files of a demonstration."""
    if not folder.is_dir() or folder.is_symlink():
        return False
    return all(p.is_file() and _DEMO_FILE.fullmatch(p.name) for p in folder.iterdir())


def erase_demo_files(folder: Path) -> None:
    """Erase the bank files of a demonstration, and their folder."""
    if are_demo_files(folder):
        for path in folder.iterdir():
            path.unlink()
        folder.rmdir()


def _is_demonstration(url: str) -> bool:
    beside = demo_key_file(url)
    return beside is not None and is_demo_key(beside)


def _of_file(path: Path) -> Caisse:
    try:
        told: Any = yaml.safe_load(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError):
        raise Refused(f"Le fichier de la caisse, {path}, ne se lit pas.") from None
    known = {field.name for field in fields(Caisse)}
    optional = {"country"}
    if not isinstance(told, dict) or not known - optional <= set(told) <= known:
        raise Refused(
            f"Le fichier de la caisse, {path}, ne dit pas ce qu'il faut : {', '.join(sorted(known))}."
        )
    caisse = Caisse(**{name: str(value) for name, value in told.items()})
    if wrong := check_caisse(caisse):
        raise Refused(str(wrong))
    return caisse
