"""What every test obeys, and the fixtures many use."""

import socket
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import NoReturn

import pytest
from hypothesis import settings

# Timing is measured in tests/bench and asserted nowhere: a busy machine fails no test.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

SHARED = Path(__file__).parents[2] / "shared"
SAMPLE = Path(__file__).parents[1] / "samples" / "mingguan"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden",
        action="store_true",
        help="write the golden files anew instead of comparing with them",
    )


@pytest.fixture
def update_golden(request: pytest.FixtureRequest) -> bool:
    """Whether golden files are to be written anew."""
    return bool(request.config.getoption("--update-golden"))


@pytest.fixture
def shared() -> Path:
    """The folder of real input beside this checkout; not everybody has it."""
    if not SHARED.is_dir():
        pytest.skip("skipped: ../shared is not here")
    return SHARED


@pytest.fixture(scope="session")
def sample_in(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Build the sample edition in a layout, once for all tests; return the PDF."""

    @cache
    def build_in(layout: str) -> Path:
        from exporter.build import build

        out = tmp_path_factory.mktemp(f"sample-{layout}")
        result = build(SAMPLE, out, formats=("pdf",), layout=layout)
        assert result.exit_code == 0, result.findings
        return next(path for path in result.files if path.suffix == ".pdf")

    return build_in


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build a small edition, once for all tests of the shelf; return its folder."""
    from shelved import build_edition

    return build_edition(tmp_path_factory.mktemp("built"))


@pytest.fixture(autouse=True)
def no_language_of_this_system(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a command that no edition tells otherwise speak English."""
    monkeypatch.setenv("LC_ALL", "C.UTF-8")


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fail a test that opens a socket or asks for a host name."""
    opens_socket = socket.socket.__init__

    def local_only(
        self: socket.socket,
        family: int = -1,
        type: int = -1,
        proto: int = -1,
        fileno: int | None = None,
    ) -> None:
        if fileno is None and family != socket.AF_UNIX:
            forbid()
        opens_socket(self, family, type, proto, fileno)

    def forbid(*_: object, **__: object) -> NoReturn:
        # Not an Exception: code under test must not be able to swallow it.
        pytest.fail("no network in tests: only AF_UNIX sockets (tests/conftest.py)")

    monkeypatch.setattr(socket.socket, "__init__", local_only)
    monkeypatch.setattr(socket, "getaddrinfo", forbid)
