# ruff: noqa: E402  (what is imported from Django wants it set up)
"""The pages under test: a small fund, someone signed in, a server on loopback, a browser.

In the process: `ouvrir("gestionnaire")` gives a Django client signed in, `requetes()` counts what
is asked of the database. In a browser: `navigateur("gestionnaire")` gives a page of Chromium signed
in, `axe(page)` refuses what is not accessible, `photo(page, "name")` keeps a picture at two widths
in the folder that JUSTEDROIT_CAPTURES names, if any; `lisible(page, "name")` does all this, wide and
on a telephone. `fonds.py` says what the dossiers are.

A module whose pages show another fund gives its own `site`, by `caisse.a_fund`; one whose stories
turn on the law gives `application`, RETENUE.
"""

from __future__ import annotations

import datetime as dt
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import django
import pytest
from tests.loi import LoiRetenue
from tests.web import fonds
from tests.web.identites import identities_of

django.setup()

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import User
from django.contrib.sessions.backends.db import SessionStore
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from justedroit.records.cles import create_demo_key
from justedroit.records.database.adresse import database_settings
from justedroit.web import comptes, wiring

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

# Applications: to import one is to open its base. Which law each serves, it says.
BANC, RETENUE = "tests.web.application_banc", "tests.web.application_retenue"
collect_ignore = ["application_banc.py", "application_retenue.py"]
HOST = "127.0.0.1"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
QUIET = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 360, "height": 740}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]
# What a thread of a test opens when its own fund is no longer that of the pages: nobody's, and never
# the demonstration of this checkout.
_NOWHERE = tempfile.TemporaryDirectory(prefix="justedroit-", ignore_cleanup_errors=True)
settings.DATABASE_URL = f"sqlite:///{_NOWHERE.name}/personne.sqlite3"
connections.databases["default"] = connections.configure_settings(
    {"default": database_settings(settings.DATABASE_URL)}
)["default"]
_MODEL_BACKEND = "django.contrib.auth.backends.ModelBackend"


@dataclass(frozen=True)
class Site:
    """A fund whose pages are served. Its base is written by the pages: openings, sessions.

    Attributes:
        address: of its base.
        now: the instant at which its pages live, UTC.
        examples: the dossiers that its pages show first, as `justedroit serve` tells them.
    """

    address: str
    now: dt.datetime
    examples: str = ""


# ---------------------------------------------------------------- the fund


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Return the fund of `fonds.py`, at `fonds.CLOCK`."""
    examples = f"indu:{fonds.INDU},rappel:{fonds.RAPPEL}"
    with an_empty_fund(tmp_path_factory.mktemp("site"), fonds.CLOCK, examples) as fund:
        fonds.append_kept(wiring.records())
        identities_of(wiring.records(), wiring.identities())
        yield fund


@contextmanager
def an_empty_fund(folder: Path, now: dt.datetime, examples: str = "") -> Iterator[Site]:
    """Give a fund on SQLite, with its roles and accounts, that is the one of the pages meanwhile."""
    site = Site(f"sqlite:///{folder / 'site.sqlite3'}", now, examples)
    with _pointed_at(site):
        wiring.migrate()
        comptes.create_roles()
        comptes.create_demo_accounts()
        create_demo_key(site.address)
        yield site


@contextmanager
def _pointed_at(site: Site) -> Iterator[None]:
    """Make a base the one of Django and of the pages, in this process."""
    before = settings.DATABASE_URL, settings.HORLOGE, connections.databases["default"]
    whole = connections.configure_settings({"default": database_settings(site.address)})
    settings.DATABASE_URL, settings.HORLOGE = site.address, site.now.isoformat()
    connections.databases["default"] = whole["default"]
    _let_go()
    chosen, wiring.law = wiring.law, cache(LoiRetenue)  # the pages ask the same again and again
    try:
        yield
    finally:
        _let_go()
        wiring.law = chosen
        settings.DATABASE_URL, settings.HORLOGE, connections.databases["default"] = before


def _let_go() -> None:
    """Close the connection to the base that was Django's, and what was opened on it."""
    wiring.forget()
    _hang_up()


