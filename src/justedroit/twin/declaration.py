"""Say a household as it stands: the facts that its dossier holds the day before the first month."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from justedroit.core.base import first_day
from justedroit.twin.enfants import say_child, say_pensions
from justedroit.twin.hasard import Bools, Days, Ints, to_month
from justedroit.twin.menages import (
    CHILDREN,
    DEMANDES,
    ETUDIANT,
    FOYER,
    HLM,
    NO_DAY,
    PERSON_OF_ADULT,
    STATUTS,
    Menages,
)
from justedroit.twin.parts import shares
from justedroit.twin.plume import Plume, Who, person

if TYPE_CHECKING:
    import pyarrow as pa

    from justedroit.twin.caf import Caf

HISTORY_YEARS = 3  # civil years said before the one of the first month
ACTIVITES = np.array(
    [
        "actif",
        "actif",
        "actif",
        "chomeur",
        "inactif",
        "etudiant",
        "retraite",
        "inactif",
        "actif",
        "inactif",
        "actif",
    ],
    dtype=object,
)
LIENS = np.array(["marie", "pacs", "concubin"], dtype=object)


def initial(m: Menages, debut: int, caf: Caf) -> pa.Table:
    """Return the facts of the households, those who arrive later included, schema TO_SAY."""
    start = np.datetime64(first_day(debut), "D")
    plume = Plume()
    known = _known_on(m, start)
    everyone = Who(m.dossier, np.zeros(len(m), np.int64), known)
    for place in range(2):
        say_adult(plume, m, place, everyone, start)
        say_incomes(plume, m, place, everyone, start)
    for place in range(CHILDREN):
        say_child(plume, m, place, everyone)
    _say_couple(plume, m, everyone)
    say_dwelling(plume, m, everyone, caf)
    say_pensions(plume, m, everyone)
    _say_claims(plume, m, everyone)
    return plume.take()


def _known_on(m: Menages, start: np.datetime64) -> Days:
    first = np.where(np.isnat(m.demande), np.datetime64("2262-01-01", "D"), m.demande).min(axis=1)
    return np.where(m.arrivee >= 0, first, start - np.timedelta64(1, "D"))


def horizon(start: np.datetime64) -> np.datetime64:
    """Return the first day of the history that is said: three civil years before the start."""
    first: np.datetime64 = (start.astype("datetime64[Y]") - HISTORY_YEARS).astype("datetime64[D]")
    return first


def say_adult(
    plume: Plume,
    m: Menages,
    place: int,
    who: Who,
    start: np.datetime64,
    source: str = "allocataire",
) -> None:
    """Say who an adult is: role, birth, activity, nationality, disability.

    Args:
        plume: where to say it.
        m: the households.
        place: of the adult.
        who: the households of `m`, and when each becomes known.
        start: day before which the history is said.
        source: who states it.
    """
    has = ~np.isnat(m.naissance[:, place])
    one = person(who, int(PERSON_OF_ADULT[place]), has)
    birth = m.naissance[has, place]
    plume.say(one.by(source, proof="acte_naissance"), "date_naissance", birth, since=birth)
    of_age = np.minimum(birth.astype("datetime64[M]") + 18 * 12, np.datetime64("2020-01", "M"))
    adult = np.maximum(of_age.astype("datetime64[D]"), birth)
    since = np.maximum(m.couple_depuis[has], adult) if place else _opened(m, adult)
    role = "conjoint" if place else "allocataire"
    plume.say(one.by(source), role, value=True, since=since)
    began = np.maximum(m.depuis[has, place], birth)
    activite = ACTIVITES[m.situation[has, place]]
    plume.say(one.by(source), "activite", activite, since=began)
    if place == 0:
        _say_nationality(plume, m, one, has)
    say_disability(plume, m, place, who, has & (m.taux[:, place] > 0), horizon(start))


def _opened(m: Menages, adult: Days) -> Days:
    """Return since when each allocataire is one.

    ASSUMPTION: who arrives during the life comes from another fund, that paid until the eve.
    """
    first = to_month(np.where(np.isnat(m.demande), adult[:, None], m.demande).max(axis=1))
    return np.where(m.arrivee >= 0, first, adult)


def _say_nationality(plume: Plume, m: Menages, one: Who, has: Bools) -> None:
    codes = np.array(shares()["nationalites"]["codes"], dtype=object)
    birth = m.naissance[has, 0]
    plume.say(one, "nationalite", codes[m.nationalite[has]], since=birth)
    permit = ~np.isnat(m.sejour[has])
    held = m.sejour[has][permit]
    plume.say(one.where(permit).by("prefecture"), "titre_sejour", held, since=held)


def say_disability(
    plume: Plume, m: Menages, place: int, who: Who, has: Bools, since: np.datetime64 | Days
) -> None:
    """Say the decision that recognises an adult's disability."""
    one = person(who, int(PERSON_OF_ADULT[place]), has)
    rate = m.taux[has, place]
    # ASSUMPTION: decisions began with the history said, or at birth for who was born since.
    plume.say(one.by("mdph"), "taux_incapacite", rate / 100, since=since)
    low = rate < 80
    kind = "aah_restriction_substantielle_durable_acces_emploi"
    plume.say(one.where(low).by("mdph"), kind, value=True, since=_some(since, low))
    claim = m.demande[has, DEMANDES.index("aah")]
    old = claim < np.datetime64("2023-09-01", "D")
    kind = "aah_droit_ouvert_septembre_2023"
    plume.say(one.where(old).by("mdph"), kind, value=True, since=np.datetime64("2023-09-01"))


