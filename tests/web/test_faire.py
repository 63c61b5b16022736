"""Every geste has one page, for those who may do it; what it cannot do it says."""

from __future__ import annotations

import pytest
from tests.web.caisse import a_fund
from tests.web.dettes import CALME, NOW, VIE, lived

from justedroit.web.agents.faire.catalogue import GESTES, page_of_geste
from justedroit.web.comptes import DEMO_ACCOUNTS as ACCOUNTS
from justedroit.web.permissions import LECTEURS, Role


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    with a_fund(tmp_path_factory.mktemp("faire"), lived(), NOW) as site:
        yield site


def test_a_geste_is_for_people_who_open_dossiers():
    for geste in GESTES.values():
        assert geste.roles, geste.code
        assert set(geste.roles) <= set(LECTEURS), geste.code


def test_each_geste_says_all_that_its_page_needs():
    for geste in GESTES.values():
        assert geste.title[0].isupper(), geste.code
        assert geste.lead.endswith("."), geste.code
        assert geste.tab in {"dettes", "recours", "lettres"}, geste.code


@pytest.mark.parametrize("code", GESTES)
def test_what_does_not_exist_is_not_found_and_nothing_is_written(ouvrir, code):
    account = next(name for name, role in ACCOUNTS.items() if role in GESTES[code].roles)
    answer = ouvrir(account).get(f"/dossiers/{CALME}/faire/{code}/77/")
    assert answer.status_code == 404


def test_who_may_not_do_it_has_no_link_to_it():
    for code, geste in GESTES.items():
        for role in Role:
            page = page_of_geste(code, VIE, 1, frozenset({role}))
            assert bool(page) == (role in geste.roles)
    assert page_of_geste("rien", VIE, 1, frozenset(Role)) == ""
