"""The answers of the OpenFisca Web API, without a server: by the engine where it can, the same always.

What is not a calculation (variables, parameters, entities, specification) is what OpenFisca's own
loaders say. A calculation is read by a plan, answered by a kernel where one of its shape is ready,
and by OpenFisca's own handler everywhere else.
"""

from __future__ import annotations

import copy
import gc
import warnings
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol
from weakref import WeakKeyDictionary

import numpy.typing as npt
from openfisca_core.errors import PeriodMismatchError, SituationParsingError
from openfisca_core.simulations import SimulationBuilder
from openfisca_web_api import handlers
from openfisca_web_api.loader import build_data

from justedroit.core.droits.openfisca.api_forme import FRANCE, Shape, system_of
from justedroit.core.droits.openfisca.api_lecture import Reader, Reading, Unusual
from justedroit.core.droits.openfisca.api_plan import Feature, Plan, distinct
from justedroit.core.droits.openfisca.systeme import quiet
from justedroit.engine.columns import Table
from justedroit.engine.population import Population
from justedroit.engine.question import Ask

__all__ = ["FRANCE", "PROOFS", "RECIPE", "ApiRefusal", "Kernel", "Kernels", "Shape", "WebApi"]

_MOST_PLANS = 2_000
_MOST_TEXTS = 50_000  # there are 35,000 communes
PROOFS = 3  # answers of a kernel that OpenFisca computes again, before it is believed

RECIPE = ("justedroit.core.droits.openfisca.api_forme", "question")


class ApiRefusal(Exception):  # noqa: N818  (named for what it is)
    """What OpenFisca answers to a situation that it refuses.

    Attributes:
        content: for the JSON of the answer.
        status: HTTP status.
    """

    def __init__(self, content: Any, status: int) -> None:
        super().__init__(status)
        self.content, self.status = content, status


class Kernel(Protocol):
    """What answers a shape: `engine.Kernel`."""

    def answer(
        self, population: Population, tables: Sequence[Table]
    ) -> Mapping[Ask, npt.NDArray[Any]]:
        """Return each output, one cell a member of its entity."""
        ...


class Kernels(Protocol):
    """What keeps the kernels of shapes, and decides which are made."""

    def kernel(self, shape: Shape) -> Kernel | None:
        """Return the kernel that answers a shape, None where there is none yet."""
        ...

    def refuse(self, shape: Shape) -> None:
        """Give up a kernel that does not find what OpenFisca finds."""
        ...


class Proved:
    """What was already proved of a kernel.

    A member of an Enum may have no parameter, at which OpenFisca stops: each is first shown to it.
    """

    def __init__(self) -> None:
        self.left = PROOFS
        self.features: set[Feature] = set()

    def enough(self, features: set[Feature]) -> bool:
        """Return whether an answer can be given without OpenFisca.

        Law:
            None: decision 0017.
        """
        return self.left <= 0 and features <= self.features

    def add(self, features: set[Feature]) -> None:
        """Keep an answer that was proved.

        Law:
            None: decision 0017.
        """
        self.left -= 1
        self.features |= features


