"""Shared fixtures: the repository, and sites that a real Sphinx built from it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import hypothesis
import pytest

from speckb.corpus import corpus, loading, settings

REPO = Path(__file__).resolve().parent.parent
SECOND = Path(__file__).resolve().parent / "second"
CONTENT = (
    "conf.py ubproject.toml schemas requirements scenarios mechanisms criteria classes techniques "
    "claims references errata sources comparisons docs _templates _static"
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
hypothesis.settings.register_profile("search", max_examples=5000, **UNTIMED)
hypothesis.settings.load_profile("steady")


@dataclass(frozen=True)
class Built:
    """A finished build: its output folder, its exit status and what it printed."""

    root: Path
    out: Path
    status: int
    output: str


EPOCH = 1190246400


def build(
    root: Path, out: Path, *options: str | Path, fresh: bool = True, builder: str = "html"
) -> Built:
    """Build the knowledge base at `root` with warnings as errors, in a process of its own."""
    doctrees = out.with_name(f"{out.name}-doctrees")
    if fresh:
        shutil.rmtree(out, ignore_errors=True)
        shutil.rmtree(doctrees, ignore_errors=True)
    done = subprocess.run(
        [sys.executable, "-m", "sphinx", "-W", "-b", builder, "-d", doctrees, *options, root, out],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "SOURCE_DATE_EPOCH": str(EPOCH), "NO_COLOR": "1"},
    )
    return Built(root, out, done.returncode, done.stdout + done.stderr)


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


@pytest.fixture(scope="session")
def knowledge() -> corpus.Corpus:
    """The repository's own corpus."""
    return loading.load(settings.load(REPO))


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The repository's own site, built cold together with its PDF, as `make` does."""
    folder = tmp_path_factory.mktemp("site")
    built = build(REPO, folder / "html", "-D", f"speckb_pdf={folder / 'pdf'}")
    assert built.status == 0, built.output
    return built.out


@pytest.fixture(scope="session")
def second_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The second knowledge base's site, built cold together with its PDF."""
    folder = tmp_path_factory.mktemp("second")
    built = build(SECOND, folder / "html", "-D", f"speckb_pdf={folder / 'pdf'}")
    assert built.status == 0, built.output
    return built.out


@pytest.fixture(scope="session")
def small_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The second knowledge base's site, built cold without a PDF."""
    built = build(SECOND, tmp_path_factory.mktemp("plain") / "html")
    assert built.status == 0, built.output
    return built.out


def printed(folder: Path) -> Path:
    """Return the PDF that a build left in a folder, where it is alone."""
    (found,) = folder.iterdir()
    assert found.suffix == ".pdf"
    return found


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """A copy of the knowledge base that a test may change."""
    return copy_content(tmp_path / "knowledge")


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A copy of the second, small knowledge base that a test may change."""
    target = tmp_path / "small"
    shutil.copytree(SECOND, target)
    return target
