"""Say the children: those at home and those to come, disability, shared custody, the other parent."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from justedroit.twin.hasard import to_month
from justedroit.twin.menages import AT_HOME, CHILDREN, PERSON_OF_ADULT, PERSON_OF_CHILD, UNBORN
from justedroit.twin.plume import Who, person

if TYPE_CHECKING:
    from justedroit.twin.hasard import Bools, Days
    from justedroit.twin.menages import Menages
    from justedroit.twin.plume import Plume

# ASSUMPTION: what tells a pension paid in full from one below the ASF; it shapes who says what.
PENSION_VERSEE_EUR = 200


def say_child(plume: Plume, m: Menages, place: int, who: Who) -> None:
    """Say a child at home, or one to be born."""
    number = int(PERSON_OF_CHILD[place])
    home, unborn = m.enfant[:, place] == AT_HOME, m.enfant[:, place] == UNBORN
    one, birth = person(who, number, home), m.enfant_ne[home, place]
    plume.say(one.by(proof="acte_naissance"), "date_naissance", birth, since=birth)
    plume.say(one, "enfant", value=True, since=birth)
    due = m.enfant_ne[unborn, place]
    since = due - np.timedelta64(200, "D")
    plume.say(person(who, number, unborn), "naissance_prevue", due, since=since)
    # ASSUMPTION: when the allocataire is a man in a couple, his first conjoint bears the child.
    for adult, bears in ((0, m.femme), (1, ~m.femme & (m.conjoint == 1))):
        mother = unborn & bears
        due = m.enfant_ne[mother, place]
        since = due - np.timedelta64(200, "D")
        pregnant = person(who, int(PERSON_OF_ADULT[adult]), mother)
        plume.say(pregnant, "enceinte", value=True, since=since, until=due)
    ill = home & m.handicap[:, place]
    say_child_disability(plume, m, place, person(who, number, ill), ill)
    shared = home & m.alternee[:, place]
    since = np.maximum(m.enfant_ne[shared, place], np.datetime64("2020-01-01"))
    plume.say(person(who, number, shared), "garde_alternee", value=True, since=since)


def say_child_disability(
    plume: Plume, m: Menages, place: int, one: Who, ill: Bools, since: Days | None = None
) -> None:
    """Say the decision that recognises a child's disability, and the category of complement."""
    begin = m.enfant_ne[ill, place] if since is None else since
    plume.say(one.by("mdph"), "handicap", value=True, since=begin)
    category = m.complement[ill, place]
    plume.say(one.by("mdph"), "aeeh_categorie", category, since=begin)


def say_pensions(plume: Plume, m: Menages, who: Who) -> None:
    """Say, child by child, why the other parent does not pay, or what the title fixes."""
    alone = (m.conjoint == 0) & (m.children_at_home() > 0)
    paid = alone & (m.pension > 0)
    since = np.maximum(m.isolement, m.youngest())
    since = np.where(np.isnat(since), m.youngest(), since)
    first = person(who, 1, paid)
    begins = to_month(since[paid])
    plume.say(first, "pensions_alimentaires_percues", m.pension[paid], since=begins)
    for place in range(CHILDREN):
        mine = alone & (m.enfant[:, place] == AT_HOME)
        say_other_parent(plume, m, place, person(who, int(PERSON_OF_CHILD[place]), mine), mine)


def say_other_parent(
    plume: Plume, m: Menages, place: int, one: Who, mask: Bools, since: Days | None = None
) -> None:
    """Say what the other parent of a child pays, and the title that fixes it."""
    birth = m.enfant_ne[mask, place] if since is None else since
    each = m.pension[mask] // np.maximum(m.children_at_home()[mask], 1)
    absent = np.array(["hors_etat", "impaye", "filiation_non_etablie", "hors_etat"], object)
    # ASSUMPTION: the reason of the absence is spread by dossier number, it has no effect on the sum.
    why = np.where(each > 0, "pension_inferieure", absent[one.dossier % 4])
    why = np.where(each >= PENSION_VERSEE_EUR, "verse", why)
    plume.say(one, "autre_parent_defaillant", why, since=birth)
    titled = each > 0
    title = one.where(titled)
    plume.say(title.by("greffe"), "titre_pension", "jugement", since=birth[titled])
    plume.say(title.by("greffe"), "titre_pension_montant", each[titled], since=birth[titled])
