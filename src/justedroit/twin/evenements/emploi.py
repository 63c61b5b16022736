"""Jobs found and lost, wages that move, what employers and households say of them each month."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from justedroit.twin.declaration import say_wage
from justedroit.twin.hasard import between, round_to
from justedroit.twin.menages import (
    CHOMEUR,
    INACTIF,
    PERSON_OF_ADULT,
    PRECAIRE,
    SALARIE,
)
from justedroit.twin.moment import DSN_DAY, part
from justedroit.twin.parts import shares

if TYPE_CHECKING:
    from justedroit.twin.hasard import Bools, Days, Ints
    from justedroit.twin.moment import Moment


def work(c: Moment, place: int) -> None:
    """Live the month of one adult of each household at work."""
    precarious(c, place)
    quarterly(c, place)
    raises(c, place)
    losses(c, place)
    hirings(c, place)
    hidden_jobs(c, place)
    end_of_allowance(c, place)
    wrong_payroll(c, place)


def _here(c: Moment, place: int) -> Bools:
    here: Bools = c.m.present()[:, place] & c.alive()
    return here


def _say(c: Moment, place: int, mask: Bools, wage: Ints, since: Days, until: Days | None) -> None:
    """Say wages by the employer, or by hand ten days after for who has none that does."""
    known, by_hand = c.dsn(int(mask.sum())), c.m.declaratif[mask, place]
    who = c.who(mask, int(PERSON_OF_ADULT[place]), known)
    for source, kept in (("dsn_drm", ~by_hand), ("allocataire", by_hand)):
        end = None if until is None else until[kept]
        say_wage(c.plume, who.where(kept), wage[kept], since[kept], end, source)


def precarious(c: Moment, place: int) -> None:
    """Vary the wages of those whose hours change, month after month."""
    m = c.m
    sent = ~m.declaratif[:, place]
    mask = _here(c, place) & (m.situation[:, place] == PRECAIRE) & sent
    around = np.exp(0.33 * c.chance.normal(f"precaire {place}", int(mask.sum())))
    idle = c.u(f"sans mission {place}", mask) < 0.07
    wage = np.where(idle, 0, round_to(m.salaire[mask, place] * around, 5))
    since = np.full(int(mask.sum()), c.first)
    _say(c, place, mask, wage, since, np.full(int(mask.sum()), c.next))


def quarterly(c: Moment, place: int) -> None:
    """Declare by hand the wages of the last three months; some declare them wrong.

    What is wrong is found later, by the employer's data or by a controller.
    """
    m = c.m
    turn = (m.dossier + c.number) % 3 == 0
    earns = _here(c, place) & m.declaratif[:, place] & (m.salaire[:, place] > 0)
    settled = m.depuis[:, place] <= c.later(-3)
    mask = earns & turn & settled
    around = np.exp(0.25 * c.chance.normal(f"trimestre {place}", int(mask.sum())))
    varies = m.situation[mask, place] == PRECAIRE
    true = np.where(varies, round_to(m.salaire[mask, place] * around, 5), m.salaire[mask, place])
    wrong = c.u(f"dtr fausse {place}", mask) < part("declaration_trimestrielle_fausse")
    under = c.u(f"dtr sens {place}", mask) < part("sous_declaration")
    factor = np.where(
        under,
        between(c.u(f"dtr moins {place}", mask), 0.1, 0.75),
        between(c.u(f"dtr plus {place}", mask), 1.15, 1.6),
    )
    told = np.where(wrong, round_to(true * factor, 5), true)
    known = c.days(f"dtr {place}", mask)
    who = c.who(mask, int(PERSON_OF_ADULT[place]), known)
    since, until = np.full(len(told), c.later(-3)), np.full(len(told), c.first)
    says = varies | wrong
    say_wage(c.plume, who.where(says), told[says], since[says], until[says], "allocataire")
    _found_out(c, place, mask, wrong, true)


def _found_out(c: Moment, place: int, mask: Bools, wrong: Bools, true: Ints) -> None:
    concerned = np.zeros_like(mask)
    concerned[np.flatnonzero(mask)[wrong]] = True
    months = between(c.u(f"dtr decouverte {place}", concerned), 2, 8) * 30
    known = c.first + months.astype("timedelta64[D]")
    control = c.u(f"dtr controle {place}", concerned) < part("correction_par_controle")
    who = c.who(concerned, int(PERSON_OF_ADULT[place]), known)
    count = int(concerned.sum())
    since, until = np.full(count, c.later(-3)), np.full(count, c.first)
    for source, kept in (("dsn_drm", ~control), ("controle_sur_place", control)):
        wage = true[wrong][kept]
        say_wage(c.plume, who.where(kept), wage, since[kept], until[kept], source)


def raises(c: Moment, place: int) -> None:
    """Raise or change the wages of stable jobs."""
    m = c.m
    stable = _here(c, place) & (m.situation[:, place] == SALARIE)
    change = c.hits("variation_salaire", stable, f"variation {place}")
    raised = c.hits("hausse_salaire", stable, f"hausse {place}") & ~change
    for mask, low, high in ((raised, 1.008, 1.04), (change, 0.75, 1.3)):
        factor = between(c.u(f"facteur {place} {high}", mask), low, high)
        m.salaire[mask, place] = round_to(m.salaire[mask, place] * factor, 5)
        _say(c, place, mask, m.salaire[mask, place], np.full(int(mask.sum()), c.first), None)


def losses(c: Moment, place: int) -> None:
    """End jobs: no wage from next month, an allowance the month after for most."""
    m = c.m
    stable = _here(c, place) & (m.situation[:, place] == SALARIE)
    other = _here(c, place) & (m.situation[:, place] == PRECAIRE)
    lost = c.hits("perte_emploi", stable, f"perte {place}")
    lost |= c.hits("perte_precaire", other, f"perte {place}")
    wage, count = m.salaire[lost, place].copy(), int(lost.sum())
    m.salaire[lost, place], m.situation[lost, place] = 0, CHOMEUR
    m.depuis[lost, place] = c.next
    _say(c, place, lost, np.zeros(count, np.int64), np.full(count, c.next), None)
    day = np.full(count, c.next)
    known = c.known(f"perte {place}", lost, day, "emploi")
    number = int(PERSON_OF_ADULT[place])
    c.plume.say(c.who(lost, number, known), "activite", "chomeur", since=day)
    paid = c.u(f"indemnise {place}", lost) < part("indemnise")
    share = between(c.u(f"taux are {place}", lost), 0.57, 0.72)
    m.chomage[lost, place] = np.where(paid, round_to(wage * share, 5), 0)
    start = np.full(count, c.later(2))
    _say_allowance(c, place, lost, start, c.known(f"are {place}", lost, start, "chomage"), paid)


def _say_allowance(
    c: Moment, place: int, mask: Bools, since: Days, known: Days, kept: Bools
) -> None:
    who = c.who(mask, int(PERSON_OF_ADULT[place]), known).where(kept)
    amount = c.m.chomage[mask, place][kept]
    for kind in ("chomage_net", "chomage_imposable"):
        c.plume.say(who.by("france_travail"), kind, amount, since=since[kept])


def hirings(c: Moment, place: int) -> None:
    """Find jobs for jobseekers and for some who were not looking."""
    m = c.m
    seeks = _here(c, place) & (m.situation[:, place] == CHOMEUR)
    other = _here(c, place) & (m.situation[:, place] == INACTIF)
    hired = c.hits("embauche_chomeur", seeks, f"embauche {place}")
    hired |= c.hits("embauche_inactif", other, f"embauche {place}")
    count, number = int(hired.sum()), int(PERSON_OF_ADULT[place])
    stable = c.u(f"embauche stable {place}", hired) < 0.6
    full = round_to(between(c.u(f"embauche salaire {place}", hired), 1250, 1900), 5)
    small = round_to(between(c.u(f"embauche salaire {place}", hired), 350, 1300), 5)
    m.situation[hired, place] = np.where(stable, SALARIE, PRECAIRE)
    m.salaire[hired, place] = np.where(stable, full, small)
    m.depuis[hired, place] = c.next
    day = np.full(count, c.next)
    known = c.known(f"embauche {place}", hired, day, "emploi")
    c.plume.say(c.who(hired, number, known), "activite", "actif", since=day)
    sent = np.full(count, c.later(2) + np.timedelta64(DSN_DAY, "D"))
    by_hand = m.declaratif[hired, place]
    for source, kept, heard in (("dsn_drm", ~by_hand, sent), ("allocataire", by_hand, known)):
        who = c.who(hired, number, np.maximum(heard, sent)).where(kept)
        say_wage(c.plume, who, m.salaire[hired, place][kept], day[kept], None, source)
    paid = m.chomage[hired, place] > 0
    m.chomage[hired, place] = 0
    late = c.known(f"fin are {place}", hired, day, "chomage")
    _say_allowance(c, place, hired, day, late, paid)


def hidden_jobs(c: Moment, place: int) -> None:
    """Take jobs that nobody declares, found months later by a controller or the tax office."""
    m = c.m
    idle = _here(c, place) & np.isin(m.situation[:, place], [CHOMEUR, INACTIF])
    hidden = c.hits("emploi_tu", idle & (m.chomage[:, place] == 0), f"emploi tu {place}")
    wage = round_to(between(c.u(f"salaire tu {place}", hidden), 450, 1350), 5)
    m.situation[hidden, place], m.salaire[hidden, place] = SALARIE, wage
    m.declaratif[hidden, place], m.depuis[hidden, place] = True, c.next
    day = np.full(int(hidden.sum()), c.next)
    number = int(PERSON_OF_ADULT[place])
    who = c.who(hidden, number, c.known(f"emploi tu {place}", hidden, day, "emploi_tu"))
    # The household is asked about this person only once it is found out.
    m.connu[hidden, number] = np.maximum(m.connu[hidden, number], who.known_on)
    control = c.u(f"emploi tu controle {place}", hidden) < part("correction_par_controle")
    for source, kept in (("dgfip", ~control), ("controle_sur_place", control)):
        say_wage(c.plume, who.where(kept), wage[kept], day[kept], None, source)
    c.plume.say(who.by("agent"), "activite", "actif", since=day)


def end_of_allowance(c: Moment, place: int) -> None:
    """End the allowance of jobseekers who have used it up."""
    m = c.m
    paid = _here(c, place) & (m.chomage[:, place] > 0)
    ends = c.hits("fin_chomage", paid, f"fin chomage {place}")
    count = int(ends.sum())
    m.chomage[ends, place] = 0
    day = np.full(count, c.next)
    known = c.known(f"fin chomage {place}", ends, day, "chomage")
    _say_allowance(c, place, ends, day, known, np.ones(count, dtype=bool))


def wrong_payroll(c: Moment, place: int) -> None:
    """Let employers send a wrong wage for a month, and send the right one later."""
    m = c.m
    stable = _here(c, place) & (m.situation[:, place] == SALARIE) & ~m.declaratif[:, place]
    wrong = c.hits("erreur_employeur", stable, f"erreur {place}")
    count = int(wrong.sum())
    factor = between(c.u(f"erreur facteur {place}", wrong), 0.3, 1.9)
    true, told = m.salaire[wrong, place], round_to(m.salaire[wrong, place] * factor, 5)
    since, until = np.full(count, c.first), np.full(count, c.next)
    who = c.who(wrong, int(PERSON_OF_ADULT[place]), c.dsn(count))
    say_wage(c.plume, who, told, since, until, "dsn_drm")
    months = between(c.u(f"erreur mois {place}", wrong), 2, 5) * 30
    later = c.who(wrong, int(PERSON_OF_ADULT[place]), c.next + months.astype("timedelta64[D]"))
    taxable = np.rint(true * shares()["imposable_sur_net"]).astype(np.int64)
    for kind, amount in (("salaire_net", true), ("salaire_imposable", taxable)):
        c.plume.say(later.by("dsn_drm"), kind, amount, since=since, until=until, corrects=since)
