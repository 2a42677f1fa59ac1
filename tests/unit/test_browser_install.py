"""What the browser tests need is found or installed, or named in a sentence with the command."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.browser import install

INSTALL = Path(install.__file__)
DEBIAN = 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nID=debian\n'
UBUNTU = 'ID=ubuntu\nID_LIKE=debian\nVERSION_ID="24.04"\n'
LIBATOMIC = (
    "node: error while loading shared libraries: libatomic.so.1: cannot open shared object file"
)
LOCKED = "E: Could not get lock /var/lib/dpkg/lock-frontend. It is held by process 7 (apt)"


class Machine:
    """A machine of fake commands, which note how they are called."""

    def __init__(self, folder: Path, patch: pytest.MonkeyPatch) -> None:
        self.bin, self.home, self.release = folder / "bin", folder / "home", folder / "os-release"
        self.calls = folder / "calls"
        self.bin.mkdir()
        patch.setenv("PATH", str(self.bin))
        patch.setenv("HOME", str(self.home))
        patch.delenv("XDG_CACHE_HOME", raising=False)
        patch.delenv("PLAYWRIGHT_BROWSERS_PATH", raising=False)
        patch.setattr(install, "RELEASE", self.release)
        patch.setattr(install, "PLAYWRIGHT", (str(self.bin / "playwright"),))
        patch.setattr(install.sys, "platform", "linux")
        self.patch = patch
        self.command("playwright", "true")
        self.user(0)

    def user(self, number: int) -> None:
        self.patch.setattr(os, "geteuid", lambda: number)

    def runs(self, release: str) -> None:
        """Give the machine a distribution with apt-get, which can do nothing yet."""
        self.release.write_text(release, encoding="utf-8")
        self.command("apt-get", f"echo '{LOCKED}' >&2; echo N: Be aware >&2; exit 100")

    def command(self, name: str, body: str, at: Path | None = None) -> Path:
        """Make a command of a line of shell."""
        path = (at or self.bin) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        note = f'echo "{name} $*" >> "{self.calls}"'
        path.write_text(f"#!/bin/sh\n{note}\n{body}\n", encoding="utf-8")
        path.chmod(0o755)
        return path

    def called(self, name: str) -> list[str]:
        lines = self.calls.read_text().splitlines() if self.calls.exists() else []
        return [line for line in lines if line.startswith(name) and "--version" not in line]


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    return Machine(tmp_path, monkeypatch)


def made(path: Path) -> str:
    """Return a line of shell that makes a command which works."""
    folder, echo = path.parent, "echo '#!/bin/sh'"
    return f"/bin/mkdir -p '{folder}'; {echo} > '{path}'; /bin/chmod +x '{path}'"


def test_a_browser_in_the_path_is_found_without_a_driver(machine: Machine) -> None:
    machine.command("playwright", "exit 1")
    machine.command("chromium", "exit 3")
    works = machine.command("google-chrome", "true")
    assert install.find() == str(works)
    assert "playwright" not in machine.calls.read_text()


def test_looking_for_a_browser_does_not_load_playwright() -> None:
    code = "import sys, tests.browser.install as i; i.find(); print('playwright' in sys.modules)"
    command = [sys.executable, "-c", code]
    done = subprocess.run(
        command, capture_output=True, text=True, cwd=INSTALL.parents[2], check=True
    )
    assert done.stdout == "False\n"


@pytest.mark.parametrize(
    ("browser", "path"),
    [
        ("chromium", "chrome-linux/chrome"),
        ("chromium", "chrome-linux64/chrome"),
        ("chromium_headless_shell", "chrome-linux/headless_shell"),
        ("chromium_headless_shell", "chrome-headless-shell-linux64/chrome-headless-shell"),
    ],
)
def test_the_newest_browser_of_playwright_serves(machine: Machine, browser: str, path: str) -> None:
    cache = machine.home / ".cache" / "ms-playwright"
    for revision in (999, 1255, 1100):
        command = cache / f"{browser}-{revision}" / path
        machine.command(command.name, "true", command.parent)
    assert install.find() == str(cache / f"{browser}-1255" / path)
    assert install.main() == 0


def test_the_folder_of_playwrights_browsers_can_be_named(
    machine: Machine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = machine.command("chrome", "true", tmp_path / "own" / "chromium-7" / "chrome-linux")
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path / "own"))
    assert install.find() == str(path)


def test_a_snap_is_no_browser_for_the_tests(machine: Machine) -> None:
    machine.command("chromium-browser", 'exec /snap/bin/chromium "$@" || true')
    snap = machine.command("snap", "true")
    (machine.bin / "chromium").symlink_to(snap)
    assert install.find() is None


def test_nothing_is_installed_where_nothing_is_missing(
    machine: Machine, capsys: pytest.CaptureFixture[str]
) -> None:
    machine.runs(DEBIAN)
    path = machine.command("chromium", "true")
    assert install.main() == 0
    assert capsys.readouterr().out == f"browser for the tests: {path}\n"
    assert not machine.called("apt-get")


def test_root_on_debian_installs_what_is_missing(
    machine: Machine, capsys: pytest.CaptureFixture[str]
) -> None:
    machine.runs(DEBIAN)
    machine.command("playwright", f'echo "{LIBATOMIC}" >&2; exit 127')
    playwright, chromium = made(machine.bin / "playwright"), made(machine.bin / "chromium")
    machine.command("apt-get", f'case "$*" in *install*) {playwright}; {chromium};; esac')
    assert install.main() == 0
    output = capsys.readouterr().out
    assert "lack libatomic.so.1 and chromium; installing ..." in output
    assert f"browser for the tests: {machine.bin / 'chromium'}" in output
    update, packages = machine.called("apt-get")
    assert update.endswith(" update")
    assert packages.endswith(" --yes install libatomic1 chromium-headless-shell")
    assert "DPkg::Lock::Timeout=" in packages


def test_a_library_alone_is_installed_where_a_browser_is(machine: Machine) -> None:
    machine.runs(UBUNTU)
    machine.command("chromium", "true")
    machine.command("playwright", f'echo "{LIBATOMIC}" >&2; exit 127')
    machine.command("apt-get", made(machine.bin / "playwright"))
    assert install.main() == 0
    assert not [call for call in machine.called("apt-get") if "chromium" in call]


def test_root_on_ubuntu_gets_the_browser_from_playwright(machine: Machine) -> None:
    machine.runs(UBUNTU)
    path = machine.home / ".cache/ms-playwright/chromium-1/chrome-linux/chrome"
    machine.command("playwright", f'case "$*" in install*) {made(path)};; esac')
    assert install.main() == 0
    assert machine.called("playwright") == ["playwright install --with-deps --only-shell chromium"]
    assert not machine.called("apt-get")


@pytest.mark.parametrize("release", [DEBIAN, UBUNTU, ""])
def test_a_user_gets_the_browser_from_playwright(machine: Machine, release: str) -> None:
    if release:
        machine.runs(release)
    machine.user(1000)
    path = machine.home / ".cache/ms-playwright/chromium-1/chrome-linux/chrome"
    machine.command("playwright", f'case "$*" in install*) {made(path)};; esac')
    assert install.main() == 0
    assert machine.called("playwright") == ["playwright install --only-shell chromium"]
    assert not machine.called("apt-get")


@pytest.mark.parametrize(
    ("release", "advice"),
    [
        (DEBIAN, "run 'sudo apt-get install libatomic1 chromium-headless-shell'"),
        (
            UBUNTU,
            "run 'sudo apt-get install libatomic1 && {playwright} install --with-deps --only-shell "
            "chromium'",
        ),
        (
            "",
            "install the package that has libatomic.so.1 and Chromium or Google Chrome, so that "
            "one of chromium-headless-shell, chromium, chromium-browser, google-chrome, "
            "google-chrome-stable is in PATH",
        ),
    ],
)
def test_a_user_is_given_the_command_in_one_sentence(
    machine: Machine, release: str, advice: str, capsys: pytest.CaptureFixture[str]
) -> None:
    if release:
        machine.runs(release)
    machine.user(1000)
    machine.command("playwright", f'echo "{LIBATOMIC}" >&2; exit 127')
    assert install.main() == 1
    told = advice.format(playwright=machine.bin / "playwright")
    output = capsys.readouterr()
    assert output.err == f"the browser tests lack libatomic.so.1 and chromium; {told}\n"
    assert output.out == ""
    assert not machine.called("apt-get")


def test_what_apt_says_is_passed_on(machine: Machine, capsys: pytest.CaptureFixture[str]) -> None:
    machine.runs(DEBIAN)
    machine.command("playwright", f'echo "{LIBATOMIC}" >&2; exit 127')
    assert install.main() == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert line.endswith(
        f"run 'sudo apt-get install libatomic1 chromium-headless-shell' ({LOCKED})"
    )


def test_lists_that_cannot_be_renewed_do_not_keep_packages_from_being_installed(
    machine: Machine,
) -> None:
    machine.runs(DEBIAN)
    chromium = made(machine.bin / "chromium")
    machine.command("apt-get", f'case "$*" in *install*) {chromium};; *) exit 100;; esac')
    assert install.main() == 0


def test_another_fault_of_the_driver_is_not_hidden(
    machine: Machine, capsys: pytest.CaptureFixture[str]
) -> None:
    machine.runs(DEBIAN)
    machine.command("chromium", "true")
    machine.command("playwright", "echo 'Illegal instruction' >&2; exit 132")
    assert install.main() == 1
    assert "lack a driver of Playwright that starts; see what '" in capsys.readouterr().err
