"""A build that says it succeeded has made everything; one that failed leaves nothing trusted."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from speckb.files import locks
from tests.conftest import SECOND, add_to_conf, build
from tests.site.test_rebuild import digests

if TYPE_CHECKING:
    from pathlib import Path

PATIENCE = 120  # seconds, so that a test that fails ends
PAGE = "demands/LEND-2"  # an edit of another page does not write it anew
TEMPLATE = "_templates/entries/demand.html"
BROKEN = {
    "no expression": (b"\n{% if %}", 2, "Expected an expression"),
    "an unknown filter": (b"{{ type|loud }}", 1, "No filter named 'loud'"),
    "not UTF-8": (b"\n\n\xff", 3, "the file is not UTF-8"),
}
FAILING = {
    "an unknown name": (b"{{ type }}\n{{ nothing.at.all }}", ":2: error: 'nothing' is undefined"),
    "an unknown template": (b"{% extends 'entries/none.html' %}", ":1: error: template '"),
    "an error of Python": (b"\n{{ 1 / 0 }}", ":2: error: division by zero"),
}
# What `conf.py` does in a build, where the environment asks for it: `at` is called at each event.
HOOK = """
import os, signal
from pathlib import Path
def at(event, app, *rest):
    name = rest[0] if event in ("source-read", "html-page-context") else ""
    if f"{event} {name}".strip() == os.environ.get("HOOK"):
        exec(os.environ["DOES"])
def setup(app):
    for event in os.environ.get("HOOK", "").split()[:1]:
        app.connect(event, lambda *given: at(event, *given), int(os.environ.get("PRIORITY", 500)))
"""
KILL = "os.kill(os.getpid(), signal.SIGKILL)"
HALF = f"""
path = Path(app.outdir, {PAGE!r} + ".html")
path.parent.mkdir(parents=True, exist_ok=True)
path.write_text("<!doctype html><p>half")
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture
def hooked(small: Path) -> Path:
    add_to_conf(small, HOOK)
    return small