def _hang_up() -> None:
    if hasattr(connections._connections, "default"):
        connections["default"].close()
        del connections["default"]


# ---------------------------------------------------------------- without a browser


@pytest.fixture
def ouvrir(site: Site) -> Callable[[str | None], Client]:
    """Return what gives a client signed in with a demo account; None: an anonymous."""

    def opened(account: str | None = "gestionnaire") -> Client:
        client = Client(HTTP_HOST=HOST)
        if account:
            client.force_login(User.objects.get(username=account), _MODEL_BACKEND)
        return client

    return opened


@pytest.fixture
def requetes(site: Site) -> Callable[[], CaptureQueriesContext]:
    """Return what counts the queries: `with requetes() as asked: …; len(asked)`."""
    return lambda: CaptureQueriesContext(connections["default"])


# ---------------------------------------------------------------- with a browser


@pytest.fixture(scope="module")
def application() -> str:
    """Return what is served: the module of an application, which chooses the law."""
    return BANC


@pytest.fixture(scope="module")
def serveur(site: Site, application: str) -> Iterator[str]:
    """Serve the fund of the module in a process of its own; return its address."""
    with served_at(site, site.now, application) as address:
        yield address


@contextmanager
def served_at(site: Site, now: dt.datetime, application: str = BANC) -> Iterator[str]:
    """Serve a fund at an instant, as `justedroit serve` does but for the law; give its address."""
    told = {
        "DATABASE_URL": site.address,
        "JUSTEDROIT_HORLOGE": now.isoformat(),
        "JUSTEDROIT_EXEMPLES": site.examples,
    }
    command = [sys.executable, "-c", _SERVE, application]
    with serving(command, told, lambda line: line.startswith("http")) as line:
        yield line.strip()


_SERVE = """
import sys
from justedroit.web import serveur
serveur._APPLICATION = f"{sys.argv[1]}:application"
port = serveur.free_port()
serveur.run(port, lambda: print(f"http://127.0.0.1:{port}", flush=True))
"""


