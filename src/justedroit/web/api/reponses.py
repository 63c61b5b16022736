"""A request of the Web API answered: the routes, the errors and the headers of OpenFisca's server.

No framework: what answers `/calculate` in less than a millisecond must not wait for one. The site and
the application that is served alone give a `Request`, and send back the `Answer`.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import threading
from collections.abc import Mapping
from email.utils import format_datetime
from html import escape
from typing import Any, NamedTuple
from urllib.parse import quote

from justedroit.core.droits.openfisca import api

JSON = "application/json"
HTML = "text/html; charset=utf-8"
READ, WRITE = ("GET", "HEAD", "OPTIONS"), ("OPTIONS", "POST")
LONGEST = 32 * 2**20  # bytes of a request: some fifty thousand persons

_WELCOME = (
    "This is the root of an OpenFisca Web API.\u00a0To learn how to use it, check the general "
    "documentation (https://openfisca.org/doc/) and the OpenAPI specification of this instance "
    "({}spec)."
)
_PAGE = "<!doctype html>\n<html lang=en>\n<title>{0}</title>\n<h1>{1}</h1>\n<p>{2}</p>\n"
_NOT_FOUND = _PAGE.format(
    "404 Not Found",
    "Not Found",
    "The requested URL was not found on the server. If you entered the URL manually please check "
    "your spelling and try again.",
)
_NOT_ALLOWED = _PAGE.format(
    "405 Method Not Allowed",
    "Method Not Allowed",
    "The method is not allowed for the requested URL.",
)
_MOVED = (
    "<!doctype html>\n<html lang=en>\n<title>Redirecting...</title>\n<h1>Redirecting...</h1>\n<p>You "
    'should be redirected automatically to the target URL: <a href="{0}">{0}</a>. If not, click '
    "the link.\n"
)
_METHODS = ("DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT")
_ROUTES = re.compile(
    r"/(?P<one>parameter)/(?P<path>[^/].*)|/(?P<variable>variable)/(?P<id>[^/]+)"
    r"|/(?P<list>parameters|variables|entities|spec)?|/(?P<compute>calculate|trace)",
    re.DOTALL,
)


class Request(NamedTuple):
    """A request.

    Attributes:
        method: `GET`, `POST`…
        path: under the root of the API, `/calculate`.
        site: scheme and host, `https://example.org`.
        mount: where the API is on the site, `` or `/api`.
        headers: `Content-Type`, `Origin` and those of a preflight, by lower name; "" where absent.
        body: bytes.
    """

    method: str
    path: str
    site: str
    mount: str
    headers: Mapping[str, str]
    body: bytes


class Answer(NamedTuple):
    """An answer: its status, its headers, its bytes."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes


class Site:
    """The Web API of a country package.

    Args:
        law: what answers.
    """

    def __init__(self, law: api.WebApi) -> None:
        self._law = law
        self._documents: Mapping[str, Any] | None = None
        self._lock = threading.Lock()
        country = law.country()
        self._headers = [
            ("Country-Package", country["name"]),
            ("Country-Package-Version", country["version"]),
        ]

    def answer(self, request: Request) -> Answer:
        """Return the answer to a request, that of OpenFisca's server."""
        try:
            status, kind, body, *more = self._answered(request)
        except Exception as error:  # noqa: BLE001  (as its server: the message, and nothing of the code)
            failure = {"error": f"Internal server error: {error}"}
            status, kind, body, more = 500, JSON, dumped(failure), []
        return self._answer(request, status, kind, body, *more)

    def busy(self, request: Request) -> Answer:
        """Return the answer to a request that cannot be computed now: in some seconds, perhaps."""
        told = {"error": "The server is busy with other calculations. Try again in a few seconds."}
        return self._answer(request, 503, JSON, dumped(told), ("Retry-After", "5"))

    def _answer(
        self, request: Request, status: int, kind: str, body: bytes, *more: tuple[str, str]
    ) -> Answer:
        headers = [("Content-Type", kind), ("Content-Length", str(len(body)))]
        return Answer(status, [*headers, *more, *self._headers, *_cors(request)], body)

    def documents(self) -> Mapping[str, Any]:
        """Return variables, parameters, entities and specification, made at the first call."""
        with self._lock:
            if self._documents is None:
                self._documents = self._law.documents()
            return self._documents

    def _answered(self, request: Request) -> Any:
        path = request.path
        if path != "/" and path.endswith("/"):
            to = request.mount + path[:-1]
            if to.startswith("//"):  # a browser would leave for another site
                return 404, HTML, _NOT_FOUND.encode()
            place = quote(to, safe="/:@!$&'()*+,;=~%")
            return 302, HTML, _MOVED.format(_escaped(to)).encode(), ("Location", place)
        route = _ROUTES.fullmatch(path or "/")
        if route is None:
            return 404, HTML, _NOT_FOUND.encode()
        allowed = WRITE if route["compute"] else READ
        if request.method == "OPTIONS":
            return 200, HTML, b"", ("Allow", ", ".join(allowed))
        if request.method not in allowed:
            return 405, HTML, _NOT_ALLOWED.encode(), ("Allow", ", ".join(allowed))
        if route["compute"]:
            return self._computed(route["compute"], request)
        return self._told(route, request)

    def _computed(self, what: str, request: Request) -> tuple[int, str, bytes]:
        if not _is_json(request.headers.get("content-type", "")):
            # OpenFisca's server means to say so, and fails: its clients see this.
            raise AttributeError("'NoneType' object has no attribute 'args'")
        if len(request.body) > LONGEST:
            told = f"Request body too large: more than {LONGEST >> 20} MB. Send it in parts."
            return 413, JSON, dumped({"error": told})
        try:
            content = json.loads(request.body)
        except ValueError as error:
            return 400, JSON, dumped({"error": f"Invalid JSON: {error.args[0]}"})
        try:
            run = self._law.calculate if what == "calculate" else self._law.trace
            return 200, JSON, dumped(run(content))
        except api.ApiRefusal as refused:
            return refused.status, JSON, dumped(refused.content)

    def _told(self, route: re.Match[str], request: Request) -> tuple[int, str, bytes]:
        root = f"{request.site}{request.mount}/"
        if route["one"]:
            return _found(self.documents()["parameters"], route["path"])
        if route["variable"]:
            return _found(self.documents()["variables"], route["id"])
        match route["list"]:
            case None:
                return 300, JSON, dumped({"welcome": _WELCOME.format(root)})
            case "parameters":
                return 200, JSON, dumped(_parameters(self.documents()["parameters"], root))
            case "variables":
                return 200, JSON, dumped(_listed(self.documents()["variables"], root, "variable"))
            case "entities":
                return 200, JSON, dumped(self.documents()["entities"])
        spec = {**self.documents()["openAPI_spec"], "servers": [{"url": root[:-1]}]}
        return 200, JSON, dumped(spec)