@pytest.fixture(scope="module")
def cold(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The digests of a site whose page has one more line, built once."""
    folder = tmp_path_factory.mktemp("cold")
    shutil.copytree(SECOND, folder / "small")
    add_to_conf(folder / "small", HOOK)
    with (folder / "small" / f"{PAGE}.md").open("a", encoding="utf-8") as file:
        file.write("\nAdded.\n")
    built = build(folder / "small", folder / "html")
    assert built.status == 0, built.output
    return digests(built.out)


def hook(patch: pytest.MonkeyPatch, event: str, does: str, priority: int = 500) -> None:
    patch.setenv("HOOK", event)
    patch.setenv("DOES", does)
    patch.setenv("PRIORITY", str(priority))


def put(root: Path, content: bytes, name: str = TEMPLATE) -> None:
    (root / name).parent.mkdir(parents=True)
    (root / name).write_bytes(content)
    add_to_conf(root, f"templates_path = [{name.partition('/')[0]!r}]")


# The check looks at the folder that is usual, the build also at others that `conf.py` names.
@pytest.mark.parametrize(("name", "column"), [(TEMPLATE, ":1"), ("_own/entries/demand.html", "")])
@pytest.mark.parametrize("case", BROKEN)
def test_a_template_that_jinja_cannot_read_is_named_before_anything_is_written(
    case: str, name: str, column: str, small: Path, tmp_path: Path
) -> None:
    content, line, message = BROKEN[case]
    put(small, content, name)
    built = build(small, tmp_path / "html")
    assert built.status == 1
    assert f"{name}:{line}{column}: error: {message}" in built.output
    assert "Traceback" not in built.output
    assert not [*built.out.rglob("*.html")]


@pytest.mark.parametrize("options", [("-j", "1"), ("-j", "3")])
@pytest.mark.parametrize("case", FAILING)
def test_a_template_that_fails_on_a_page_ends_the_build(
    case: str, options: tuple[str, str], small: Path, tmp_path: Path
) -> None:
    content, message = FAILING[case]
    put(small, content)
    built = build(small, tmp_path / "html", *options)
    assert built.status == 1
    assert f"{TEMPLATE}{message}" in built.output
    assert "the page LEND-" in built.output
    assert "Traceback" not in built.output


def test_filters_and_translations_of_sphinx_are_in_the_site_and_in_the_pdf(
    small: Path, tmp_path: Path
) -> None:
    text = "{% extends 'entries/entry.html' %}{% block page %}{% trans %}Words{% endtrans %}"
    put(small, f"{text}{{{{ '1'|toint }}}}{{{{ self.lead() }}}}{{% endblock %}}".encode())
    for form in ("html", "pdf"):
        built = build(small, tmp_path / form, builder=form)
        assert built.status == 0, built.output


def test_the_pdf_names_a_template_that_fails(small: Path, tmp_path: Path) -> None:
    put(small, FAILING["an unknown name"][0])
    built = build(small, tmp_path / "pdf", builder="pdf")
    assert built.status == 1
    assert f"{TEMPLATE}:2: error: 'nothing' is undefined" in built.output
    assert not [*built.out.glob("*.pdf")]


@pytest.mark.parametrize("event", ["source-read", "html-page-context"])
@pytest.mark.parametrize(("does", "said"), [(KILL, "it was killed"), ("1 / 0", "division by zero")])
def test_a_worker_that_ends_early_ends_the_build_and_the_page_is_named(
    event: str, does: str, said: str, hooked: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hook(monkeypatch, f"{event} {PAGE}", does)
    built = build(hooked, tmp_path / "html", "-j", "3")
    assert built.status == 2
    assert f"speckb: {PAGE}.md: the build stopped at this page" in built.output
    assert said in built.output
    assert "succeeded" not in built.output


def test_a_page_that_is_not_there_at_the_end_fails_the_build(
    hooked: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hook(monkeypatch, "build-finished", f"Path(app.outdir, '{PAGE}.html').unlink()", 1)
    built = build(hooked, tmp_path / "html")
    assert built.status == 1
    assert f"{PAGE}.md: error: its page {built.out / PAGE}.html was not written" in built.output
    assert "succeeded" not in built.output
    monkeypatch.delenv("HOOK")
    again = build(hooked, tmp_path / "html", fresh=False)
    assert again.status == 0, again.output
    assert (again.out / f"{PAGE}.html").exists()


@pytest.mark.parametrize(
    ("event", "does"),
    [
        ("builder-inited", KILL),
        (f"source-read {PAGE}", KILL),
        ("env-updated", KILL),
        (f"html-page-context {PAGE}", HALF),
        ("build-finished", KILL),
    ],
)
def test_what_a_killed_build_left_is_not_trusted(
    event: str,
    does: str,
    hooked: Path,
    cold: dict[str, str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A PDF made in between, from the same doctrees, does not make the old pages good."""
    page = hooked / f"{PAGE}.md"
    text = page.read_text(encoding="utf-8")
    shared = ("-d", tmp_path / "doctrees")
    assert build(hooked, tmp_path / "html", *shared).status == 0
    page.write_text(f"{text}\nAdded.\n", encoding="utf-8")
    hook(monkeypatch, event, does)
    killed = build(hooked, tmp_path / "html", *shared, fresh=False)
    assert killed.status == -signal.SIGKILL
    monkeypatch.delenv("HOOK")
    assert build(hooked, tmp_path / "pdf", *shared, builder="pdf").status == 0
    again = build(hooked, tmp_path / "html", *shared, fresh=False)
    assert again.status == 0, again.output
    assert digests(again.out) == cold


def test_a_second_build_says_that_it_waits_and_then_succeeds(hooked: Path, tmp_path: Path) -> None:
    gate, reached = tmp_path / "gate", tmp_path / "reached"
    waits = (
        f"import time; Path({str(reached)!r}).touch()\n"
        f"while not Path({str(gate)!r}).exists(): time.sleep(0.01)"
    )
    changes = {"HOOK": "env-updated", "DOES": waits, "PRIORITY": "500"}
    first = started(hooked, tmp_path, "html", changes)
    until(reached.exists, first)
    second = started(hooked, tmp_path, "pdf", {})
    until(lambda: "another build is using" in said(tmp_path, "pdf"), second)
    assert not (tmp_path / "pdf" / ".unfinished").exists()
    gate.touch()
    assert (first.wait(), second.wait()) == (0, 0), said(tmp_path, "pdf")
    assert said(tmp_path, "pdf").count("waiting for it to finish") == 1
    assert [*(tmp_path / "pdf").glob("*.pdf")]
    assert (tmp_path / "html" / f"{PAGE}.html").exists()


def test_a_build_by_the_command_says_that_it_waits_and_then_succeeds(tmp_path: Path) -> None:
    out, log = tmp_path / "out", tmp_path / "log"
    (out / "html").mkdir(parents=True)
    held = os.open(out / "html", os.O_RDONLY)
    locks.lock(held)
    with log.open("wb") as file:
        process = subprocess.Popen(
            [sys.executable, "-m", "speckb", "--root", SECOND, "build", "html", "--out", out],
            stdout=file,
            stderr=file,
        )
    until(lambda: b"another build is using" in log.read_bytes(), process)
    os.close(held)
    assert process.wait() == 0, log.read_text(encoding="utf-8")
    assert (out / "html/index.html").exists()


def test_workers_end_with_a_build_that_is_killed(hooked: Path, tmp_path: Path) -> None:
    """A worker that would never end holds the lock: the next build would wait for it for ever."""
    reached = tmp_path / "reached"
    sleeps = f"import time; Path({str(reached)!r}).touch(); time.sleep(10**6)"
    changes = {"HOOK": f"html-page-context {PAGE}", "DOES": sleeps, "PRIORITY": "500"}
    first = started(hooked, tmp_path, "html", changes)
    until(reached.exists, first)
    first.kill()
    first.wait()
    again = build(hooked, tmp_path / "html", "-d", tmp_path / "doctrees", fresh=False)
    assert again.status == 0, again.output


def started(
    root: Path, folder: Path, builder: str, changes: dict[str, str]
) -> subprocess.Popen[bytes]:
    options = ["-W", "-q", "-j", "3", "-b", builder, "-d", folder / "doctrees"]
    with (folder / f"{builder}.log").open("wb") as log:
        return subprocess.Popen(
            [sys.executable, "-m", "sphinx", *options, root, folder / builder],
            stdout=log,
            stderr=log,
            env={**os.environ, **changes},
        )


def said(folder: Path, builder: str) -> str:
    return (folder / f"{builder}.log").read_text(encoding="utf-8")


def until(true: object, process: subprocess.Popen[bytes]) -> None:
    """Wait until something is true, or the process has ended; in the end, end the process."""
    assert callable(true)
    last = time.monotonic() + PATIENCE
    while not true() and process.poll() is None and time.monotonic() < last:
        time.sleep(0.02)
    if not true():
        process.kill()
    assert true()