@contextmanager
def serving(
    command: list[str], told: dict[str, str], is_address: Callable[[str], bool]
) -> Iterator[str]:
    """Run a server until the end; give the line by which it says where it is.

    It is ended as by Ctrl-C, and must then end by itself, without a word of a fault.
    """
    process = subprocess.Popen(
        command,
        env=os.environ | told,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    assert process.stdout is not None
    with closing(process.stdout):
        said = []
        try:
            for line in process.stdout:
                said.append(line)
                if is_address(line):
                    break
            else:
                pytest.fail("".join(said), pytrace=False)
            yield line
        finally:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
                pytest.fail("The server did not end by itself.", pytrace=False)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Return the browser of the system.

    One for each module, not for the session: while Playwright runs, an event loop does in this
    thread, and the tests of other modules want loops of their own.
    """
    if CHROMIUM is None:
        pytest.skip("chromium n'est pas installé (apt-get install chromium) : pages non éprouvées.")
    from playwright.sync_api import sync_playwright

    with ExitStack() as stack:
        stack.callback(_set_async_unsafe, os.environ.pop(_UNSAFE, None))
        os.environ[_UNSAFE] = (
            "oui"  # Django sees the loop of Playwright, in which nothing of it runs
        )
        playwright = stack.enter_context(sync_playwright())
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        stack.callback(browser.close)
        yield browser


_UNSAFE = "DJANGO_ALLOW_ASYNC_UNSAFE"


def _set_async_unsafe(value: str | None) -> None:
    os.environ.pop(_UNSAFE, None)
    if value is not None:
        os.environ[_UNSAFE] = value


@pytest.fixture
def navigateur(chromium: Browser, serveur: str) -> Iterator[Callable[..., Page]]:
    """Return what gives a page of the browser, signed in; None: an anonymous.

    A page fails its test when it logs an error of the policy of the site, or of its scripts.
    `javascript=False` gives the page that someone without scripts has.
    """
    faults: list[str] = []
    with ExitStack() as stack:

        def opened(
            account: str | None = "gestionnaire", *, javascript: bool = True, narrow: bool = False
        ) -> Page:
            context = chromium.new_context(
                base_url=serveur,
                locale="fr-FR",
                timezone_id="Europe/Paris",
                viewport=NARROW if narrow else WIDE,
                java_script_enabled=javascript,
            )
            stack.callback(context.close)
            if account:
                name, key = settings.SESSION_COOKIE_NAME, _session(account)
                context.add_cookies([{"name": name, "value": key, "url": serveur}])
            page = context.new_page()
            page.on("pageerror", lambda error: faults.append(str(error)))
            page.on("console", lambda said: _note(said, faults))
            page.set_default_timeout(60_000)  # a busy machine is no failure
            return page

        yield opened
    assert faults == []


def _note(said: object, faults: list[str]) -> None:
    """Keep what the browser says is wrong; a page 403 or 404 is the test's business."""
    if said.type == "error" and "Failed to load resource" not in said.text:  # type: ignore[attr-defined]
        faults.append(said.text)  # type: ignore[attr-defined]


def _session(account: str) -> str:
    """Sign in with a demo account; return the key of the session."""
    # Playwright runs in a context of its own, whose connection may still be to the base of before.
    _hang_up()
    user = User.objects.get(username=account)
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = _MODEL_BACKEND
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return str(session.session_key)


@pytest.fixture
def axe() -> Callable[[Page], None]:
    """Return what refuses a page that axe finds a fault in (WCAG 2.1 A and AA, good practice)."""
    from axe_playwright_python.sync_playwright import Axe

    def checked(page: Page) -> None:
        options = {"runOnly": {"type": "tag", "values": RULES}, "resultTypes": ["violations"]}
        found = Axe().run(page, options=options).response["violations"]
        told = [
            f"{v['id']} ({v['impact']}) : {v['help']}\n    {node['html'][:300]}"
            for v in found
            for node in v["nodes"]
        ]
        assert not told, f"{page.url}\n" + "\n".join(told)

    return checked


@pytest.fixture
def photo() -> Callable[[Page, str], None]:
    """Return what keeps pictures of a page, 1280 and 360 pixels wide, where one is asked for."""
    told = os.environ.get("JUSTEDROIT_CAPTURES")

    def taken(page: Page, name: str) -> None:
        if not told:
            return
        folder = Path(told)
        folder.mkdir(parents=True, exist_ok=True)
        before = page.viewport_size
        for size in (WIDE, NARROW):
            page.set_viewport_size(size)
            page.screenshot(path=folder / f"{name}_{size['width']}.png", full_page=True)
        if before:
            page.set_viewport_size(before)

    return taken


@pytest.fixture
def sans_debord() -> Callable[[Page], None]:
    """Return what refuses a page that overflows a screen 360 pixels wide."""

    def checked(page: Page) -> None:
        with _narrow(page):
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= NARROW["width"], f"{page.url} : {wide} pixels"

    return checked


@pytest.fixture
def lisible(
    axe: Callable[[Page], None],
    sans_debord: Callable[[Page], None],
    photo: Callable[[Page, str], None],
) -> Callable[[Page, str], None]:
    """Return what refuses a page that not everyone can read, as it is shown and on a telephone."""

    def checked(page: Page, name: str) -> None:
        axe(page)
        sans_debord(page)
        with _narrow(page):
            axe(page)
        photo(page, name)

    return checked


@contextmanager
def _narrow(page: Page) -> Iterator[None]:
    before = page.viewport_size
    page.set_viewport_size(NARROW)
    yield
    if before:
        page.set_viewport_size(before)


@pytest.fixture
def settings_of() -> Callable[..., object]:
    """Return Django's `override_settings`."""
    from django.test import override_settings

    return override_settings
