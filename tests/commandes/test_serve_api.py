"""`justedroit serve-api` refuses in French what it cannot serve; test_api.py serves what it can."""

import socket

import pytest
from click.testing import CliRunner

from justedroit.cli import cli


def refused(*arguments):
    found = CliRunner().invoke(cli, ["serve-api", *arguments])
    assert found.exit_code == 1
    return found.output


@pytest.mark.parametrize("package", ["openfisca_nulle_part", "json", "", ".x", "../secret"])
def test_a_package_that_is_no_country_is_refused(package):
    assert "n'est pas un paquet OpenFisca" in refused("--pays", package)


@pytest.mark.enable_socket
def test_a_port_that_is_taken_is_refused():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        said = refused("--pays", "openfisca_country_template", "--port", port)
    assert f"Le port {port} est pris" in said
