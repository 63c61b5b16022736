"""Who may see what: roles, which are groups of Django's, and what a view says of them."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from functools import wraps
from typing import Any, Final, TypeVar

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import AnonymousUser, User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

View = Callable[..., HttpResponseBase]
V = TypeVar("V", bound=View)

# What a view bears: the roles it is for, or PUBLIC.
MARK: Final = "roles"
PUBLIC: Final = "public"
_KEPT: Final = "_roles"  # with their owner, for a request


class Role(StrEnum):
    """What someone does at the fund. Its value is the name of the group."""

    GESTIONNAIRE = "gestionnaire conseil"
    CONSEILLER = "conseiller de service"
    CONTROLEUR = "contrôleur"
    RECOUVREMENT = "recouvrement"
    SECRETAIRE = "secrétaire de la commission"
    COMPTABLE = "comptable préparateur"
    FONDE_DE_POUVOIR = "fondé de pouvoir"
    MEDIATEUR = "médiateur"
    DIRECTION = "direction"
    AUDITEUR = "auditeur"


# Those whose work is dossiers. The auditor reads the log of their openings, and opens none.
LECTEURS: Final = (
    Role.GESTIONNAIRE,
    Role.CONSEILLER,
    Role.CONTROLEUR,
    Role.RECOUVREMENT,
    Role.SECRETAIRE,
    Role.COMPTABLE,
    Role.FONDE_DE_POUVOIR,
    Role.MEDIATEUR,
)
# Separation of those who order from those who pay: one prepares, the other releases (decret 2012-1246).
PAYEURS: Final = (Role.COMPTABLE, Role.FONDE_DE_POUVOIR)
# Who has the household on the telephone about what it owes, and may accept a plan with it.
TELEPHONE: Final = (Role.RECOUVREMENT, Role.CONSEILLER)
# Who explains a notice, calls, sends it, and notes that it came.
NOTIFIANTS: Final = (Role.GESTIONNAIRE, Role.RECOUVREMENT)
# Who may record what a household sends to the commission, whoever receives it.
GREFFE: Final = (Role.SECRETAIRE, Role.GESTIONNAIRE, Role.CONSEILLER, Role.RECOUVREMENT)
# Who follows what is before a court: the office of the commission, and forced recovery (oppositions).
CONTENTIEUX: Final = (Role.SECRETAIRE, Role.RECOUVREMENT)
# Who receives complaints; who answers them too: the médiateur, to whom some go up.
ECOUTE: Final = (Role.CONSEILLER, Role.GESTIONNAIRE)
REPONDANTS: Final = (*ECOUTE, Role.MEDIATEUR)
# Who follows complaints in the whole fund: those who make appeals of them, and the direction, besides.
SUIVENT: Final = (*REPONDANTS, Role.SECRETAIRE, Role.DIRECTION)
# Who says where an error comes from and whether there was fraud, with reasons.
QUALIFIANTS: Final = (Role.CONTROLEUR, Role.RECOUVREMENT)
# Who enters what a household pays itself: the telephone line, the accountant's office.
ENCAISSEURS: Final = (*TELEPHONE, Role.COMPTABLE)
# Who instructs what the commission decides, and has its decisions executed.
INSTRUCTEURS: Final = (Role.SECRETAIRE, Role.GESTIONNAIRE)
# Everyone who signs in.
TOUS: Final = tuple(Role)


def needs(*roles: Role) -> Callable[[V], V]:
    """Say the roles that a view is for; any one of them is enough.

    An anonymous is sent to sign in, someone without the role is told so (403).
    """

    def decorate(view: V) -> V:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not roles_of(request.user) & set(roles):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        setattr(guarded, MARK, frozenset(roles))
        return guarded  # type: ignore[return-value]

    return decorate


def public(view: V) -> V:
    """Say that a view is for all, signed in or not: it shows nothing of anyone."""
    open_view = login_not_required(view)
    setattr(open_view, MARK, PUBLIC)
    return open_view


def roles_of(user: AbstractBaseUser | AnonymousUser) -> frozenset[Role]:
    """Return the roles of someone; asked of the database once for a request."""
    if not isinstance(user, User):
        return frozenset()
    found: frozenset[Role] | None = getattr(user, _KEPT, None)
    if found is None:
        known = set(Role)
        names = user.groups.values_list("name", flat=True)
        found = frozenset(Role(name) for name in names if name in known)
        setattr(user, _KEPT, found)
    return found


def may(user: AbstractBaseUser | AnonymousUser, *roles: Role) -> bool:
    """Return whether someone has one of some roles."""
    return bool(roles_of(user) & set(roles))
