"""The Web API answers what OpenFisca's own server answers: statuses, headers and JSON."""

from __future__ import annotations

import contextlib
import http.client
import json
import logging
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import warnings
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from openfisca_country_template import CountryTaxBenefitSystem
from tests.web.situations import MONTH, RARE, usual, yearly

from justedroit.core.droits.openfisca import api
from justedroit.web.api import environnement, views
from justedroit.web.api.noyaux import SEEN, ShapeKernels
from justedroit.web.api.reponses import Answer, Request, Site

PACKAGE = "openfisca_country_template"
HOST = "127.0.0.1"
JSON = "application/json"
TIMES = re.compile(rb'"(calculation|formula)_time":[^,]*,')
PATHS = (
    *("/", "/variables", "/parameters", "/entities", "/calculate", "/trace", "/unheard-of"),
    *("/variable/salary", "/variable/unheard_of", "/variable/a/b", "/variable", "/variable/"),
    *("/parameter/benefits/basic_income", "/parameter/benefits.basic_income", "/parameter/taxes"),
    *("/parameter/unheard/of", "/parameter/", "/variables/", "/calculate/", "/é/", "/a'b\"<c>&d/"),
)
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
BODIES = (
    (b"{}", ""),
    (b"{}", "text/plain"),
    (b"{}", "application/vnd.api+json"),
    (b"", JSON),
    (b"{", JSON),
    (b"\xff", JSON),
    (b'{"persons": {"a": {"salary": {"2017-01": NaN}}}}', JSON),
    ('{"persons": {"a": {}}}'.encode("utf-16"), JSON + "; charset=utf-8"),
    (b"[" * 100_000, JSON),
)


@pytest.fixture(scope="module")
def theirs() -> Any:
    """OpenFisca's own application, in this process."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from openfisca_web_api.app import create_app

        application = create_app(CountryTaxBenefitSystem())
    application.logger.setLevel(logging.CRITICAL)
    return application.test_client()


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimpleNamespace]:
    """Our site, with a folder of kernels of its own."""
    kernels = ShapeKernels(tmp_path_factory.mktemp("shapes"))
    law = api.WebApi(PACKAGE, kernels)
    yield SimpleNamespace(site=Site(law), law=law, kernels=kernels)
    kernels.wait()


def asked(site: Site, path: str, method: str = "GET", body: bytes = b"", **headers: str) -> Answer:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return site.answer(Request(method, path, "http://localhost", "", named, body))


def posted(site: Site, situation: Any, path: str = "/calculate") -> Answer:
    return asked(site, path, "POST", json.dumps(situation).encode(), content_type=JSON)


def told(headers: Any) -> dict[str, Any]:
    """Return headers; the methods allowed in any order."""
    return {k: sorted(v.split(", ")) if k == "Allow" else v for k, v in headers}


def same(
    theirs: Any, site: Site, path: str, method: str = "GET", body: bytes = b"", **headers: str
) -> None:
    """Check that both answer the same; times are not the same twice."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        kind = named.pop("content-type", None)
        wanted = theirs.open(path, method=method, data=body, content_type=kind, headers=named)
    found = asked(site, path, method, body, **headers)
    expected = b"" if method == "HEAD" else TIMES.sub(b"", wanted.data)
    assert found.status == wanted.status_code, (path, method, body[:300])
    if method != "HEAD":
        assert TIMES.sub(b"", found.body) == expected, (path, method, body[:300])
    shown, seen = told(wanted.headers), told(found.headers)
    if b"_time" in wanted.data:
        shown.pop("Content-Length"), seen.pop("Content-Length")
    assert seen == shown, (path, method, body[:300])


def both(theirs: Any, site: Site, situation: Any, path: str = "/calculate") -> None:
    same(theirs, site, path, "POST", json.dumps(situation).encode(), content_type=JSON)


@pytest.mark.parametrize("method", METHODS)
def test_every_path_has_the_same_answer_by_every_method(theirs, ours, method):
    for path in PATHS:
        same(theirs, ours.site, path, method)


def test_every_variable_and_every_parameter_is_described_the_same(theirs, ours):
    documents = ours.site.documents()
    for what, plural in (("variable", "variables"), ("parameter", "parameters")):
        for name in documents[plural]:
            same(theirs, ours.site, f"/{what}/{name}")


