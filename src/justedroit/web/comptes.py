"""Accounts: signing in and out, the groups of the roles, and the accounts of a demonstration."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group, User
from django.contrib.auth.views import LoginView, LogoutView
from django.db import transaction

from justedroit.web.permissions import Role, public

# One account for each role, on a demonstration fund only: nobody's, and their password is shown.
DEMO_ACCOUNTS: Final[Mapping[str, Role]] = MappingProxyType(
    {
        "gestionnaire": Role.GESTIONNAIRE,
        "conseiller": Role.CONSEILLER,
        "controleur": Role.CONTROLEUR,
        "recouvrement": Role.RECOUVREMENT,
        "secretaire": Role.SECRETAIRE,
        "comptable": Role.COMPTABLE,
        "fonde": Role.FONDE_DE_POUVOIR,
        "mediateur": Role.MEDIATEUR,
        "direction": Role.DIRECTION,
        "auditeur": Role.AUDITEUR,
    }
)
DEMO_PASSWORD: Final = "essai-justedroit"  # noqa: S105  (shown on the sign-in page of a demonstration)


class Connexion(LoginView):
    """The sign-in page; on a demonstration it lists the accounts to try."""

    template_name = "connexion.html"
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return what the page shows."""
        told: dict[str, Any] = super().get_context_data(**kwargs)
        if settings.DEMONSTRATION:
            told["comptes"] = [(name, str(role)) for name, role in DEMO_ACCOUNTS.items()]
            told["mot_de_passe"] = DEMO_PASSWORD
        return told


connexion = public(Connexion.as_view())
deconnexion = public(LogoutView.as_view())


def create_roles() -> None:
    """Create the group of each role that has none."""
    known = set(Group.objects.values_list("name", flat=True))
    Group.objects.bulk_create([Group(name=str(role)) for role in Role if role not in known])


@transaction.atomic
def create_demo_accounts() -> None:
    """Create the accounts of a demonstration that are not there.

    Raises:
        RuntimeError: the fund is not a demonstration; nothing was created.
    """
    if not settings.DEMONSTRATION:
        raise RuntimeError("Les comptes de démonstration n'existent que sur une démonstration.")
    create_roles()
    groups = {group.name: group for group in Group.objects.all()}
    known = set(User.objects.values_list("username", flat=True))
    missing = {name: role for name, role in DEMO_ACCOUNTS.items() if name not in known}
    if not missing:
        return
    password = make_password(DEMO_PASSWORD)  # slow by design: once for all of them
    for name, role in missing.items():
        User.objects.create(username=name, password=password).groups.set([groups[str(role)]])
