"""Pregnancies and births, couples and separations, children who leave, deaths."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from justedroit.twin.declaration import LIENS, say_adult, say_incomes
from justedroit.twin.enfants import say_other_parent
from justedroit.twin.hasard import between, choose, plus_months, round_to, years_between
from justedroit.twin.menages import (
    AT_HOME,
    CHILDREN,
    COUPLE,
    COUPLE_ENFANTS,
    GONE,
    ISOLE,
    MONOPARENT,
    NO_CHILD,
    PERSON_OF_ADULT,
    PERSON_OF_CHILD,
    UNBORN,
)
from justedroit.twin.moment import part
from justedroit.twin.plume import Who
from justedroit.twin.population import draw_partner
from justedroit.twin.revenus import draw_incomes

if TYPE_CHECKING:
    from justedroit.twin.hasard import Bools, Days, Ints
    from justedroit.twin.menages import Menages
    from justedroit.twin.moment import Moment

CLAIMED_AT_BIRTH = ("paje_base", "af", "cf", "ars")
NEW_CONJOINT = 2


def family(c: Moment) -> None:
    """Live the month of the families."""
    births(c)
    pregnancies(c)
    separations(c)
    couples(c)
    for place in range(CHILDREN):
        departures(c, place)
    deaths(c)


def births(c: Moment) -> None:
    """Bring to the world the children expected this month."""
    m = c.m
    for place in range(CHILDREN):
        due = m.enfant_ne[:, place]
        born = (m.enfant[:, place] == UNBORN) & (due < c.next) & c.alive()
        if not born.any():
            continue
        day = due[born]
        known = c.known(f"naissance {place}", born, day, "naissance")
        alone = born & (m.conjoint == 0)
        first_child = alone & (m.children_at_home() == 0)
        m.enfant[born, place] = AT_HOME
        m.connu[born, PERSON_OF_CHILD[place]] = known
        m.kind = np.where(born, np.where(m.conjoint > 0, COUPLE_ENFANTS, MONOPARENT), m.kind)
        one = c.who(born, int(PERSON_OF_CHILD[place]), known)
        c.plume.say(one.by(proof="acte_naissance"), "date_naissance", day, since=day)
        c.plume.say(one, "enfant", value=True, since=day)
        for benefit in CLAIMED_AT_BIRTH:
            c.claim(benefit, born, known)
        _isolated(c, first_child, day[first_child[born]], known[first_child[born]])
        single = one.where(alone[born])
        say_other_parent(c.plume, m, place, single, alone, m.enfant_ne[alone, place])


def pregnancies(c: Moment) -> None:
    """Declare pregnancies, at the end of their third month."""
    m = c.m
    age = years_between(m.naissance[:, 0], c.first)
    free = (m.enfant == NO_CHILD).any(axis=1) & ~(m.enfant == UNBORN).any(axis=1)
    able = free & (age < 42) & ~(years_between(m.youngest(), c.first) < 1)
    together = c.hits("grossesse_couple", able & (m.conjoint > 0), "grossesse")
    alone = c.hits("grossesse_seule", able & (m.conjoint == 0) & m.femme, "grossesse")
    expects = together | alone
    place = (m.enfant == NO_CHILD).argmax(axis=1)[expects]
    day = c.days("grossesse", expects)
    due = day + between(c.u("terme", expects), 170, 195).astype("timedelta64[D]")
    rows = np.flatnonzero(expects)
    m.enfant[rows, place], m.enfant_ne[rows, place] = UNBORN, due
    child = c.who(expects, PERSON_OF_CHILD[place], day)
    c.plume.say(child.by(proof="declaration_grossesse"), "naissance_prevue", due, since=day)
    other = PERSON_OF_ADULT[m.conjoint[expects]]
    mother = c.who(expects, np.where(m.femme[expects], 1, other), day)
    c.plume.say(mother, "enceinte", value=True, since=day, until=due)
    c.claim("paje_naissance", expects, day)


def separations(c: Moment) -> None:
    """Part couples; the children stay with the allocataire, sometimes one week in two."""
    m = c.m
    parts = c.hits("separation", m.conjoint > 0)
    day = c.days("separation", parts)
    known = c.known("separation", parts, day, "separation")
    gone = c.who(parts, PERSON_OF_ADULT[m.conjoint[parts]], known)
    c.plume.say(gone, "conjoint", value=False, since=day)
    m.conjoint[parts] = 0
    m.pension[parts] = 0
    parent = parts & (m.children_at_home() > 0)
    m.kind = np.where(parts, np.where(m.children_at_home() > 0, MONOPARENT, ISOLE), m.kind)
    mine = parent[parts]
    _isolated(c, parent, day[mine], known[mine])
    _after_separation(c, parent, day[mine], known[mine])
    flees = parts.copy()
    flees[parts] = m.femme[parts] & (c.u("violences", parts) < part("violences"))
    _emergency(c, flees, day[flees[parts]], known[flees[parts]])


def _isolated(c: Moment, mask: Bools, day: Days, known: Days) -> None:
    c.m.isolement[mask] = day
    c.plume.say(c.who(mask, 0, known), "isolement_date", day, since=day)


def _after_separation(c: Moment, parent: Bools, day: Days, known: Days) -> None:
    """Say how the children are shared and what the other parent pays."""
    m = c.m
    count = m.children_at_home()[parent]
    pays = c.u("pension", parent) < part("pension_apres_separation")
    each = between(c.u("pension montant", parent), 80, 230)
    m.pension[parent] = np.where(pays, round_to(each * count, 10), 0)
    receives = c.who(parent, 1, known).where(pays)
    amount = m.pension[parent][pays]
    begins = plus_months(day[pays], 1)
    c.plume.say(receives, "pensions_alimentaires_percues", amount, since=begins)
    shared = c.u("alternee", parent) < part("garde_alternee")
    for place in range(CHILDREN):
        mine = m.enfant[parent, place] == AT_HOME
        concerned = np.zeros_like(parent)
        concerned[np.flatnonzero(parent)[mine]] = True
        one = c.who(concerned, int(PERSON_OF_CHILD[place]), known[mine])
        say_other_parent(c.plume, m, place, one, concerned, day[mine])
        half = shared[mine]
        c.plume.say(one.where(half), "garde_alternee", value=True, since=day[mine][half])
        m.alternee[concerned, place] = half


def _emergency(c: Moment, mask: Bools, day: Days, known: Days) -> None:
    """Claim the emergency aid, on a complaint of the day of the separation."""
    who = c.who(mask, 0, known)
    resources = c.m.salaire[mask, 0] + c.m.chomage[mask, 0]
    c.plume.say(who.by(proof="depot_plainte"), "auvvc_decision", day, since=day)
    c.plume.say(who.by(proof="depot_plainte"), "auvvc_attestation", "plainte", since=day)
    c.plume.say(who, "auvvc_ressources", resources, since=day)
    c.claim("auvvc", mask, known)


def couples(c: Moment) -> None:
    """Form couples: declared at once, late, or found by a controller."""
    m = c.m
    never = np.isnat(m.naissance[:, NEW_CONJOINT])
    young = years_between(m.naissance[:, 0], c.first) < 65
    forms = c.hits("mise_en_couple", (m.conjoint == 0) & never & young)
    if not forms.any():
        return
    some = m.rows(forms)
    day = c.days("couple", forms)
    some.conjoint[:] = NEW_CONJOINT
    some.kind = np.where(some.children_at_home() > 0, COUPLE_ENFANTS, COUPLE)
    some.lien = choose(c.u("lien", forms), [0.06, 0.06, 0.88])
    some.couple_depuis = day
    draw_partner(some, c.chance, c.first, NEW_CONJOINT)
    draw_incomes(some, c.chance.within("conjoint"), c.first, NEW_CONJOINT)
    m.put(forms, some)
    known = c.known("couple", forms, day, "mise_en_couple")
    found = c.u("controle", forms) < part("couple_par_controle")
    months = between(c.u("mois controle", forms), 4, 11) * 30
    known = np.where(found, day + months.astype("timedelta64[D]"), known)
    m.connu[forms, PERSON_OF_ADULT[NEW_CONJOINT]] = known
    for mask, source in ((~found, "allocataire"), (found, "controle_sur_place")):
        _say_conjoint(c, some.rows(mask), known[mask], source)


def _say_conjoint(c: Moment, some: Menages, known: Days, source: str) -> None:
    who = Who(some.dossier, np.zeros(len(some), np.int64), known)
    say_adult(c.plume, some, NEW_CONJOINT, who, c.first, source)
    say_incomes(c.plume, some, NEW_CONJOINT, who, c.first)
    lien = LIENS[some.lien]
    c.plume.say(who.by(source), "statut_couple", lien, since=some.couple_depuis)


def departures(c: Moment, place: int) -> None:
    """Let grown children leave home, or earn enough to be no longer a charge."""
    m = c.m
    age = years_between(m.enfant_ne[:, place], c.first)
    home = m.enfant[:, place] == AT_HOME
    minor = c.hits("depart_mineur", home & (age >= 16) & (age < 18), f"depart {place}")
    major = c.hits("depart_majeur", home & (age >= 18), f"depart {place}")
    works = c.hits("enfant_au_travail", home & (age >= 16.5), f"travail {place}") & ~minor & ~major
    leaves = minor | major
    day = c.days(f"depart {place}", leaves)
    known = c.known(f"depart {place}", leaves, day, "depart")
    number = int(PERSON_OF_CHILD[place])
    c.plume.say(c.who(leaves, number, known), "enfant", value=False, since=day)
    day = c.days(f"travail {place}", works)
    known = c.known(f"travail {place}", works, day, "depart")
    wage: Ints = round_to(between(c.u(f"salaire enfant {place}", works), 600, 1350), 10)
    c.plume.say(c.who(works, number, known), "salaire_net", wage, since=c.next)
    c.plume.say(c.who(works, number, known), "salaire_imposable", wage, since=c.next)
    m.enfant[leaves | works, place] = GONE
    empty = (leaves | works) & (m.children_at_home() == 0)
    m.kind = np.where(empty, np.where(m.conjoint > 0, COUPLE, ISOLE), m.kind)


def deaths(c: Moment) -> None:
    """Let allocataires and conjoints die, rarely."""
    m = c.m
    for place in (0, 1):
        old = years_between(m.naissance[:, place], c.first) >= 60
        here = m.present()[:, place]
        late = c.hits("deces_apres_60", here & old, f"deces {place}")
        dead = late | c.hits("deces_avant_60", here & ~old, f"deces {place}")
        day = c.days(f"deces {place}", dead)
        known = day + np.timedelta64(12, "D")
        one = c.who(dead, int(PERSON_OF_ADULT[place]), known)
        c.plume.say(one.by("cpam"), "deces", day, since=day)
        if place == 0:
            m.ferme |= dead
            continue
        m.conjoint[dead] = 0
        parent = dead & (m.children_at_home() > 0)
        m.kind = np.where(dead, np.where(parent, MONOPARENT, ISOLE), m.kind)
        _isolated(c, parent, day[parent[dead]], known[parent[dead]])