def test_the_specification_is_the_same_but_for_the_times_of_its_example(theirs, ours):
    wanted = json.loads(TIMES.sub(b"", theirs.get("/spec").data))
    assert json.loads(TIMES.sub(b"", asked(ours.site, "/spec").body)) == wanted


def test_a_page_of_another_site_may_call(theirs, ours):
    preflight = {
        "origin": "http://x.example",
        "access_control_request_headers": "x-b, content-type",
    }
    for wanted in ("POST", "post", "UNHEARD", ""):
        headers = preflight | ({"access_control_request_method": wanted} if wanted else {})
        same(theirs, ours.site, "/calculate", "OPTIONS", **headers)
    same(theirs, ours.site, "/variables", origin="http://x.example")


@pytest.mark.parametrize("path", ["/calculate", "/trace"])
def test_a_body_that_is_no_json_is_refused_the_same(theirs, ours, path):
    for body, kind in BODIES:
        same(theirs, ours.site, path, "POST", body, **({"content_type": kind} if kind else {}))


@pytest.mark.parametrize("path", ["/calculate", "/trace"])
def test_what_is_wrong_or_rare_is_answered_the_same(theirs, ours, path):
    for situation in RARE:
        both(theirs, ours.site, situation, path)


def test_a_calculation_is_traced_the_same(theirs, ours):
    for seed in range(4):
        both(theirs, ours.site, usual(seed), "/trace")


def warmed(ours, situations) -> None:
    """Ask for situations until a kernel is made, then as often as it must be proved."""
    ours.kernels.wait()
    for situation in situations[: SEEN + 1]:
        posted(ours.site, situation)
    ours.kernels.wait()
    before = ours.law.by_kernel
    for situation in situations * 2:
        posted(ours.site, situation)
    assert ours.law.by_kernel > before


def test_a_hundred_situations_are_answered_by_the_kernel_as_by_openfisca(theirs, ours):
    situations = [usual(seed) for seed in range(100)]
    warmed(ours, situations)
    before = ours.law.by_kernel
    for situation in situations:
        both(theirs, ours.site, situation)
    assert ours.law.by_kernel - before > 80
    one_by_one = [posted(ours.site, situation).body for situation in situations]
    with ThreadPoolExecutor(4) as pool:
        together = pool.map(lambda one: posted(ours.site, one).body, situations)
        assert [*together] == one_by_one
    for salary in (1e13, float("nan"), float("-inf"), "2000 / 3", False, 7, -0.0, 3.4e38):
        one = usual(0)
        one["persons"]["adulte 0 0"]["salary"][MONTH] = salary
        both(theirs, ours.site, one)


def test_values_told_by_the_year_are_shared_out_by_the_kernel_as_by_openfisca(theirs, ours):
    situations = [yearly(seed) for seed in range(30)]
    warmed(ours, situations)
    before = ours.law.by_kernel
    for situation in situations:
        both(theirs, ours.site, situation)
    assert ours.law.by_kernel - before == 30


# ---------------------------------------------------------------- under the site, and alone


@pytest.fixture
def mounted(monkeypatch: pytest.MonkeyPatch) -> Iterator[Client]:
    """Return a client of the site, signed in nowhere, whose API is that of the country template."""
    monkeypatch.setenv("JUSTEDROIT_PAYS", PACKAGE)
    for made in (environnement.site, environnement.loading):
        made.cache_clear()
    yield Client(enforce_csrf_checks=True, HTTP_HOST="127.0.0.1")
    for made in (environnement.site, environnement.loading):
        made.cache_clear()


def test_the_site_answers_under_its_prefix_without_signing_in(theirs, mounted):
    situation = json.dumps(usual(3))
    found = mounted.post("/api/calculate", situation, content_type=JSON)
    wanted = theirs.post("/calculate", data=situation, content_type=JSON)
    assert (found.status_code, found.content) == (wanted.status_code, wanted.data)
    assert found["Country-Package"] == wanted.headers["Country-Package"]
    assert found["Access-Control-Allow-Origin"] == "*"


