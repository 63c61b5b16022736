"""What the fund says of itself in its letters: a YAML file, or a demonstration's own."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any, Final

import yaml

from justedroit.core.base import Refused
from justedroit.core.courriers import ORGANISME_DEMO, Organisme, check_organisme

VARIABLE: Final = "JUSTEDROIT_COURRIERS"
_LINES: Final = frozenset(
    {"adresse", "adresse_recours", "departement", "tribunal_administratif", "tribunal_judiciaire"}
)


def organisme_for(*, demo: bool, environment: Mapping[str, str] = os.environ) -> Organisme:
    """Return the fund whose letters these are.

    Args:
        demo: whether the base is that of a demonstration.
        environment: JUSTEDROIT_COURRIERS names a YAML file, with the fields of `Organisme`.

    Raises:
        Refused: no file, or it does not say all that a letter must; in French.
    """
    named = environment.get(VARIABLE, "").strip()
    if named:
        return _of_file(Path(named))
    if demo:
        return ORGANISME_DEMO
    wanted = ", ".join(field.name for field in fields(Organisme))
    raise Refused(
        f"L'en-tête des lettres n'est pas donné. Nommez dans {VARIABLE} un fichier YAML qui dit : "
        f"{wanted}."
    )


def _of_file(path: Path) -> Organisme:
    try:
        told: Any = yaml.safe_load(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError):
        raise Refused(f"Le fichier des lettres, {path}, ne se lit pas.") from None
    known = {field.name for field in fields(Organisme)}
    if not isinstance(told, dict) or not known - {"signataire"} <= set(told) <= known:
        raise Refused(
            f"Le fichier des lettres, {path}, ne dit pas ce qu'il faut : {', '.join(sorted(known))}."
        )
    organisme = Organisme(**{name: _value(name, value) for name, value in told.items()})
    if wrong := check_organisme(organisme):
        raise Refused(str(wrong[0]))
    return organisme


def _value(name: str, value: Any) -> Any:
    """Return a field as text, or its lines."""
    if name not in _LINES:
        return str(value)
    return tuple(map(str, value)) if isinstance(value, list) else (str(value),)
