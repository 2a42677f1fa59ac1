"""Shared fixtures: the repository, and sites that a real Sphinx built from it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import hypothesis
import pytest
from filelock import FileLock

from speckb import gc_settings
from speckb.corpus import corpus, loading, settings
from tests import untranslated
from tests.forking import Forking, import_sphinx, sphinx
from tests.unit.gitrepo import GitRepo

if TYPE_CHECKING:
    from collections.abc import Callable

REPO = Path(__file__).resolve().parent.parent
# The knowledge base whose content is tested; an edited copy of it may take its place.
KNOWLEDGE = Path(os.environ.get("SPECKB_KNOWLEDGE", REPO))
SECOND = Path(__file__).resolve().parent / "second"
GERMAN = Path(__file__).resolve().parent / "german"
CONTENT = (
    "conf.py ubproject.toml schemas requirements scenarios mechanisms criteria classes techniques "
    "references errata sources comparisons docs _templates _static"
).split()
# How Hypothesis searches: the same examples on every run; `--hypothesis-profile=search` digs.
UNTIMED = {
    "deadline": None,
    "suppress_health_check": [
        hypothesis.HealthCheck.too_slow,
        hypothesis.HealthCheck.function_scoped_fixture,
    ],
}
hypothesis.settings.register_profile(
    "steady", derandomize=True, database=None, max_examples=150, **UNTIMED
)
hypothesis.settings.register_profile("search", max_examples=10_000, **UNTIMED)
hypothesis.settings.load_profile("steady")


def pytest_collection_finish() -> None:
    """Keep the garbage collector off the thousands of tests, which live until the end."""
    gc_settings.freeze()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put what needs the large site first, and long tests before short ones.

    Each process begins with a stretch of this list, and takes from the end of another's when it is
    done: nobody waits at the end for a long test, and one process alone waits for the site.
    """
    items.sort(key=_turn)


FOLDERS = ("property", "site", "pdf", "content", "browser")


def _turn(item: pytest.Item) -> int:
    if "site" in getattr(item, "fixturenames", ()):
        return 0
    folder = item.path.parent.name
    if folder in FOLDERS:
        return 1 + FOLDERS.index(folder)
    return 10 if item.path.stem == "test_interrupted" else 20


@dataclass(frozen=True)
class Built:
    """A finished build: its output folder, its exit status and what it printed."""

    root: Path
    out: Path
    status: int
    output: str


EPOCH = 1190246400
_forking = Forking(import_sphinx)


def build(
    root: Path,
    out: Path,
    *options: str | Path,
    fresh: bool = True,
    builder: str = "html",
    forked: bool = True,
) -> Built:
    """Build the knowledge base at `root` with warnings as errors, in a process of its own.

    It is a fork of one that has everything imported, unless `forked` is false: forks share the
    seed of Python's hashes, and what must not depend on it is compared with another process.
    """
    doctrees = out.with_name(f"{out.name}-doctrees")
    if fresh:
        shutil.rmtree(out, ignore_errors=True)
        shutil.rmtree(doctrees, ignore_errors=True)
    arguments = [*map(str, ["-W", "-b", builder, "-d", doctrees, *options, root, out])]
    changes = {"SOURCE_DATE_EPOCH": str(EPOCH), "NO_COLOR": "1"}
    if forked:
        return Built(root, out, *_forking.run(sphinx, arguments, changes))
    done = subprocess.run(
        [sys.executable, "-m", "sphinx", *arguments],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **changes},
    )
    return Built(root, out, done.returncode, done.stdout + done.stderr)


def once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], Built | None]) -> Path:
    """Return the folder `name` that `make` filled: once in a run, for all of its processes."""
    top = factory.getbasetemp()
    folder = (top.parent if "PYTEST_XDIST_WORKER" in os.environ else top) / f"once-{name}"
    done = folder.with_suffix(".done")
    with FileLock(folder.with_suffix(".lock")):
        if not done.exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            built = make(folder)
            assert built is None or built.status == 0, built.output
            done.touch()
    return folder


def copy_content(target: Path) -> Path:
    """Copy the knowledge base, without engine and tests, to `target` and return it."""
    target.mkdir(parents=True)
    for name in CONTENT:
        source = REPO / name
        if source.is_dir():
            shutil.copytree(source, target / name)
        elif source.exists():
            shutil.copy(source, target / name)
    for page in REPO.glob("*.md"):
        shutil.copy(page, target / page.name)
    return target


def add_to_conf(root: Path, code: str) -> None:
    """Let a build run code, which may stand for a hole in a library: `conf.py` is no data."""
    with (root / "conf.py").open("a", encoding="utf-8") as file:
        file.write(f"\n{code}\n")


