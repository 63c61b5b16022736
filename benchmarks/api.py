"""`/calculate` beside `openfisca serve`, on the same cores, with the same client and requests.

python -m benchmarks.api [--processus 2] [--fois 5] [--secondes 10] [--formes NAME …] [--json]

Each server has its processes; the client is a third, with a few connections that stay open. What is
measured alternates, one server idle while the other is asked, and the medians are kept; so is the
processor that a request takes, which other work on the machine does not change. The answers of both are
compared, byte for byte.
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import json
import os
import random
import re
import selectors
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.__main__ import machine

HOST = "127.0.0.1"
CONNECTIONS = 8
MONTHS = ("2025-04", "2025-05", "2025-06", "2025-07")
MONTH = MONTHS[-1]
BENEFITS = ("rsa", "ppa", "af", "aide_logement")


def household(seed: int) -> dict[str, Any]:
    """Return a household of one family that asks four benefits of a month."""
    rng = random.Random(seed)
    adults = ["demandeur", "conjoint"][: rng.choice((1, 2))]
    children = [f"enfant {rank}" for rank in range(rng.choice((0, 1, 2, 3)))]
    persons: dict[str, Any] = {}
    for name in adults:
        born = f"{rng.randrange(1965, 2000)}-0{rng.randrange(1, 10)}-11"
        wage = rng.choice((0, round(rng.uniform(300, 2600), 2)))
        persons[name] = {
            "date_naissance": {"ETERNITY": born},
            "salaire_net": dict.fromkeys(MONTHS, wage),
            "salaire_imposable": dict.fromkeys(MONTHS, round(wage * 1.03, 2)),
        }
    for name in children:
        born = f"{rng.randrange(2008, 2024)}-0{rng.randrange(1, 10)}-25"
        persons[name] = {"date_naissance": {"ETERNITY": born}}
    first, *other = adults
    return {
        "individus": persons,
        "familles": {
            "famille": {
                "parents": adults,
                "enfants": children,
                **{benefit: {MONTH: None} for benefit in BENEFITS},
            }
        },
        "foyers_fiscaux": {"foyer": {"declarants": adults, "personnes_a_charge": children}},
        "menages": {
            "menage": {
                "personne_de_reference": [first],
                "conjoint": other,
                "enfants": children,
                "loyer": dict.fromkeys(MONTHS, rng.randrange(300, 900)),
                "statut_occupation_logement": dict.fromkeys(MONTHS, "locataire_vide"),
                "depcom": dict.fromkeys(MONTHS, rng.choice(("75056", "69123", "59350"))),
            }
        },
    }


def template_household(seed: int) -> dict[str, Any]:
    """Return a household of OpenFisca's country template, whose law takes two milliseconds."""
    rng = random.Random(seed)
    persons = {
        name: {
            "birth": {"ETERNITY": f"{rng.randrange(1950, 2000)}-01-15"},
            "salary": {"2016-05": rng.randrange(0, 4000)},
            "income_tax": {"2016-05": None},
            "basic_income": {"2016-05": None},
        }
        for name in ("a", "b")
    }
    home = {"adults": ["a", "b"], "rent": {"2016-05": rng.randrange(200, 900)}}
    return {
        "persons": persons,
        "households": {"h": home | {"housing_allowance": {"2016-05": None}}},
    }


FORMS = {
    "france": ("openfisca_france", household),
    "modele": ("openfisca_country_template", template_household),
}


