"""The words of the command line itself, in French: headings, errors, prompts."""

from __future__ import annotations

import re

import click.core
import click.decorators
import click.exceptions
import click.formatting
import click.parser
import click.types
import rich_click
import rich_click.decorators
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
    "Option {name!r} requires an argument.": "L'option {name!r} attend une valeur.",
    "{value!r} is not a valid {number_type}.": "{value!r} n'est pas un nombre entier.",
    "{value} is not in the range {range}.": "{value} n'est pas dans l'intervalle {range}.",
    "{name} {filename!r} does not exist.": "{filename!r} n'existe pas.",
    "required": "obligatoire",
    "default: {default}": "par défaut : {default}",
}
_PLURALS = {
    "Got unexpected extra argument ({args})": "Argument en trop : {args}",
    "Did you mean {possibility}?": "Vouliez-vous dire {possibility} ?",
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


def _say(sentence: str) -> str:
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
    words.DEFAULT_STRING = "[par défaut : {}]"
    words.REQUIRED_LONG_STRING = "[obligatoire]"
    words.ABORTED_TEXT = "Interrompu."
    words.MAX_WIDTH = 100


def month_of_text(text: str) -> int:
    """Return the month of a text such as 2025-06, as 202506.

    Raises:
        click.BadParameter: it is not a month.
    """
    found = re.fullmatch(r"(\d{4})-(\d{2})", text.strip())
    if not found or not 1 <= int(found[2]) <= 12 or not 1990 <= int(found[1]) <= 2100:
        raise click.exceptions.BadParameter(
            f"« {text} » n'est pas un mois. Écrivez AAAA-MM, par exemple 2025-06."
        )
    return int(found[1]) * 100 + int(found[2])