def without_check(root: Path) -> None:
    """Let a build find nothing by the check, so that it has to refuse on its own."""
    add_to_conf(
        root, "import speckb.sphinxext.state\nspeckb.sphinxext.state.check = lambda corpus: []"
    )


@pytest.fixture(scope="session")
def knowledge() -> corpus.Corpus:
    """The first edition of the repository's own corpus: the draft."""
    found = loading.load(settings.load(KNOWLEDGE))
    return found.at(found.settings.editions[0].id)


@pytest.fixture(scope="session")
def today(knowledge: corpus.Corpus) -> corpus.Corpus:
    """The edition of the repository's own corpus that readers see first."""
    return knowledge.whole.at(knowledge.settings.edition)


@pytest.fixture(scope="session")
def shown(knowledge: corpus.Corpus) -> corpus.Corpus:
    """All entries of the repository's own corpus, each as its page shows it."""
    return knowledge.whole.shown


def with_pdf(root: Path, *, forked: bool = True) -> Callable[[Path], Built]:
    """Return what builds the site of `root` in a folder, with its PDF, as `make` does."""
    return lambda folder: build(
        root, folder / "html", "-D", f"speckb_pdf={folder / 'pdf'}", forked=forked
    )


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The repository's own site, built cold together with its PDF."""
    return once(tmp_path_factory, "site", with_pdf(KNOWLEDGE)) / "html"


@pytest.fixture(scope="session")
def german_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the second knowledge base's German twin, built cold together with its PDF."""
    return once(tmp_path_factory, "german", _by_command(GERMAN)) / "html"


def _by_command(root: Path) -> Callable[[Path], Built]:
    """Return what builds site and PDF of `root` in a folder as people do, without a `conf.py`."""
    command = [sys.executable, "-m", "speckb", "--root", root, "build", "--jobs", "1", "--out"]

    def make(folder: Path) -> Built:
        done = subprocess.run(
            [*command, folder],
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, "SOURCE_DATE_EPOCH": str(EPOCH), "NO_COLOR": "1"},
        )
        return Built(root, folder, done.returncode, done.stdout + done.stderr)

    return make


@pytest.fixture(scope="session")
def second_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The second knowledge base's site, built cold together with its PDF."""
    return once(tmp_path_factory, "second", with_pdf(SECOND)) / "html"


@pytest.fixture(scope="session")
def small_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The second knowledge base's site, built cold without a PDF."""
    return once(tmp_path_factory, "plain", lambda f: build(SECOND, f / "html")) / "html"


def _in_brackets(folder: Path) -> Built:
    """Build a larger copy of the second knowledge base, whose history has a release."""
    base = untranslated.into(SECOND, folder / "base")
    work = (base / "works/ALMANAC-7.md").read_text(encoding="utf-8")
    for number in range(40):
        text = work.replace("ALMANAC-7", f"ALMANAC-{number}").replace(
            "1931", f"{1931 + number % 3}"
        )
        (base / f"works/ALMANAC-{number}.md").write_text(text, encoding="utf-8")
    index = base / "index.md"
    text = index.read_text(encoding="utf-8")
    index.write_text(f"{text}\n```{{toctree}}\n:hidden:\n\nchanges\n```\n", encoding="utf-8")
    (base / "works/index.md").write_text("# Works\n\n```{entries} work\n```\n", encoding="utf-8")
    text = "# The news\n\n```{changes}\n```\n\n```{computed} works-named\n```\n"
    (base / "changes.md").write_text(text, encoding="utf-8")
    repo = GitRepo(base)
    repo.commit("First", tag="v1.0")
    slips = base / "candidates/paper-slips.md"
    text = slips.read_text(encoding="utf-8")
    text = text.replace("value: seen-at-the-desk", "value: open-ledger")
    slips.write_text(text.replace("Slips are yellow.", "Slips are green."), encoding="utf-8")
    repo.commit("Second", tag="v2.0")
    return build(base, folder / "html")


@pytest.fixture(scope="session")
def bracketed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a knowledge base in the language of brackets, `base`, and its site, `html`."""
    return once(tmp_path_factory, "brackets", _in_brackets)


def printed(folder: Path) -> Path:
    """Return the PDF that a build left in a folder, where it is alone."""
    (found,) = folder.iterdir()
    assert found.suffix == ".pdf"
    return found


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A copy of the second, small knowledge base that a test may change."""
    target = tmp_path / "small"
    shutil.copytree(SECOND, target)
    return target