class WebApi:
    """The Web API of a country package.

    Args:
        package: `openfisca_france`, `openfisca_country_template`.
        kernels: keeps the kernels; None: OpenFisca alone answers.

    Attributes:
        by_kernel: calculations answered by a kernel alone.
        by_openfisca: calculations that OpenFisca has made, for an answer or for a proof.
    """

    def __init__(self, package: str, kernels: Kernels | None = None) -> None:
        self.package, self.system = package, system_of(package)
        self._kernels, self._reader = kernels, Reader(self.system)
        self._plans: dict[Any, Plan | None] = {}
        self._proved: WeakKeyDictionary[Kernel, Proved] = WeakKeyDictionary()
        self._texts: set[str] = set()
        self.by_kernel = self.by_openfisca = 0

    def country(self) -> Mapping[str, str]:
        """Return the name and the version of the country package.

        Law:
            None: which edition of the law answers.
        """
        told: Mapping[str, str] = self.system.get_package_metadata()
        return told

    def documents(self) -> Mapping[str, Any]:
        """Return variables, parameters, entities and specification, as OpenFisca describes them.

        It takes eleven seconds for France: keep it.

        Law:
            None: a description of OpenFisca.
        """
        with quiet():
            # OpenFisca leaves a file open: it is closed here, not at some later line of ours.
            warnings.simplefilter("ignore", ResourceWarning)
            data: Mapping[str, Any] = build_data(self.system)
            gc.collect()
        return data

    def trace(self, content: Any) -> Any:
        """Return the calculations that a situation asks for, each with its value and what it reads.

        OpenFisca itself computes it: what is explained is its own calculation.

        Args:
            content: a situation.

        Raises:
            ApiRefusal: OpenFisca refuses the situation.

        Law:
            None: OpenFisca holds the law.
        """
        return self._answered(handlers.trace, content)

    def calculate(self, content: Any) -> Any:
        """Return a situation, each null replaced by what the law gives.

        Args:
            content: a situation; it may be completed in place.

        Raises:
            ApiRefusal: OpenFisca refuses the situation.

        Law:
            None: OpenFisca holds the law.
        """
        if self._kernels is None:
            return self._plain(content)
        try:
            reading = self._reader.read(content)
            plan = self._plan(content, reading)
        except Exception:  # noqa: BLE001  (what is wrong is told by OpenFisca's own handler)
            return self._plain(content)
        kernel = None if plan is None else self._kernels.kernel(plan.shape)
        if plan is None or kernel is None:
            return self._plain(content)
        return self._compiled(content, reading, plan, kernel)

    def _compiled(self, content: Any, reading: Reading, plan: Plan, kernel: Kernel) -> Any:
        try:
            tables, features = plan.tables(reading.values)
            self._refuse_texts(tables)
            found = kernel.answer(plan.population, tables)
        except Exception:  # noqa: BLE001  (whatever stops a kernel, OpenFisca answers)
            return self._plain(content)
        proved = self._proved.setdefault(kernel, Proved())
        expected = None if proved.enough(features) else self._plain(copy.deepcopy(content))
        plan.answer(found, reading)
        if expected is None:
            self.by_kernel += 1
            return content
        if content == expected:
            proved.add(features)
        elif self._kernels is not None:
            self._kernels.refuse(plan.shape)
        return expected

    def _refuse_texts(self, tables: Sequence[Table]) -> None:
        """Refuse to a kernel more texts than a law can know of: it remembers each.

        Raises:
            Unusual: OpenFisca answers.
        """
        for table in tables:
            for word in table.words or ():
                if word not in self._texts:
                    if len(self._texts) >= _MOST_TEXTS:
                        raise Unusual
                    self._texts.add(word)

    def _plan(self, content: Any, reading: Reading) -> Plan | None:
        """Return the plan of a structure; None where only OpenFisca can read it."""
        if reading.structure in self._plans:
            return self._plans[reading.structure]
        plan = None
        with quiet():
            example = distinct(self.system, content, self._reader)
            simulation = SimulationBuilder().build_from_entities(self.system, example)
            try:
                self._reader.refuse_alone(content)
                cells = list(self._reader.cells(example))
                plan = Plan(self.package, self.system, cells, simulation)
                if not plan.agrees(simulation, self._reader.read(example).values):
                    plan = None
            except Unusual:
                plan = None
        if len(self._plans) >= _MOST_PLANS:
            self._plans.clear()
        self._plans[reading.structure] = plan
        return plan

    def _plain(self, content: Any) -> Any:
        self.by_openfisca += 1
        return self._answered(handlers.calculate, content)

    def _answered(self, handler: Callable[[Any, Any], Any], content: Any) -> Any:
        try:
            with quiet():
                return handler(self.system, content)
        except (SituationParsingError, PeriodMismatchError) as refused:
            try:
                content, status = refused.error, refused.code or 400
            except AttributeError as other:  # a mismatch has neither: OpenFisca fails on it
                raise ApiRefusal(_failure(other), 500) from refused
            raise ApiRefusal(content, status) from refused
        except Exception as error:  # a formula of OpenFisca can raise anything
            raise ApiRefusal(_failure(error), 500) from error


def _failure(error: Exception) -> dict[str, str]:
    return {"error": f"Internal server error: {error}"}
