"""OpenFisca test files: read, evaluated, compared under the margins that they state.

Same meaning as OpenFisca's own runner (openfisca_core.tools.test_runner), with three differences:
every comparison is made, not only those before the first that fails; what cannot be run as it is
written is refused with its reason, apart from what fails; a name that OpenFisca would silently
ignore in `input` (an unknown entity) is refused too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

import yaml
from openfisca_core.errors import ParameterNotFoundError

from justedroit.core.droits.openfisca.attendus import (
    Mismatch,
    SituationTest,
    compare,
    expectations,
)
from justedroit.core.droits.openfisca.description import build, checked
from justedroit.core.droits.openfisca.systeme import law_system
from justedroit.core.droits.openfisca.valeurs import (
    BadSituation,
    arithmetic,
    find_period,
    find_variable,
)

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_KEYS = {
    "absolute_error_margin",
    "description",
    "extensions",
    "input",
    "keywords",
    "max_spiral_loops",
    "name",
    "output",
    "parameters",
    "period",
    "reforms",
    "relative_error_margin",
}
# They would change the law: what is verified here is the law in force, and nothing else.
_OTHER_LAW = ("reforms", "extensions", "parameters")


Status = Literal["passed", "failed", "refused"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a test gave.

    Attributes:
        status: passed, failed (evaluated and different), refused (cannot be run as written).
        file: name of the file.
        rank: rank of the test in its file; 0: the file itself.
        name: name of the test.
        compared: how many values were compared.
        mismatches: those that differ.
        reason: in French, why it is refused, or why the evaluation stopped.
    """

    status: Status
    file: str
    rank: int
    name: str
    compared: int = 0
    mismatches: tuple[Mismatch, ...] = ()
    reason: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Return the outcome as JSON can write it.

        Law:
            None: a way of writing.
        """
        return asdict(self)


def read_tests(text: str, name: str) -> list[SituationTest | Outcome]:
    """Read the tests of one file; what is malformed comes back as a refused outcome.

    Args:
        text: the YAML text: one test, or a list of tests.
        name: name of the file, for outcomes.

    Returns:
        At least one item, in the order of the file.

    Law:
        None: OpenFisca's format of tests.
    """
    try:
        content = yaml.load(text, Loader=_Loader)  # noqa: S506  (a safe loader, in C)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        return [_malformed(name, 0, f"YAML illisible : {_place(error)}")]
    items = content if isinstance(content, list) else [content]
    if content is None or not items:
        return [_malformed(name, 0, "le fichier est vide. Écrivez au moins un test.")]
    return [_read_test(item, name, rank) for rank, item in enumerate(items, 1)]


def run_test(test: SituationTest) -> Outcome:
    """Evaluate the situation of a test, and compare with what it expects.

    Args:
        test: as read by `read_tests`.

    Returns:
        Its outcome; nothing is ever raised because of what the test contains.

    Law:
        None: OpenFisca-France holds the law.
    """
    try:
        simulation = _simulation(test)
        expected = expectations(test, simulation)
        found = [compare(test, simulation, e) for e in expected]
    except BadSituation as refused:
        return Outcome("refused", test.file, test.rank, test.name, reason=str(refused))
    except ParameterNotFoundError as error:
        reason = (
            f"la loi n'a pas de valeur à cette date pour « {error.name} » ({error.instant_str})."
        )
        return Outcome("refused", test.file, test.rank, test.name, reason=reason)
    except Exception as error:  # noqa: BLE001  (a formula of OpenFisca can raise anything)
        reason = f"OpenFisca s'est arrêté : {type(error).__name__}, {' '.join(str(error).split())}"
        return Outcome("failed", test.file, test.rank, test.name, reason=reason[:500])
    mismatches = tuple(m for m in found if m is not None)
    status: Status = "failed" if mismatches else "passed"
    return Outcome(status, test.file, test.rank, test.name, len(found), mismatches)


def run_text(text: str, name: str) -> list[Outcome]:
    """Read and run every test of one file.

    Args:
        text: the YAML text.
        name: name of the file, for outcomes.

    Returns:
        One outcome per test, in the order of the file; at least one.

    Law:
        None: OpenFisca's format of tests.
    """
    return [t if isinstance(t, Outcome) else run_test(t) for t in read_tests(text, name)]


def _malformed(file: str, rank: int, reason: str, name: str = "") -> Outcome:
    return Outcome("refused", file, rank, name, reason=reason)


def _place(error: Exception) -> str:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or str(error) or "trop de niveaux imbriqués"
    return f"ligne {mark.line + 1}, colonne {mark.column + 1} : {problem}" if mark else str(problem)


def _read_test(item: object, file: str, rank: int) -> SituationTest | Outcome:
    if not isinstance(item, Mapping):
        return _malformed(file, rank, "un test est un objet (period, input, output…).")
    name = str(item.get("name") or "")
    try:
        _check_keys(item)
        return SituationTest(
            file=file,
            rank=rank,
            name=name,
            period=_period(item.get("period")),
            input=item.get("input") or {},
            output=item["output"],
            absolute=_margins(item, "absolute_error_margin"),
            relative=_margins(item, "relative_error_margin"),
            max_spiral_loops=_loops(item.get("max_spiral_loops")),
        )
    except BadSituation as refused:
        return _malformed(file, rank, str(refused), name)


def _check_keys(item: Mapping[Any, Any]) -> None:
    if unknown := [str(k) for k in item if k not in _KEYS]:
        raise BadSituation(
            f"clé inconnue : {', '.join(unknown)}.",
            ("test",),
            f"Choisissez parmi : {', '.join(sorted(_KEYS))}.",
        )
    if other := [k for k in _OTHER_LAW if item.get(k)]:
        raise BadSituation(
            "ce test change la loi, et seule la loi en vigueur est vérifiée ici.",
            (other[0],),
            "Lancez-le avec le programme de test d'OpenFisca.",
        )
    for key in ("input", "output"):
        if not isinstance(item.get(key) or {}, Mapping):
            raise BadSituation("un objet est attendu.", (key,), "Reprenez la forme d'OpenFisca.")
    if not item.get("output"):
        raise BadSituation("aucune valeur n'est attendue.", ("output",), "Ajoutez la clé output.")


def _period(value: object) -> str | None:
    return None if value is None else str(find_period(value, ("period",)))


def _loops(value: object) -> int | None:
    if value is not None and not isinstance(value, int):
        raise BadSituation(
            f"« {value} » n'est pas un nombre de boucles.", ("max_spiral_loops",), "Écrivez 4."
        )
    return value


def _margins(item: Mapping[str, Any], key: str) -> dict[str, float | None]:
    given = item.get(key)
    by_variable = given if isinstance(given, Mapping) else {"default": given}
    try:
        return {str(k): None if v is None else float(v) for k, v in by_variable.items()}
    except (TypeError, ValueError) as error:
        raise BadSituation(
            f"« {given} » n'est pas une marge.", (key,), "Écrivez un nombre."
        ) from error


def _simulation(test: SituationTest) -> Any:
    """Build the simulation of a test, whichever of the three forms its input takes."""
    law = law_system()
    singular, plural = law.entities_by_singular(), set(law.entities_plural())
    given = dict(test.input)
    if set(given) & (set(singular) | plural):
        # One entity of its kind may be written in the singular: it is then its own identifier.
        spelled = {singular[k].plural: {k: v} for k, v in given.items() if k in singular}
        spelled |= {k: v for k, v in given.items() if k not in singular}
        simulation = build(checked(spelled, test.period), test.period)
    else:
        simulation = build({k: _bare(k, v) for k, v in given.items()}, test.period)
    if test.max_spiral_loops:
        simulation.max_spiral_loops = test.max_spiral_loops
    return simulation


def _bare(name: str, value: Any) -> Any:
    """Check a variable given without entity; its texts of arithmetic become numbers."""
    variable = find_variable(name, ("input", name))
    if isinstance(value, Mapping):
        return {str(p): _bare(name, v) for p, v in value.items()}
    if isinstance(value, list):
        return [_bare(name, v) for v in value]
    if isinstance(value, str) and variable.value_type in (int, float):
        return arithmetic(value)
    return value
