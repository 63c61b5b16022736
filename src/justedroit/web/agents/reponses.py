"""What a page answers to an act: what was done, on the page to go on from, or why not, under its field."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, TypeAlias

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from justedroit.core.base import Refusal, typographic
from justedroit.web.actes import Depasse
from justedroit.web.formulaires import Formulaire
from justedroit.web.requete import Requete

Told: TypeAlias = dict[str, Any]  # what the template shows again, with `status`


@dataclass(frozen=True, slots=True)
class Reponse:
    """How an act is answered.

    Attributes:
        done: what is said once it is done.
        page: address to go on from.
        form: that was posted; None: it asks for nothing.
        name: of the form in the template.
    """

    done: str
    page: str
    form: Formulaire | None = None
    name: str = "form"


def answered(request: Requete, found: object, how: Reponse) -> HttpResponse | Told:
    """Return the answer to an act: the page to go on from, or what to show of what was not done.

    Args:
        request: where it was posted.
        found: what `acted` returned: a refusal or some, a Depasse, or what was done.
        how: to answer it.
    """
    if isinstance(found, Depasse) and not found.done:
        kept = {how.name: how.form} if how.form is not None else {}
        return {**kept, "depasse": found.told, "status": HTTPStatus.CONFLICT}
    refusals = found if isinstance(found, list) else [found]
    if wrong := [one for one in refusals if isinstance(one, Refusal)]:
        return refused(wrong, how.form, how.name)
    if isinstance(found, Depasse):
        messages.info(request, found.told)
    else:
        messages.success(request, typographic(how.done))
    return redirect(how.page)


def refused(refusals: list[Refusal], form: Formulaire | None, name: str = "form") -> Told:
    """Return each refusal under the field that it is about, the others above."""
    above = [one for one in refusals if form is None or not form.refuse(one)]
    return shown_again(form, name) | {"refus": above}


def shown_again(form: Formulaire | None, name: str = "form") -> Told:
    """Return a form that is not valid, or that a step refuses, as the template shows it again."""
    told: Told = {"status": HTTPStatus.BAD_REQUEST}
    if form is not None:
        form.dress()
        told[name] = form
    return told
