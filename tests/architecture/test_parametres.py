"""Dated parameters: each says where its values were read, and what is still to be verified."""

from __future__ import annotations

import datetime as dt

import pytest
import yaml

from justedroit.core.base import Parametre, parametres


def unsourced(parametre):
    for field in ("libelle", "unite", "article", "source"):
        if not getattr(parametre, field).strip():
            yield f"{parametre.name}: {field} is empty"
    if parametre.statut == "a_verifier" and not parametre.note.strip():
        yield f"{parametre.name}: a_verifier without the note that says what to verify"
    if not parametre.valeurs:
        yield f"{parametre.name}: no value"
    if not all(type(start) is dt.date for start, _ in parametre.valeurs):
        yield f"{parametre.name}: a value without its day"


def written(root):
    """Return the names that the files of parameters hold, wherever they are in the package."""
    names = []
    for path in sorted((root / "src/justedroit").rglob("parametres.yaml")):
        content = yaml.safe_load(path.read_text("utf-8")) or {}
        names += [f"{path.parent.name}/{name}" for name in content]
    return names


def test_every_parameter_is_sourced(refuse):
    refuse(v for p in parametres().values() for v in unsourced(p))


def test_every_file_of_parameters_is_read(root):
    assert sorted(parametres()) == sorted(written(root))


def test_no_parameter_is_written_twice_in_a_file(root):
    for path in (root / "src/justedroit").rglob("parametres.yaml"):
        keys = [
            line.split(":")[0]
            for line in path.read_text("utf-8").splitlines()
            if line and not line.startswith((" ", "#", "-"))
        ]
        assert len(keys) == len(set(keys)), path


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"source": ""}, "source is empty"),
        ({"article": " "}, "article is empty"),
        ({"note": ""}, "without the note"),
        ({"valeurs": ()}, "no value"),
        ({"valeurs": ((2025, 1),)}, "without its day"),
    ],
)
def test_a_parameter_without_source_is_seen(change, fault):
    whole = {
        "name": "ecarts/x",
        "libelle": "Un délai",
        "unite": "mois",
        "article": "CSS art. L553-1",
        "source": "lu",
        "statut": "a_verifier",
        "note": "relire l'article",
        "valeurs": ((dt.date(2025, 1, 1), 24),),
    }
    assert [*unsourced(Parametre(**whole))] == []
    [violation] = unsourced(Parametre(**(whole | change)))
    assert fault in violation
