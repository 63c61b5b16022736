"""A refusal is a value, not an exception: it is told to a person, with its reason."""

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
