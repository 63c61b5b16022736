"""The NIR: its key, Corsica, provisional numbers, and refusals that quote nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from justedroit.core.base import Refusal
from justedroit.core.identites import is_provisional, masked_nir, nir_key, read_nir

MONTHS = [f"{m:02d}" for m in (*range(1, 13), *range(20, 43), *range(50, 100))]
PLACES = [f"{d:02d}" for d in range(1, 100)] + ["2A", "2B"]
NUMBERS = st.builds(
    "{}{:02d}{}{}{:03d}{:03d}".format,
    st.sampled_from("123478"),
    st.integers(0, 99),
    st.sampled_from(MONTHS),
    st.sampled_from(PLACES),
    st.integers(1, 999),
    st.integers(1, 999),
)


def whole(number):
    return f"{number}{nir_key(number):02d}"


@pytest.mark.parametrize(
    ("number", "key"),
    [
        # The cases `nir-01` and `nir-02` of the domain, and the two worked beside them: the key is
        # 97 less the number modulo 97; in Corsica 2A is read 19, 2B is read 18.
        ("1850578006084", 91),
        ("2550814168025", 38),
        ("185052A004012", 70),
        ("185052B004012", 97),
    ],
)
def test_a_key_is_97_less_the_number_modulo_97(number, key):
    assert nir_key(number) == key
    assert read_nir(f"{number}{key}") == f"{number}{key}"


@given(NUMBERS)
def test_a_number_and_its_key_divide_by_97(number):
    digits = number.replace("2A", "19") if number[5:7] == "2A" else number
    digits = digits.replace("2B", "18") if number[5:7] == "2B" else digits
    assert (int(digits) + nir_key(number)) % 97 == 0
    assert 1 <= nir_key(number) <= 97


@given(NUMBERS)
def test_a_number_with_its_key_is_read_and_with_any_other_is_refused(number):
    read = {read_nir(f"{number}{key:02d}") for key in range(100)}
    assert {r for r in read if isinstance(r, str)} == {whole(number)}


@given(NUMBERS, st.integers(0, 12), st.integers(1, 9))
def test_a_digit_miswritten_is_always_seen(number, place, more):
    digit = number[place]
    if not digit.isdecimal():
        return
    wrong = number[:place] + str((int(digit) + more) % 10) + number[place + 1 :]
    assert isinstance(read_nir(wrong + whole(number)[13:]), Refusal)


@given(NUMBERS, st.integers(0, 11))
def test_two_neighbours_exchanged_are_always_seen(number, place):
    a, b = number[place : place + 2]
    if a == b:
        return
    wrong = number[:place] + b + a + number[place + 2 :]
    assert isinstance(read_nir(wrong + whole(number)[13:]), Refusal)


@given(NUMBERS)
def test_a_refusal_quotes_nothing_of_the_number(number):
    wrong = f"{number}{(nir_key(number) + 1) % 100:02d}"
    said = str(read_nir(wrong))
    assert "clé" in said
    assert not any(wrong[i : i + 5] in said for i in range(len(wrong) - 4))


def test_spaces_dots_and_small_letters_are_read():
    assert read_nir(" 1 85 05 2a 004 012 70 ") == "185052A00401270"
    assert read_nir("1.85.05.78.006.084-91") == "185057800608491"
    assert read_nir("1\u202f85\u00a005\u202f78 006 084 91") == "185057800608491"


@pytest.mark.parametrize(
    "number",
    [
        "5850578006084",  # no such sex
        "1851378006084",  # month 13
        "1854378006084",  # month 43
        "1850500006084",  # no département 00
        "185052C006084",  # Corsica has A and B
        "1850578000084",  # commune 000
        "1850578006000",  # order 000
        "18505780060AB",
    ],
)
def test_a_number_that_cannot_be_is_refused(number):
    assert "forment pas" in str(read_nir(number + "01"))
    with pytest.raises(ValueError, match="treize") as error:
        nir_key(number)
    assert number not in str(error.value)


@pytest.mark.parametrize("text", ["", "1", "18505780060849", "1850578006084911"])
def test_a_number_of_another_length_is_refused_with_what_to_count(text):
    assert "13 caractères" in str(read_nir(text))


def test_the_key_may_lack_in_a_search_only():
    assert "clé manque" in str(read_nir("1850578006084"))
    assert read_nir("1850578006084", with_key=False) == "1850578006084"


@pytest.mark.parametrize(
    ("first", "provisional"), [*zip("123478", (0, 0, 1, 1, 1, 1), strict=True)]
)
def test_numbers_that_begin_with_3_4_7_or_8_are_provisional(first, provisional):
    number = whole(f"{first}850599901001")
    assert read_nir(number) == number
    assert is_provisional(number) is bool(provisional)


def test_a_screen_shows_the_first_digit_only():
    shown = masked_nir("185057800608491")
    assert [c for c in shown if c.isdecimal()] == ["1"]
    assert masked_nir("") == ""
