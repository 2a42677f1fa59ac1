"""Which tests reach which lines: coverage with the running test as its context."""

from __future__ import annotations

import json
from hashlib import sha256
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest
from coverage import Coverage, CoverageData

if TYPE_CHECKING:
    from collections.abc import Generator

    from tests.mutation.mutants import Mutant

OPTIONS = ["-q", "-o", "addopts=", "-p", "no:cacheprovider", "-p", "no:xdist"]
FOLDERS = ("tests/unit", "tests/property", "tests/site", "tests/pdf")
BUILDING = {"sphinxext": "tests/site", "typst": "tests/pdf"}
SLOW = {"test_interrupted.py"}  # ends a process of its own at each step of each command
PATIENCE = 10.0  # seconds of tests for a mutant, the quickest tests first


def shorten(items: list[pytest.Item], *, examples: int) -> None:
    """Let Hypothesis try few examples, and not look for a smaller one when one fails."""
    phases = (hypothesis.Phase.explicit, hypothesis.Phase.generate)
    for item in items:
        if hypothesis.is_hypothesis_test(test := getattr(item, "obj", None)):
            kept = test._hypothesis_internal_use_settings
            short = hypothesis.settings(kept, max_examples=examples, phases=phases)
            test._hypothesis_internal_use_settings = short


class Plugin:
    """Measures each test: seconds, the fixtures it uses and, as coverage, the lines it reaches."""

    def __init__(self, cover: Coverage) -> None:
        self.cover = cover
        self.tests: dict[str, Any] = {}

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Leave out what edits the large knowledge base."""
        shorten(items, examples=3)
        items[:] = [item for item in items if "content" not in getattr(item, "fixturenames", ())]

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, Any, Any]:
        self.context = item.nodeid
        fixtures = list(getattr(item, "fixturenames", ()))
        self.tests[item.nodeid] = {"seconds": 0.0, "fixtures": fixtures, "passed": True}
        self.cover.switch_context(item.nodeid)
        return (yield)

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef: Any) -> Generator[None, Any, Any]:
        """Keep what fixtures that many tests share do apart from the first of these tests."""
        if fixturedef.scope != "function":
            self.cover.switch_context(f"fixture {fixturedef.argname}")
        try:
            return (yield)
        finally:
            self.cover.switch_context(self.context)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.tests[report.nodeid]["seconds"] += report.duration
        self.tests[report.nodeid]["passed"] &= not report.failed


def _digest(path: Path) -> str:
    """Return a digest of a test file and of the folder that is named after it, such as `cases`."""
    data = sorted(path.parents[1].glob(f"{path.stem.removeprefix('test_')}/**/*"))
    return sha256(
        b"".join(file.read_bytes() for file in [path, *data] if file.is_file())
    ).hexdigest()


class Ordered:
    """Runs these tests alone, in this order."""

    def __init__(self, order: list[str]) -> None:
        self.order = {nodeid: place for place, nodeid in enumerate(order)}

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items[:] = [item for item in items if item.nodeid in self.order]
        shorten(items, examples=20)
        items.sort(key=lambda item: self.order[item.nodeid])


class Reach:
    """What was measured; it is kept, and the next run measures only the test files that changed."""

    def __init__(self, kept: Path) -> None:
        self.file, self.data = kept / "tests.json", str(kept / "coverage")
        self.load()
        files = [path for folder in FOLDERS for path in sorted(Path(folder).glob("test_*.py"))]
        files = [path for path in files if path.name not in SLOW]
        self.digests = {str(path): _digest(path) for path in files}
        self.changed = [f for f, digest in self.digests.items() if self.known.get(f) != digest]

    def load(self) -> None:
        """Read what was measured."""
        read = json.loads(self.file.read_text()) if self.file.exists() else [{}, {}]
        self.known: dict[str, str] = read[0]
        self.tests: dict[str, Any] = read[1]
        self.lines = CoverageData(self.data)
        self.lines.read()

    def measure(self) -> int:
        """Run the changed test files, and add what they reach."""
        cover = Coverage(data_file=None, source=["src/speckb"], config_file=False)
        cover.set_option("run:relative_files", value=True)
        plugin = Plugin(cover)
        cover.start()
        pytest.main([*OPTIONS, *self.changed], plugins=[plugin])
        cover.stop()
        lines = CoverageData(self.data)  # a new one, as one from before the fork is emptied
        lines.read()
        lines.update(cover.get_data())
        lines.write()
        old = {n: test for n, test in self.tests.items() if n.partition("::")[0] in self.digests}
        self.file.write_text(json.dumps([self.digests, old | plugin.tests]))
        return 0

    def tests_for(self, mutant: Mutant, room: str) -> tuple[list[str], float]:
        """Return the tests that reach the mutant's lines, or its file if none does, and seconds.

        Those of builds are in other processes, and not measured: they are run after the others.
        """
        reached = self.lines.contexts_by_lineno(mutant.path)
        lines = range(mutant.first, mutant.last + 1)
        of_lines = {name for line in lines for name in reached.get(line, ()) if name}
        names = of_lines or {name for found in reached.values() for name in found if name}
        near, building = [], []
        for nodeid, test in self.tests.items():
            if not test["passed"]:
                continue
            if nodeid.startswith(("tests/site", "tests/pdf")):
                building += [nodeid] if nodeid.startswith(BUILDING.get(room, "none")) else []
            elif nodeid in names or any(f"fixture {name}" in names for name in test["fixtures"]):
                near.append(nodeid)
        chosen = self._quick(near) + self._quick(building)
        return chosen, sum(self.tests[nodeid]["seconds"] for nodeid in chosen)

    def _quick(self, nodeids: list[str]) -> list[str]:
        nodeids = sorted(nodeids, key=lambda nodeid: self.tests[nodeid]["seconds"])
        spent = accumulate(self.tests[nodeid]["seconds"] for nodeid in nodeids)
        return nodeids[: sum(seconds < PATIENCE for seconds in spent)]