def test_a_large_situation_is_answered_and_a_huge_one_refused_in_the_shape_of_the_api(
    mounted, monkeypatch
):
    heavy = json.dumps(usual(3)) + " " * 2_621_440  # what Django refuses by itself
    assert mounted.post("/api/calculate", heavy, content_type=JSON).status_code == 200
    monkeypatch.setattr("justedroit.web.api.reponses.LONGEST", 10)
    huge = mounted.post("/api/calculate", json.dumps(usual(3)), content_type=JSON)
    assert huge.status_code == 413
    assert "too large" in huge.json()["error"]
    assert huge["Country-Package"]


def test_on_the_site_one_calculation_at_a_time_keeps_the_pages_alive(mounted, monkeypatch):
    monkeypatch.setattr("justedroit.web.api.views._PATIENCE_SECONDS", 0)
    with views._TURN:
        refused = mounted.post("/api/calculate", json.dumps(usual(3)), content_type=JSON)
        assert mounted.get("/api/entities").status_code == 200
    assert (refused.status_code, refused["Retry-After"]) == (503, "5")
    again = mounted.post("/api/calculate", json.dumps(usual(3)), content_type=JSON)
    assert again.status_code == 200


def test_while_the_law_loads_whoever_asks_is_told_to_come_back_and_it_loads_once(
    mounted, monkeypatch
):
    held, begun, make = threading.Event(), [], environnement.site.__wrapped__

    @cache
    def slow():
        begun.append(1)
        held.wait()
        return make()

    monkeypatch.setattr(environnement, "site", slow)
    monkeypatch.setattr(views, "site", slow)
    monkeypatch.setattr(views, "_LOADING_SECONDS", 0)
    for path in ("/api/spec", "/api/entities"):
        early = mounted.get(path)
        assert (early.status_code, early["Retry-After"]) == (503, "15")
        assert "La loi se charge" in early.json()["error"]
        assert early["Access-Control-Allow-Origin"] == "*"
    held.set()  # nothing is asked beside: filters of warnings are those of the whole process
    monkeypatch.setattr(views, "_LOADING_SECONDS", 60)
    assert mounted.get("/api/entities").status_code == 200
    assert begun == [1]


def test_links_lead_to_where_the_api_is(mounted):
    listed = mounted.get("/api/variables").json()
    assert listed["salary"]["href"] == "http://127.0.0.1/api/variable/salary"
    assert mounted.get("/api/spec").json()["servers"] == [{"url": "http://127.0.0.1/api"}]
    assert "http://127.0.0.1/api/spec" in mounted.get("/api/").json()["welcome"]
    assert mounted.get("/api/variables/")["Location"] == "/api/variables"
    assert mounted.get("/api/variable/unheard_of").status_code == 404


@pytest.mark.enable_socket
def test_it_is_served_alone_as_by_openfisca(theirs, tmp_path):
    with socket.socket() as tried:
        tried.bind((HOST, 0))
        port = tried.getsockname()[1]
    command = ["-m", "justedroit.cli", "serve-api", "--port", str(port), "--pays", PACKAGE]
    process = subprocess.Popen(
        [sys.executable, *command, "--processus", "1"],
        env=os.environ | {"JUSTEDROIT_MOTEUR": str(tmp_path)},
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        assert fetched(port, "GET", "/entities")[2] == theirs.get("/entities").data
        body = json.dumps(usual(1)).encode()
        wanted = theirs.post("/calculate", data=body, content_type=JSON)
        status, headers, found = fetched(port, "POST", "/calculate", body)
        assert (status, found) == (200, wanted.data)
        for name, value in wanted.headers:
            assert headers[name] == value
        assert fetched(port, "POST", "/calculate", iter([body[:40], body[40:]]))[2] == wanted.data
        assert fetched(port, "HEAD", "/variables")[2] == b""
        assert fetched(port, "GET", "/variables/")[0] == 302
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=30)


def fetched(port: int, method: str, path: str, body: Any = None) -> tuple[int, Any, bytes]:
    """Ask a server on loopback; wait for it to listen."""
    for _ in range(600):
        connection = http.client.HTTPConnection(HOST, port, timeout=60)
        with contextlib.suppress(ConnectionRefusedError), contextlib.closing(connection):
            kind = {} if body is None else {"Content-Type": JSON}
            chunked = body is not None and not isinstance(body, bytes)
            connection.request(method, path, body, kind, encode_chunked=chunked)
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read()
        time.sleep(0.1)
    pytest.fail("nothing listens", pytrace=False)
