"""Accounts: both keys, the SEPA zone, and what names an account without telling it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from schwifty import IBAN

from justedroit.core.base import Refusal
from justedroit.core.identites import fingerprint, iban_of_rib, masked_iban, read_iban

# A bank whose code is not given; both keys are right.
GOOD = "FR7699999999990000000000153"
ACCOUNTS = st.builds(
    lambda account: str(
        IBAN.generate("FR", bank_code="99999", branch_code="00000", account_code=account)
    ),
    st.integers(0, 10**11 - 1).map("{:011d}".format),
)


@given(ACCOUNTS)
def test_an_account_with_both_its_keys_is_read_however_spaced(iban):
    spaced = " ".join(iban[i : i + 4] for i in range(0, len(iban), 4))
    assert read_iban(spaced.lower()) == iban
    assert iban_of_rib(iban[4:]) == iban


@given(ACCOUNTS, st.integers(4, 24), st.integers(1, 9))
def test_a_wrong_rib_key_is_seen_even_under_a_right_iban_key(iban, place, more):
    wrong = iban[4:place] + str((int(iban[place]) + more) % 10) + iban[place + 1 :]
    under_right_key = str(IBAN.from_bban("FR", wrong))
    said = read_iban(under_right_key)
    assert isinstance(said, Refusal)
    assert "clé RIB" in said.what
    assert isinstance(iban_of_rib(wrong), Refusal)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "code de pays"),
        ("FR00BAD", "code de pays"),
        ("bonjour", "code de pays"),
        ("FR7799999999990000000000153", "deux chiffres de contrôle"),
        ("FR769999999999000000000015", "longueur"),
        ("ZZ7699999999990000000000153", "code de pays n'existe pas"),
        ("FR76999999999900000000001A3", "n'a pas la forme"),
        ("BR1800360305000010009795493C1", "hors de l'espace SEPA"),
    ],
)
def test_what_is_wrong_is_told_without_quoting_it(text, why):
    said = str(read_iban(text, "dossier 1"))
    assert why in said
    assert said.startswith("dossier 1 : ")
    assert not text or text not in said


def test_accounts_of_other_countries_of_the_zone_are_read():
    assert read_iban("DE89 3704 0044 0532 0130 00") == "DE89370400440532013000"


def test_a_rib_that_is_not_one_is_refused():
    assert "23 caractères" in str(iban_of_rib("99999 00000"))


@given(ACCOUNTS, ACCOUNTS)
def test_a_fingerprint_is_that_of_an_account_and_of_a_secret(one, other):
    secret, another = bytes(32), bytes([1] * 32)
    assert fingerprint(one, secret) == fingerprint(one, secret)
    assert (fingerprint(one, secret) == fingerprint(other, secret)) == (one == other)
    assert fingerprint(one, secret) != fingerprint(one, another)
    assert len(fingerprint(one, secret)) == 16
    assert one[-8:] not in fingerprint(one, secret)


def test_a_screen_shows_the_country_and_the_last_four():
    assert masked_iban(GOOD) == "FR•• 0153"
    assert masked_iban("") == ""
