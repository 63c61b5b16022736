"""OpenFisca-France: what our Web API answers beside `openfisca serve`, in a process of its own."""

from __future__ import annotations

import http.client
import json
import os
import random
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from tests.web.test_api import JSON, TIMES, asked, posted

from justedroit.core.droits.openfisca import api
from justedroit.web.api.noyaux import ShapeKernels
from justedroit.web.api.reponses import Site

HOST = "127.0.0.1"
MONTH = "2025-06"
_LISTENING = re.compile(r"Listening at: http://127\.0\.0\.1:(\d+)")

pytestmark = pytest.mark.enable_socket


@pytest.fixture(scope="module")
def served() -> Iterator[int]:
    """Run `openfisca serve` on OpenFisca-France; return its port. It loads while others work."""
    process = subprocess.Popen(
        [
            str(Path(sys.executable).parent / "openfisca"),
            *("serve", "--country-package", "openfisca_france"),
            *("--bind", f"{HOST}:0", "--workers", "1"),
        ],
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert process.stderr is not None
    try:
        for line in process.stderr:
            if found := _LISTENING.search(line):
                yield int(found[1])
                break
        else:
            pytest.fail("openfisca serve did not start", pytrace=False)
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        process.stderr.close()


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Return what answers once, by OpenFisca: no shape is asked often enough to be compiled."""
    return Site(api.WebApi(api.FRANCE, ShapeKernels(tmp_path_factory.mktemp("shapes"))))


@pytest.fixture
def compiling(tmp_path: Path) -> SimpleNamespace:
    """Return what compiles at the first request. Its own: one shape is built at a time."""
    kernels = ShapeKernels(tmp_path, seen=1)
    law = api.WebApi(api.FRANCE, kernels)
    return SimpleNamespace(site=Site(law), law=law, kernels=kernels, folder=tmp_path)


def theirs(port: int, path: str, body: bytes | None = None) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection(HOST, port, timeout=300)
    kind = {} if body is None else {"Content-Type": JSON}
    connection.request("GET" if body is None else "POST", path, body, kind)
    answer = connection.getresponse()
    found = (
        answer.status,
        TIMES.sub(b"", answer.read()).replace(f"{HOST}:{port}".encode(), b"localhost"),
    )
    connection.close()
    return found


def compared(port: int, site: Site, situation: Any, path: str = "/calculate") -> None:
    found = posted(site, situation, path)
    assert (found.status, TIMES.sub(b"", found.body)) == theirs(
        port, path, json.dumps(situation).encode()
    )


def family(seed: int, *benefits: str) -> dict[str, Any]:
    """Return a family; which persons it has, and their wages, vary."""
    rng = random.Random(seed)
    adults = ["a", "b"][: rng.choice((1, 2))]
    children = ["c", "d", "e"][: rng.choice((1, 2, 3))]
    born = {name: f"19{rng.randrange(70, 99)}-05-11" for name in adults}
    born |= {name: f"20{rng.randrange(10, 25)}-05-11" for name in children}
    return {
        "individus": {name: {"date_naissance": {"ETERNITY": day}} for name, day in born.items()},
        "familles": {
            "f": {"parents": adults, "enfants": children} | {b: {MONTH: None} for b in benefits}
        },
        "foyers_fiscaux": {"g": {"declarants": adults, "personnes_a_charge": children}},
        "menages": {
            "m": {
                "personne_de_reference": adults[0],
                "conjoint": adults[1:],
                "enfants": children,
            }
        },
    }


def test_a_kernel_of_france_answers_families_as_openfisca_serve_does(served, compiling):
    families = [family(seed, "af") for seed in range(8)]
    posted(compiling.site, families[0])
    returned = compiling.kernels.wait()
    assert returned == 0, [path.read_text() for path in compiling.folder.glob("*/errors.txt")]
    for one in families:
        compared(served, compiling.site, one)
    assert compiling.law.by_kernel >= len(families) - api.PROOFS


def test_situations_of_france_are_answered_the_same(served, ours):
    paid = family(1, "rsa", "ppa", "aide_logement")
    paid["individus"]["a"]["salaire_de_base"] = {"2025": 24_000}
    rent = {"loyer": {MONTH: 640}, "depcom": {MONTH: "75056"}}
    rent |= {"statut_occupation_logement": {MONTH: "locataire_vide"}}
    paid["menages"]["m"] |= rent
    unknown = family(2, "rsaa")
    wrong = family(3, "af")
    wrong["menages"]["m"]["statut_occupation_logement"] = {MONTH: "chateau"}
    twice = family(4, "af")
    twice["familles"]["g"] = {"parents": ["a"]}
    for situation in (paid, unknown, wrong, twice):
        compared(served, ours, situation)


def test_a_calculation_of_france_is_traced_the_same(served, ours):
    compared(served, ours, family(5, "af"), "/trace")


def test_variables_parameters_and_entities_of_france_are_described_the_same(served, ours):
    documents = ours.documents()
    paths = ["/", "/variables", "/parameters", "/entities"]
    rng = random.Random(7)
    paths += [f"/variable/{name}" for name in rng.sample(sorted(documents["variables"]), 40)]
    paths += [f"/parameter/{name}" for name in rng.sample(sorted(documents["parameters"]), 60)]
    for path in paths:
        found = asked(ours, path)
        assert (found.status, found.body) == theirs(served, path), path


def test_the_specification_of_france_is_the_same(served, ours):
    status, wanted = theirs(served, "/spec")
    assert status == asked(ours, "/spec").status
    assert json.loads(TIMES.sub(b"", asked(ours, "/spec").body)) == json.loads(wanted)