def not_loaded(request: Request) -> Answer:
    """Return the answer to a request that comes before the law is loaded."""
    told = {
        "error": "La loi se charge : cela prend une à deux minutes après le démarrage. Redemandez "
        "dans quelques secondes."
    }
    body = dumped(told)
    headers = [("Content-Type", JSON), ("Content-Length", str(len(body))), ("Retry-After", "15")]
    return Answer(503, [*headers, *_cors(request)], body)


def _escaped(text: str) -> str:
    return escape(text).replace("&quot;", "&#34;").replace("&#x27;", "&#39;")


def _found(all_of_them: Mapping[str, Any], name: str) -> tuple[int, str, bytes]:
    found = all_of_them.get(name)
    if found is None and "." in name:  # as parameters were written once
        found = all_of_them.get(name.replace(".", "/"))
    if found is None:
        return 404, HTML, _NOT_FOUND.encode()
    return 200, JSON, dumped(found)


def _parameters(parameters: Mapping[str, Any], root: str) -> dict[str, Any]:
    """Return the list of parameters, by dotted name; their nodes are not in it."""
    return {
        told["id"]: {"description": told["description"], "href": f"{root}parameter/{name}"}
        for name, told in parameters.items()
        if told.get("subparams") is None
    }


def _listed(told: Mapping[str, Any], root: str, what: str) -> dict[str, Any]:
    return {
        name: {"description": one["description"], "href": f"{root}{what}/{name}"}
        for name, one in told.items()
    }


def _is_json(content_type: str) -> bool:
    kind = content_type.partition(";")[0].strip().lower()
    return kind == JSON or (kind.startswith("application/") and kind.endswith("+json"))


def _cors(request: Request) -> list[tuple[str, str]]:
    """Return what lets the pages of any site call the API."""
    origin = request.headers.get("origin", "")
    out = [("Access-Control-Allow-Origin", origin or "*")]
    wanted = request.headers.get("access-control-request-method", "").upper()
    if request.method == "OPTIONS" and wanted in _METHODS:
        asked = request.headers.get("access-control-request-headers", "")
        if asked:
            names = sorted(name.strip() for name in asked.split(","))
            out.append(("Access-Control-Allow-Headers", ", ".join(names)))
        out.append(("Access-Control-Allow-Methods", ", ".join(_METHODS)))
    if origin:
        out.append(("Vary", "Origin"))
    return out


def dumped(content: Any) -> bytes:
    """Return content as OpenFisca's server writes it: keys sorted, dates as in headers."""
    text = json.dumps(content, default=_plain, sort_keys=True, separators=(",", ":"))
    return text.encode() + b"\n"


def _plain(value: Any) -> Any:
    if isinstance(value, dt.date):
        day = dt.datetime(value.year, value.month, value.day, tzinfo=dt.UTC)
        return format_datetime(day, usegmt=True)
    raise TypeError(f"Object of type {type(value).__name__} is not JSON serializable")
