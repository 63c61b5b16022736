"""The inputs of the law that are facts as they were told, under the name that OpenFisca gives them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from justedroit.core.base import from_index, to_index
from justedroit.core.droits.lecture import Lecture
from justedroit.core.droits.periodes import Array, Ints
from justedroit.core.droits.releve import TEXTS
from justedroit.core.droits.situation import Input
from justedroit.core.faits import Kind, catalogue

# Incomes that exist in two forms: what is taxed, and what is paid. Where only one is known it
# stands for the other.
# ASSUMPTION: the gap between the two (CSG that cannot be deducted) is small beside an unknown.
_TWINS = {
    "salaire_imposable": "salaire_net",
    "chomage_imposable": "chomage_net",
    "retraite_imposable": "retraite_nette",
}
# Given as zero when nothing is known: OpenFisca would otherwise run the whole payroll for each.
_INCOMES = {**_TWINS, **{paid: taxed for taxed, paid in _TWINS.items()}}


def incomes(lecture: Lecture, window: tuple[int, int], person: Ints) -> Iterator[Input]:
    """Yield the incomes that exist in two forms.

    Law:
        None: the catalogue names the input that each kind of fact feeds.
    """
    for kind, twin in _INCOMES.items():
        if lecture.kinds.isdisjoint({kind, twin}):
            yield _zero(catalogue()[kind], window, len(person))
            continue
        values = lecture.over(
            ("income", kind), to_index(window[0]), window[1], _in_one_form(lecture, kind, twin)
        )
        yield Input(kind, "individu", window[0], values, person)


def _in_one_form(lecture: Lecture, kind: str, twin: str) -> Callable[[int, int], Array]:
    def make(start: int, length: int) -> Array:
        window = from_index(start), length
        told, other = (lecture.monthly(name, *window, default=0) for name in (kind, twin))
        if kind not in lecture.kinds:
            return other
        if twin not in lecture.kinds:
            return told
        return np.where(lecture.known(kind, *window), told, other)

    return make


# Incomes that OpenFisca draws from the boxes of the tax form when they are not given.
FROM_TAX_FORM = {
    "revenus_locatifs": frozenset({"f4ba", "f4be"}),
    "revenus_capital": frozenset({"f2tr", "f2dc"}),
    "rpns_imposables": frozenset[str](),  # no kind of fact feeds its boxes
}

# Inputs made from several facts, or that OpenFisca must not read as they were told.
_APART = frozenset(
    {
        *("date_naissance", "loyer", "logement_conventionne", "paje_prepare_montant"),
        *_INCOMES,
        *FROM_TAX_FORM,
    }
)


def direct(
    lecture: Lecture, window: tuple[int, int], person: Ints, household: Ints
) -> Iterator[Input]:
    """Yield the inputs that are the facts themselves.

    Law:
        None: the catalogue names the input that each kind of fact feeds.
    """
    for name in sorted(lecture.kinds - _APART):
        kind = catalogue()[name]
        if kind.openfisca is not None:
            index = person if kind.porteur == "personne" else household
            yield _told(lecture, window, kind, index)


def of_tax_form(lecture: Lecture, window: tuple[int, int], person: Ints) -> Iterator[Input]:
    """Yield the incomes of the tax form: those told, or none where no box is known either.

    Where boxes alone are known, they are left for OpenFisca to draw; the dossiers of a lecture
    are alike in this, see `tax_form_left`.

    Law:
        OpenFisca-France, `revenus_locatifs`, `revenus_capital` and `rpns_imposables`.
    """
    for name, boxes in FROM_TAX_FORM.items():
        if name in lecture.kinds:
            yield _told(lecture, window, catalogue()[name], person)
        elif not lecture.kinds & boxes:
            yield _zero(catalogue()[name], window, len(person))


def tax_form_left(lecture: Lecture) -> Ints:
    """Return a number by dossier: those that differ cannot be evaluated together, shape `(d,)`.

    An income of `FROM_TAX_FORM` is given or drawn for all the dossiers that are evaluated
    together: it is drawn where its boxes are known and it is not.

    Law:
        None: OpenFisca-France, `revenus_locatifs` and `revenus_capital`.
    """
    out = np.zeros(len(lecture.dossiers), np.int64)
    for bit, (name, boxes) in enumerate(FROM_TAX_FORM.items()):
        if lecture.kinds & boxes:
            drawn = np.any([lecture.telling(box) for box in boxes], axis=0)
            out |= (drawn & ~lecture.telling(name)).astype(np.int64) << bit
    return out


def _told(lecture: Lecture, window: tuple[int, int], kind: Kind, index: Ints) -> Input:
    """Return what was told of a kind, as it was told."""
    assert kind.openfisca is not None
    annual, always = kind.duree == "annee", kind.openfisca.periode == "eternity"
    # A yearly amount is read in January: it holds for the whole civil year.
    column = slice(0, None, 12) if annual else slice(-1, None) if always else slice(None)
    values = lecture.monthly(kind.name, *window, default=_DEFAULTS.get(kind.nature, 0))
    known, words = lecture.known(kind.name, *window), None
    if kind.nature in TEXTS:  # the first word of a lecture is the unknown one
        values, words = np.maximum(values - 1, 0), lecture.intervals(kind.name).words[1:]
    return Input(
        variable=kind.openfisca.variable,
        entity=kind.openfisca.entite,
        first=0 if always else window[0],
        values=values[:, column],
        index=index,
        known=known[:, column],
        annual=annual,
        words=words,
    )


_DEFAULTS = {"booleen": False, "date": np.datetime64("1970-01-01")}


def _zero(kind: Kind, window: tuple[int, int], size: int) -> Input:
    """Return an income of zero for everyone: one owner for all."""
    assert kind.openfisca is not None
    annual = kind.duree == "annee"
    nothing = np.zeros((1, window[1] // 12 if annual else window[1]), np.float32)
    everyone = np.zeros(size, np.int64)
    return Input(kind.name, "individu", window[0], nothing, everyone, annual=annual)
