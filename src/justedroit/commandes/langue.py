"""The words of the command line itself, in French: headings, errors, prompts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import click
import click.core
import click.decorators
import click.exceptions
import click.formatting
import click.parser
import click.types
import rich_click
import rich_click.decorators
import rich_click.rich_help_formatter
import rich_click.rich_help_rendering

# What click says, and how we say it. The rest of its sentences stays as it is.
_SENTENCES = {
    "Usage:": "Usage :",
    "Usage: ": "Usage : ",
    "Show this message and exit.": "Montrer cette aide.",
    "Show the version and exit.": "Montrer la version.",
    "Options": "Options",
    "Commands": "Commandes",
    "Missing argument": "Il manque l'argument",
    "Missing option": "Il manque l'option",
    "Missing parameter": "Il manque le paramètre",
    "Invalid value: {message}": "Valeur refusée : {message}",
    "Invalid value for {param_hint}: {message}": "Valeur refusée pour {param_hint} : {message}",
    "No such option: {name}": "L'option {name} n'existe pas.",
    "No such option {name!r}.": "L'option {name!r} n'existe pas.",
    "No such command {name!r}.": "La commande {name!r} n'existe pas.",
    "Missing command.": "Il manque une commande.",
    "Try '{command} {option}' for help.": "Aide : {command} {option}",
    "Error: {message}": "Erreur : {message}",
    "Aborted!": "Interrompu.",
    "{value} is not in the range {range}.": "{value} n'est pas permis : {range}.",
    "{name} {filename!r} does not exist.": "{filename!r} n'existe pas.",
    "{name} {filename!r} is a file.": "{filename!r} est un fichier, un dossier est attendu.",
    "{name} {filename!r} is a directory.": "{filename!r} est un dossier, un fichier est attendu.",
    "{name} {filename!r} is not readable.": "{filename!r} ne peut pas être lu.",
    "{name} {filename!r} is not writable.": "{filename!r} ne peut pas être écrit.",
    "file": "fichier",
    "directory": "dossier",
    "path": "chemin",
    "Positional arguments": "Arguments",
    "(dynamic)": "(calculé)",
    "Missing {param_type}": "Il manque {param_type}",
    "{missing}{param_hint}.{msg}": "{missing}{param_hint}.{msg}",
    "Choose from:\n\t{choices}": "Au choix : {choices}",
    ",\n\t": ", ",
    "Option {name!r} does not take a value.": "L'option {name!r} ne prend pas de valeur.",
    "Argument {name!r} takes {nargs} values.": "L'argument {name!r} prend {nargs} valeurs.",
    "Could not open file {filename!r}: {message}": "{filename!r} ne s'ouvre pas : {message}",
    "unknown error": "erreur inconnue",
    "required": "obligatoire",
    "default: {default}": "par défaut : {default}",
}
_NO_NUMBER = "{value!r} is not a valid {number_type}."
_PLURALS = {
    "Got unexpected extra argument ({args})": "Argument en trop : {args}",
    "Did you mean {possibility}?": "Vouliez-vous dire {possibility} ?",
    "(Did you mean one of: {possibilities}?)": "(Vouliez-vous dire : {possibilities} ?)",
    "Option {name!r} requires an argument.": "L'option {name!r} attend une valeur.",
    "Option {name!r} requires {nargs} arguments.": "L'option {name!r} attend {nargs} valeurs.",
    "{value!r} is not {choice}.": "{value!r} n'est pas {choice}.",
    "{value!r} is not one of {choices}.": "{value!r} n'est pas dans {choices}.",
}


_MODULES = (
    click.core,
    click.decorators,
    click.exceptions,
    click.formatting,
    click.parser,
    click.types,
    rich_click.decorators,
    rich_click.rich_help_rendering,
)


class _Number(str):
    """A sentence on a number that is none, filled with its kind: only a whole one says so."""

    __slots__ = ()

    def format(self, *args: Any, **told: Any) -> str:
        """Return the sentence."""
        whole = " entier" if told.pop("number_type", "") == "entier" else ""
        return super().format(*args, entier=whole, **told)


def _say(sentence: str) -> str:
    if sentence == _NO_NUMBER:
        return _Number("{value!r} n'est pas un nombre{entier}.")
    return _SENTENCES.get(sentence, sentence)


def _say_many(one: str, many: str, count: int) -> str:
    return _PLURALS.get(one if count == 1 else many, _PLURALS.get(one, one if count == 1 else many))


def speak_french() -> None:
    """Put click's own words into French, whatever the language of the machine."""
    for module in _MODULES:
        for name, spoken in (("_", _say), ("gettext", _say), ("ngettext", _say_many)):
            if hasattr(module, name):
                setattr(module, name, spoken)
    words = rich_click.rich_click
    words.OPTIONS_PANEL_TITLE = "Options"
    words.COMMANDS_PANEL_TITLE = "Commandes"
    words.ARGUMENTS_PANEL_TITLE = "Arguments"
    words.ERRORS_PANEL_TITLE = "Erreur"
    words.ERRORS_SUGGESTION = "Ajoutez --help pour voir l'aide de cette commande."
    # A bracket is the beginning of a style, for rich.
    words.DEFAULT_STRING = r"\[par défaut : {}]"
    words.REQUIRED_LONG_STRING = r"\[obligatoire]"
    words.RANGE_STRING = "{}"
    words.DEPRECATED_STRING = "(abandonné)"
    words.ENVVAR_STRING = r"\[variable : {}]"
    words.ABORTED_TEXT = "Interrompu."
    words.MAX_WIDTH = 100
    _name_types()


