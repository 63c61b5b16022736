"""What answers the Web API in this process, and how a WSGI environment is read.

JUSTEDROIT_PAYS: the country package, `openfisca_france` by default.
JUSTEDROIT_MOTEUR: where kernels are kept; `non`: OpenFisca alone answers.
"""

from __future__ import annotations

import os
import threading
from functools import cache
from typing import Any

from justedroit.core.droits.openfisca import api
from justedroit.kernels import NEVER, kernel_folder
from justedroit.web.api.noyaux import ShapeKernels
from justedroit.web.api.reponses import Request, Site

_HEADERS = {
    "content-type": "CONTENT_TYPE",
    "origin": "HTTP_ORIGIN",
    "access-control-request-method": "HTTP_ACCESS_CONTROL_REQUEST_METHOD",
    "access-control-request-headers": "HTTP_ACCESS_CONTROL_REQUEST_HEADERS",
}


@cache
def site() -> Site:
    """Return what answers, made once: its law is loaded."""
    told = os.environ.get("JUSTEDROIT_MOTEUR")
    kernels = None if told == NEVER else ShapeKernels(kernel_folder() / "api")
    return Site(api.WebApi(os.environ.get("JUSTEDROIT_PAYS", api.FRANCE), kernels))


class Loading:
    """The law of the API, loaded beside the requests, and described if asked: a minute for France."""

    def __init__(self, *, described: bool) -> None:
        self._described, self._done = described, threading.Event()
        threading.Thread(target=self._load, name="api", daemon=True).start()

    def _load(self) -> None:
        try:
            with _MAKING:
                found = site()
            if self._described:
                found.documents()
        finally:  # what fails here fails again, and is told, before who asks
            self._done.set()

    def ready(self, seconds: float) -> bool:
        """Return whether it is done within some seconds."""
        return self._done.wait(seconds)


@cache
def loading(*, described: bool) -> Loading:
    """Return what loads the law of this process, begun at the first call."""
    return Loading(described=described)


_BEGINNING, _MAKING = threading.Lock(), threading.Lock()  # two first requests load one law


def is_ready(seconds: float, *, described: bool) -> bool:
    """Return whether `site` answers without loading anything; the first question begins to load.

    Args:
        seconds: how long to wait for it.
        described: whether its documents are needed too.
    """
    with _BEGINNING:
        begun = loading(described=described)
    return begun.ready(seconds)


def request_of(environ: dict[str, Any], path: str, mount: str, body: bytes) -> Request:
    """Return the request of a WSGI environment.

    Args:
        environ: of the server.
        path: under the root of the API.
        mount: where the API is on the site.
        body: already read.
    """
    forwarded = environ.get("HTTP_X_FORWARDED_HOST", "").rpartition(",")[2].strip()
    host = forwarded or environ.get("HTTP_HOST") or environ["SERVER_NAME"]
    return Request(
        environ["REQUEST_METHOD"],
        path,
        f"{environ['wsgi.url_scheme']}://{host}",
        mount,
        {name: environ.get(key, "") for name, key in _HEADERS.items()},
        body,
    )
