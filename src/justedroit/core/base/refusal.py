"""A refusal is a value: it is told to a person, with its reason. Where none can be, an exception."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why something is refused, where it stands, and how to mend it. In French, for a person.

    Attributes:
        what: what is wrong, one sentence.
        where: where it stands ("ligne 12", "dossier 3, fait loyer").
        mend: what to do about it, one sentence.
        law: the article that founds the refusal, where there is one.
    """

    what: str
    where: str
    mend: str
    law: str = ""

    def __str__(self) -> str:
        """Return the refusal as one French sentence after another."""
        law = f" ({self.law})" if self.law else ""
        return f"{self.where} : {self.what}{law} {self.mend}"


class Refused(ValueError):  # noqa: N818  (named for what it says, not for what it is)
    """What a person asked cannot be done, and the message tells them so, in French.

    For where no value can carry a refusal. Any other exception is a defect of the software.
    """