def _name_types() -> None:
    """Give the types of values French names; `BOOLEAN` stays, which rich-click looks for."""
    types = click.types
    names = (
        (types.IntParamType, "entier"),
        (types.IntRange, "entier"),
        (types.FloatParamType, "nombre"),
        (types.FloatRange, "nombre"),
        (types.StringParamType, "texte"),
    )
    for kind, name in names:
        kind.name = name
    numbers: Any = types._NumberRangeBase  # noqa: SLF001
    numbers._describe_range = _range  # noqa: SLF001
    formatter = rich_click.rich_help_formatter.RichHelpFormatter
    plain = formatter.write_usage

    def usage(self: Any, prog: str, args: str = "", prefix: str | None = None) -> None:
        plain(self, prog, args, prefix or "Usage :")

    formatter.write_usage = usage  # type: ignore[method-assign]


def _range(kind: Any) -> str:
    """Return the bounds of a number; none of ours are open."""
    if kind.max is None:
        return f"{kind.min} au moins"
    return f"{kind.max} au plus" if kind.min is None else f"de {kind.min} à {kind.max}"


def speak_of(command: click.Command) -> None:
    """Put into French how a command and those below it are written on their line of usage."""
    command.options_metavar = "[OPTIONS]"
    for parameter in command.params:
        if isinstance(parameter.type, click.Path):
            parameter.type.name = _say(parameter.type.name)  # named before we spoke
    if isinstance(command, click.Group):
        command.subcommand_metavar = "COMMANDE [ARGUMENTS]…"
        for below in command.commands.values():
            speak_of(below)


def not_text(arguments: Sequence[str]) -> str:
    """Return what is wrong with the bytes of a command, in French, or an empty text.

    Python keeps a byte that is not UTF-8 as a lone surrogate, which no journal can write.
    """
    for place, argument in enumerate(arguments, 1):
        if any("\ud800" <= letter <= "\udfff" for letter in argument):
            before = arguments[place - 2] if place > 1 else ""
            option = argument.partition("=")[0] if argument.startswith("--") else before
            after = f", de {option}," if re.fullmatch(r"--[a-z-]+", option) else ""
            return (
                f"Valeur refusée : le mot n° {place}{after} n'est pas du texte en UTF-8. "
                "Écrivez-le de nouveau dans un terminal réglé en UTF-8."
            )
    return ""


def law_words(text: str) -> str:
    """Return a sentence in which what OpenFisca says of a law that does not exist is in French."""
    lacking = r"The parameter '([^']+)' was not found in the ([0-9-]+) tax and benefit system\.?"
    return re.sub(lacking, r"la loi n'a pas de valeur au \2 pour « \1 ».", text)


def month_of_text(text: str) -> int:
    """Return the month of a text such as 2025-06, as 202506.

    Raises:
        click.BadParameter: it is not a month.
    """
    found = re.fullmatch(r"(\d{4})-(\d{2})", text.strip())
    if not found or not 1 <= int(found[2]) <= 12 or not 1900 <= int(found[1]) <= 2100:
        raise click.exceptions.BadParameter(
            f"« {text} » n'est pas un mois. Écrivez AAAA-MM, par exemple 2025-06."
        )
    return int(found[1]) * 100 + int(found[2])