def _some(days: np.datetime64 | Days, mask: Bools) -> np.datetime64 | Days:
    array = np.asarray(days)
    return array[mask] if array.ndim else days


def say_incomes(plume: Plume, m: Menages, place: int, who: Who, start: np.datetime64) -> None:
    """Say an adult's incomes, before its situation began and since."""
    has = ~np.isnat(m.naissance[:, place])
    one = person(who, int(PERSON_OF_ADULT[place]), has)
    began = np.maximum(m.depuis[has, place], horizon(start))
    _say_wages(plume, m, place, one, start)
    flows = (
        (m.chomage, ("chomage_net", "chomage_imposable"), "france_travail"),
        (m.retraite, ("retraite_nette", "retraite_imposable"), "carsat"),
        (m.indemnites, ("indemnites_journalieres_maladie",), "cpam"),
        (m.invalidite, ("pensions_invalidite",), "cpam"),
    )
    for amounts, kinds, source in flows:
        paid = amounts[has, place] > 0
        for kind in kinds:
            amount = amounts[has, place][paid]
            plume.say(one.where(paid).by(source), kind, amount, since=began[paid])
    profit, savings = m.benefice[has, place], m.epargne[has, place]
    tax = one.where(profit > 0)
    # A yearly amount starts with its year: the one of the history, the same since.
    plume.say(tax.by("dgfip"), "rpns_imposables", profit[profit > 0], since=horizon(start))
    saver = one.where(savings > 0)
    plume.say(saver, "livret_a", savings[savings > 0], since=horizon(start))


def _say_wages(plume: Plume, m: Menages, place: int, one: Who, start: np.datetime64) -> None:
    """Say wages: by the tax office up to N-2, then by the employer or, without one, by hand."""
    has = ~np.isnat(m.naissance[:, place])
    first, far = horizon(start), np.datetime64("2262-01-01", "D")
    tax_year = (start.astype("datetime64[Y]") - 1).astype("datetime64[D]")
    began = np.maximum(m.depuis[has, place], first)
    by_hand = m.declaratif[has, place]
    sent = (
        ("dgfip", first, tax_year, np.ones(len(by_hand), dtype=bool)),
        ("dsn_drm", tax_year, far, ~by_hand),
        ("allocataire", tax_year, far, by_hand),
    )
    spells = ((m.salaire_avant[has, place], first, began), (m.salaire[has, place], began, far))
    for wage, since, until in spells:
        for source, low, high, concerned in sent:
            begin, end = np.maximum(since, low), np.minimum(until, high)
            told = concerned & (wage > 0) & (begin < end)
            begin, end = (np.broadcast_to(d, told.shape)[told] for d in (begin, end))
            end = np.where(end == far, NO_DAY, end)
            say_wage(plume, one.where(told), wage[told], begin, end, source)