def request(situation: dict[str, Any]) -> bytes:
    body = json.dumps(situation).encode()
    head = (
        f"POST /calculate HTTP/1.1\r\nHost: {HOST}\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


class Connection:
    """One connection; it opens again where the server closes it, as gunicorn's sync workers do."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.socket: socket.socket | None = None
        self.received = bytearray()
        self.sent = b""

    def send(self, data: bytes) -> None:
        if self.socket is None:
            self.socket = socket.create_connection((HOST, self.port))
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.sent = data
        self.received.clear()
        self.socket.sendall(data)

    def receive(self) -> bytes | None:
        """Read what is there; return the body once it is whole."""
        assert self.socket is not None
        data = self.socket.recv(1 << 16)
        self.received += data
        head, found, body = bytes(self.received).partition(b"\r\n\r\n")
        if not found:
            assert data, "the server closed before it answered"
            return None
        length = re.search(rb"(?i)content-length: *(\d+)", head)
        assert length is not None
        assert head.startswith(b"HTTP/1.1 200"), head[:200]
        if len(body) < int(length[1]):
            return None
        if b"connection: close" in head.lower():
            self.close()
        return body

    def close(self) -> None:
        if self.socket is not None:
            self.socket.close()
            self.socket = None


def rate(port: int, requests: Sequence[bytes], seconds: float) -> float:
    """Return the requests answered in a second, several being asked at a time."""
    selector = selectors.DefaultSelector()
    every = [Connection(port) for _ in range(CONNECTIONS)]
    done, turn = 0, 0
    began = time.perf_counter()
    end = began + seconds

    def ask(connection: Connection) -> None:
        nonlocal turn
        connection.send(requests[turn % len(requests)])
        turn += 1
        selector.register(connection.socket, selectors.EVENT_READ, connection)  # type: ignore[arg-type]

    for connection in every:
        ask(connection)
    while selector.get_map():
        for key, _ in selector.select():
            before = key.fileobj
            if key.data.receive() is None:
                continue
            selector.unregister(before)
            done += 1
            if time.perf_counter() < end:
                ask(key.data)
    elapsed = time.perf_counter() - began
    for connection in every:
        connection.close()
    return done / elapsed


def answers(port: int, requests: Sequence[bytes]) -> list[bytes]:
    """Return the body of each answer, asked one after the other."""
    found = []
    for one in requests:
        connection = Connection(port)
        connection.send(one)
        while (body := connection.receive()) is None:
            pass
        connection.close()
        found.append(body)
    return found


def free_port() -> int:
    with socket.socket() as tried:
        tried.bind((HOST, 0))
        return int(tried.getsockname()[1])


def processor_s(session: int) -> float:
    """Return the processor seconds of the processes of a session, as Linux tells them."""
    total = 0
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            fields = path.read_text().rpartition(") ")[2].split()
            if int(fields[3]) == session:
                total += int(fields[11]) + int(fields[12])
    return total / os.sysconf("SC_CLK_TCK")


@contextlib.contextmanager
def served(command: Sequence[str], told: dict[str, str], port: int) -> Iterator[int]:
    """Run a server until the end; wait until it answers, and give its session."""
    process = subprocess.Popen(
        command,
        env=os.environ | told,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        while True:
            assert process.poll() is None, f"{command[0]} has ended"
            with contextlib.suppress(OSError):
                connection = http.client.HTTPConnection(HOST, port, timeout=120)
                connection.request("GET", "/entities")
                connection.getresponse().read()
                break
            time.sleep(0.5)
        yield process.pid
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait()


def warm(port: int, requests: Sequence[bytes], kept: Path, seconds: float = 900) -> float:
    """Ask until every process answers by its kernel; return how long it took."""
    began = time.perf_counter()
    while not [*kept.glob("api/*/made.json")]:
        assert time.perf_counter() - began < seconds, "the kernel was not made"
        rate(port, requests, 1.0)
    before, now = 0.0, rate(port, requests, 3.0)
    while now > 1.1 * before:  # the first answers of each process are proved by OpenFisca
        before, now = now, rate(port, requests, 3.0)
    return time.perf_counter() - began


def measure(name: str, asked: argparse.Namespace) -> dict[str, Any]:
    """Measure one form of requests on both servers."""
    package, build = FORMS[name]
    requests = [request(build(seed)) for seed in range(12)]
    theirs, ours = free_port(), free_port()
    folder = Path(sys.executable).parent
    count = str(asked.processus)
    openfisca = [str(folder / "openfisca"), "serve", "--country-package", package]
    openfisca += ["--bind", f"{HOST}:{theirs}", "--workers", count, "--timeout", "600"]
    justedroit = [sys.executable, "-m", "justedroit.cli", "serve-api", "--pays", package]
    justedroit += ["--port", str(ours), "--processus", count]
    with tempfile.TemporaryDirectory() as kept, contextlib.ExitStack() as stack:
        sessions = {
            "openfisca": stack.enter_context(served(openfisca, {}, theirs)),
            "justedroit": stack.enter_context(
                served(justedroit, {"JUSTEDROIT_MOTEUR": kept}, ours)
            ),
        }
        expected = answers(theirs, requests)
        warm_s = warm(ours, requests, Path(kept))
        rates: dict[str, list[float]] = {"openfisca": [], "justedroit": []}
        cpu: dict[str, list[float]] = {"openfisca": [], "justedroit": []}
        for _ in range(asked.fois):
            for server, port in (("openfisca", theirs), ("justedroit", ours)):
                began, before = time.perf_counter(), processor_s(sessions[server])
                found = rate(port, requests, asked.secondes)
                count_of = found * (time.perf_counter() - began)
                rates[server].append(found)
                cpu[server].append((processor_s(sessions[server]) - before) / count_of)
        differing = sum(a != b for a, b in zip(expected, answers(ours, requests), strict=True))
    ratios = [b / a for a, b in zip(rates["openfisca"], rates["justedroit"], strict=True)]
    return {
        "form": name,
        "processes": asked.processus,
        "openfisca_per_s": median(rates["openfisca"]),
        "justedroit_per_s": median(rates["justedroit"]),
        "ratio": median(ratios),
        "ratios": ratios,
        "openfisca_cpu_ms": 1000 * median(cpu["openfisca"]),
        "justedroit_cpu_ms": 1000 * median(cpu["justedroit"]),
        "differing": differing,
        "compared": len(requests),
        "warm_s": warm_s,
    }


def told(one: dict[str, Any]) -> str:
    """Return a measure as a person reads it."""
    return (
        f"{one['form']:8} {one['openfisca_per_s']:8.1f} requests/s of openfisca serve, "
        f"{one['justedroit_per_s']:8.1f} of serve-api: × {one['ratio']:.0f} "
        f"({min(one['ratios']):.0f} to {max(one['ratios']):.0f}); processor "
        f"{one['openfisca_cpu_ms']:.1f} and {one['justedroit_cpu_ms']:.2f} ms a request: "
        f"× {one['openfisca_cpu_ms'] / one['justedroit_cpu_ms']:.0f}; {one['differing']} of "
        f"{one['compared']} answers differ; {one['warm_s']:.0f} s to be warm"
    )


def main() -> int:
    """Print the measures; return 1 where an answer differs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--processus", type=int, default=2)
    parser.add_argument("--fois", type=int, default=5)
    parser.add_argument("--secondes", type=float, default=10)
    parser.add_argument("--formes", nargs="*", choices=FORMS, default=list(FORMS))
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # the servers end with their measure
    found = []
    for name in asked.formes:
        one = measure(name, asked)
        found.append(one)
        if not asked.json:
            print(told(one), flush=True)
    if asked.json:
        print(json.dumps({"machine": machine(), "measures": found}, indent=2))
    return int(any(one["differing"] for one in found))


if __name__ == "__main__":
    sys.exit(main())
