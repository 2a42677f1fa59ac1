"""The comparison of what minimal roots of Debian built."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from tests import fresh

if TYPE_CHECKING:
    from pathlib import Path

PIP = """\
:env:.index-url='https://mirror.example/simple'
global.cert='/etc/own.pem'
global.constraint='/etc/constraints.txt'
global.extra-index-url='file:///srv/simple'
"""


@pytest.fixture
def roots(tmp_path: Path) -> list[fresh.Root]:
    """Two roots that built the same."""
    found = [fresh.Root(tmp_path, release) for release in fresh.RELEASES]
    for root in found:
        for name in ("html/index.html", "html/.buildinfo", "pdf/a.pdf"):
            file = root.path / fresh.CLONE / "build" / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text("the same", encoding="utf-8")
    return found


@pytest.fixture(autouse=True)
def _signals_end_the_tests_as_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fresh.signal, "signal", lambda *_: None)


def test_the_same_files_do_not_differ(roots: list[fresh.Root]) -> None:
    assert list(fresh._differences(*roots)) == []


def test_each_file_that_differs_is_named(roots: list[fresh.Root]) -> None:
    one, other = (root.path / fresh.CLONE / "build" for root in roots)
    (one / "pdf/a.pdf").write_text("another", encoding="utf-8")
    (one / "html/.buildinfo").unlink()
    (other / "html/index.html").unlink()
    assert list(fresh._differences(*roots)) == [
        "build/html/.buildinfo: only in Debian 13",
        "build/html/index.html: only in Debian 12",
        "build/pdf/a.pdf: differs between Debian 12 and Debian 13",
    ]


def test_two_empty_builds_are_no_success(tmp_path: Path) -> None:
    empty = [fresh.Root(tmp_path, release) for release in fresh.RELEASES]
    assert list(fresh._differences(*empty)) == ["Debian 12: nothing was built"]


def test_only_the_way_to_the_index_is_passed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "environ", {"https_proxy": "http://p:1", "PIP_X": "1", "TOKEN": "2"})
    monkeypatch.setattr(fresh, "_printed", lambda *_: PIP.splitlines())
    assert fresh._network() == {
        "https_proxy": "http://p:1",
        "PIP_INDEX_URL": "https://mirror.example/simple",
        "PIP_CERT": "/etc/own.pem",
    }


def test_what_the_machine_lacks_is_said_with_the_command(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["fresh"])
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert fresh.main() == 2
    assert "run 'sudo make fresh'" in capsys.readouterr().err
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setenv("PATH", "")
    assert fresh.main() == 2
    assert "run 'apt-get install debootstrap util-linux git' first" in capsys.readouterr().err


def test_a_failed_step_ends_with_its_output_and_a_status(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def install(root: fresh.Root, *, cached: bool) -> None:
        assert not cached
        root._run("debootstrap", ["sh", "-c", "echo no such mirror; exit 3"])

    monkeypatch.setattr("sys.argv", ["fresh", "--roots", str(tmp_path)])
    monkeypatch.setattr(fresh, "_unusable", lambda: "")
    monkeypatch.setattr(fresh.Root, "install", install)
    assert fresh.main() == 1
    told = capsys.readouterr().err
    assert "no such mirror\nDebian 12: debootstrap failed (3); its output is in " in told