def say_wage(
    plume: Plume, one: Who, wage: Ints, since: Days, until: Days | None, source: str
) -> None:
    """Say a wage, net and taxable, euros per month."""
    taxable = np.rint(wage * shares()["imposable_sur_net"]).astype(np.int64)
    plume.say(one.by(source), "salaire_net", wage, since=since, until=until)
    plume.say(one.by(source), "salaire_imposable", taxable, since=since, until=until)


def _say_couple(plume: Plume, m: Menages, who: Who) -> None:
    both = m.conjoint > 0
    couple = who.where(both)
    plume.say(couple, "statut_couple", LIENS[m.lien[both]], since=m.couple_depuis[both])
    alone = ~np.isnat(m.isolement)
    plume.say(who.where(alone), "isolement_date", m.isolement[alone], since=m.isolement[alone])


def say_dwelling(plume: Plume, m: Menages, who: Who, caf: Caf, mask: Bools | None = None) -> None:
    """Say the dwelling of some households (all by default), since they moved in."""
    kept = np.ones(len(m), dtype=bool) if mask is None else mask
    communes, statuts = np.array(list(caf.communes), object), np.array(STATUTS, object)
    one, since = who.where(kept), m.emmenage[kept]
    plume.say(one, "statut_occupation_logement", statuts[m.statut[kept]], since=since)
    plume.say(one, "depcom", communes[m.commune[kept]], since=since)
    plume.say(one, "date_entree_logement", since, since=since)
    rented = m.loyer[kept] > 0
    social = m.statut[kept] == HLM
    for source, whose in (("bailleur", social), ("allocataire", ~social & rented)):
        # A receipt comes with each rent: its rank is that of a fact with a piece.
        rent = m.loyer[kept][whose]
        plume.say(one.where(whose).by(source, proof="quittance"), "loyer", rent, since=since[whose])
    to_landlord = m.tiers_payant[kept]
    plume.say(one, "tiers_payant_bailleur", to_landlord, since=since)
    plume.say(one, "logement_conventionne", social, since=since)
    student = (m.situation[kept, 0] == ETUDIANT) & (m.statut[kept] == FOYER)
    plume.say(one.where(student), "logement_crous", value=True, since=since[student])
    plume.say(one, "coloc", m.coloc[kept], since=since)


def _say_claims(plume: Plume, m: Menages, who: Who) -> None:
    for place, benefit in enumerate(DEMANDES):
        asked = ~np.isnat(m.demande[:, place])
        claim = who.where(asked)
        plume.say(claim, f"demande_{benefit}", value=True, since=m.demande[asked, place])
    care = m.cmg > 0
    asked = care & m.claimed("paje_cmg")
    since = to_month(m.demande[asked, DEMANDES.index("paje_cmg")])
    plume.say(who.where(asked).by("pajemploi"), "cmg_montant", m.cmg[asked], since=since)
    stops = m.claimed("paje_prepare")
    say_prepare(plume, m, who, stops)


def say_prepare(plume: Plume, m: Menages, who: Who, mask: Bools) -> None:
    """Say that a parent without wages has stopped working, from the day of the claim."""
    first = (m.salaire[mask, 0] == 0) | (m.conjoint[mask] == 0)
    number = np.where(first, 1, PERSON_OF_ADULT[m.conjoint[mask]])
    parent = Who(who.dossier[mask], number, who.known_on[mask])
    since = m.demande[mask, DEMANDES.index("paje_prepare")]
    plume.say(parent, "paje_prepare_taux", "taux_plein", since=since)
