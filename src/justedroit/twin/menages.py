"""The households as columns: one row per dossier, fixed places for its adults and children.

Places rather than lists keep a whole fund in a few arrays. A person's number in the dossier
follows from its place: the allocataire is 1, a first conjoint 2, children 3 to 9, a conjoint who
comes later 10. A place left empty is a number never used.
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from justedroit.twin.hasard import Bools, Days, Ints

ADULTS = 3  # allocataire, first conjoint, later conjoint
CHILDREN = 7
PERSON_OF_ADULT = np.array([1, 2, 10])
PERSON_OF_CHILD = np.arange(3, 3 + CHILDREN)
PERSONS = 11  # numbers 0, the household, to 10
NO_DAY = np.datetime64("NaT", "D")

SITUATIONS = [
    "salarie",
    "precaire",
    "independant",
    "chomeur",
    "inactif",
    "etudiant",
    "retraite",
    "aah",
    "aah_travail",
    "invalide",
    "arret",
]
SALARIE, PRECAIRE, INDEPENDANT, CHOMEUR, INACTIF = range(5)
ETUDIANT, RETRAITE, AAH, AAH_TRAVAIL, INVALIDE, ARRET = range(5, 11)
ISOLE, COUPLE, MONOPARENT, COUPLE_ENFANTS = range(4)

# The stages of a child's place.
NO_CHILD, UNBORN, AT_HOME, GONE = range(4)

DEMANDES = [
    "rsa",
    "ppa",
    "aah",
    "af",
    "cf",
    "asf",
    "paje_naissance",
    "paje_base",
    "paje_prepare",
    "paje_cmg",
    "ars",
    "aeeh",
    "ajpp",
    "ajpa",
    "aide_logement",
    "auvvc",
]

STATUTS = [
    "locataire_hlm",
    "locataire_vide",
    "locataire_meuble",
    "locataire_foyer",
    "proprietaire",
    "loge_gratuitement",
    "sans_domicile",
]
HLM, VIDE, MEUBLE, FOYER, PROPRIETAIRE, GRATUIT, SANS_DOMICILE = range(7)


@dataclass(slots=True)
class Menages:
    """The state of the households: what is true, whoever knows it. Amounts in whole euros.

    Shapes: `(n,)` for the dossier, `(n, ADULTS)` for adults, `(n, CHILDREN)` for children,
    `(n, len(DEMANDES))` for the days of the claims.
    """

    dossier: Ints
    arrivee: Ints  # -1: known before the first month; k: claims for the first time in month k
    kind: Ints  # ISOLE…
    lien: Ints  # index of marie, pacs, concubin
    couple_depuis: Days
    isolement: Days
    conjoint: Ints  # place of the present conjoint: 0 none, 1, 2
    femme: Bools  # of the allocataire
    naissance: Days  # adults
    situation: Ints
    depuis: Days  # adults: month the situation began
    salaire: Ints  # adults, net per month
    salaire_avant: Ints  # adults, before `depuis`
    chomage: Ints
    retraite: Ints
    indemnites: Ints
    invalidite: Ints
    benefice: Ints  # adults, per year
    declaratif: Bools  # adults: wages that no employer sends
    taux: Ints  # adults: percent of incapacité
    epargne: Ints
    nationalite: Ints
    sejour: Days  # adults: since when the residence permit is held
    enfant: Ints  # children: stage
    enfant_ne: Days  # children: birth, or expected birth
    handicap: Bools
    complement: Ints  # children: AEEH category
    alternee: Bools
    pension: Ints  # per month, received for the children
    statut: Ints
    loyer: Ints
    commune: Ints
    emmenage: Days
    tiers_payant: Bools
    coloc: Bools
    cmg: Ints
    demande: Days  # NaT: never claimed
    ferme: Bools  # the allocataire died
    connu: Days  # persons by number: day before which the fund does not know them

    def __len__(self) -> int:
        """Return the number of dossiers."""
        return len(self.dossier)

    def copy(self) -> Menages:
        """Return a copy that life may change."""
        return deepcopy(self)

    def rows(self, mask: Bools) -> Menages:
        """Return a copy of the households that a mask keeps."""
        kept = {f.name: getattr(self, f.name)[mask] for f in fields(self)}
        return Menages(**kept)

    def put(self, mask: Bools, some: Menages) -> None:
        """Write back households taken by `rows`, changed."""
        for f in fields(self):
            getattr(self, f.name)[mask] = getattr(some, f.name)

    def children_at_home(self) -> Ints:
        """Return the number of children at home, shape `(n,)`."""
        count: Ints = (self.enfant == AT_HOME).sum(axis=1)
        return count

    def persons(self) -> int:
        """Return the number of persons covered: adults present and children at home."""
        return int(len(self) + (self.conjoint > 0).sum() + self.children_at_home().sum())

    def present(self) -> Bools:
        """Return which adult places are held now, shape `(n, ADULTS)`."""
        places = np.arange(ADULTS)[None, :]
        held: Bools = (places == 0) | ((places == self.conjoint[:, None]) & (places > 0))
        return held

    def youngest(self) -> Days:
        """Return the birth of the youngest child at home, NaT without one, shape `(n,)`."""
        days = np.where(self.enfant == AT_HOME, self.enfant_ne, np.datetime64("1900-01-01", "D"))
        last = days.max(axis=1)
        return np.where(last == np.datetime64("1900-01-01", "D"), NO_DAY, last)

    def claimed(self, benefit: str) -> Bools:
        """Return which dossiers have claimed a benefit, shape `(n,)`."""
        asked: Bools = ~np.isnat(self.demande[:, DEMANDES.index(benefit)])
        return asked


def blank(dossiers: int) -> Menages:
    """Return that many households of one adult, with nothing else drawn; numbers from 1."""
    n = dossiers

    def zeros(*shape: int) -> Ints:
        return np.zeros((n, *shape), dtype=np.int64)

    def days(*shape: int) -> Days:
        return np.full((n, *shape), NO_DAY)

    return Menages(
        dossier=np.arange(1, n + 1),
        arrivee=zeros() - 1,
        kind=zeros(),
        lien=zeros(),
        couple_depuis=days(),
        isolement=days(),
        conjoint=zeros(),
        femme=zeros() > 0,
        naissance=days(ADULTS),
        situation=zeros(ADULTS) + INACTIF,
        depuis=days(ADULTS),
        salaire=zeros(ADULTS),
        salaire_avant=zeros(ADULTS),
        chomage=zeros(ADULTS),
        retraite=zeros(ADULTS),
        indemnites=zeros(ADULTS),
        invalidite=zeros(ADULTS),
        benefice=zeros(ADULTS),
        declaratif=zeros(ADULTS) > 0,
        taux=zeros(ADULTS),
        epargne=zeros(ADULTS),
        nationalite=zeros(),
        sejour=days(),
        enfant=zeros(CHILDREN),
        enfant_ne=days(CHILDREN),
        handicap=zeros(CHILDREN) > 0,
        complement=zeros(CHILDREN),
        alternee=zeros(CHILDREN) > 0,
        pension=zeros(),
        statut=zeros() + GRATUIT,
        loyer=zeros(),
        commune=zeros(),
        emmenage=days(),
        tiers_payant=zeros() > 0,
        coloc=zeros() > 0,
        cmg=zeros(),
        demande=days(len(DEMANDES)),
        ferme=zeros() > 0,
        connu=np.full((n, PERSONS), np.datetime64("1900-01-01", "D")),
    )
