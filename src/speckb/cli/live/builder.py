"""Builds of the live preview: check and Sphinx build after a save, and their outcome."""

from __future__ import annotations

import contextlib
import io
import json
import sys
import time
import traceback
from dataclasses import asdict, dataclass, field
from importlib import import_module
from typing import TYPE_CHECKING

from sphinx.application import builtin_extensions

from speckb.cli.build import without_conf
from speckb.corpus import loading, settings
from speckb.editing import editor_schemas
from speckb.errors import UsageError
from speckb.files.output import write
from speckb.rules import report
from speckb.rules.check import RULES, check, unusable
from speckb.sphinxext import state

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from speckb.rules.finding import Finding

BUG = "unexpected error; the server continues, and the next save starts a build"
USED = ("sphinx_needs.needs", "myst_parser.sphinx_ext.main", "furo", "speckb.typst.builder")
for name in ("sphinx.cmd.build", *builtin_extensions, *USED):
    import_module(name)  # before the server forks a process for each build


@dataclass(frozen=True, slots=True)
class Outcome:
    """Outcome of a build: findings, output of a failure, and whether the site is out of date.

    `number` tells builds apart: a banner that was closed stays closed until the next one.
    """

    stale: bool = False
    findings: tuple[str, ...] = ()
    output: str = ""
    number: int = field(default_factory=time.time_ns)

    def write(self, path: Path) -> None:
        """Write the outcome to the file that the server reads."""
        write(path, json.dumps(asdict(self)))


def read(path: Path) -> Outcome:
    """Return the outcome of the last build; an empty one if there was none."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Outcome()
    return Outcome(data["stale"], tuple(data["findings"]), data["output"], data["number"])


@dataclass(frozen=True)
class Builder:
    """Builds the site of the knowledge base at `root` and writes the outcome to a file."""

    root: Path
    out: Path
    doctrees: Path
    outcome: Path
    options: Sequence[str] = field(default=("-W", "-q", "-N", "-j", "1"))

    def __call__(self, *, changed_paths: Sequence[Path]) -> None:
        """Build once; errors are printed and written to the outcome, and never raised."""
        for path in changed_paths[:5]:
            print(f"changed: {path}", flush=True)
        try:
            found = self._built()
        except Exception:  # a bug of ours must not end the server
            found = Outcome(stale=True, output=f"speckb: {BUG}\n{traceback.format_exc()}")
        for text in (*found.findings, found.output):
            if text:
                print(text, file=sys.stderr)
        print(_said(found), flush=True)
        found.write(self.outcome)

    def _built(self) -> Outcome:
        begun = time.time_ns()
        try:
            found = loading.load(settings.load(self.root))
            findings = check(found)
        except settings.SettingsError as error:
            return Outcome(stale=True, findings=tuple(map(_text, unusable(error))))
        except UsageError as error:
            return Outcome(stale=True, output=f"speckb: {error}")
        editor_schemas.renew(found)
        texts = tuple(map(_text, findings))
        if any(finding.severity == "error" for finding in findings):
            return Outcome(stale=True, findings=texts)
        with state.given(found, begun):
            status, output = self._sphinx()
        failed = output or f"the build exited with status {status} and no message"
        return Outcome(bool(status), texts, failed if status else "")

    def _sphinx(self) -> tuple[int, str]:
        from sphinx.cmd.build import build_main  # noqa: PLC0415

        said = io.StringIO()
        doctrees = ("-d", str(self.doctrees))
        options = [*self.options, "-D", "speckb_exports=0", *without_conf(self.root)]
        command = [*options, "-b", "html", *doctrees, str(self.root), str(self.out)]
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
            try:
                status = build_main(command)
            except SystemExit as ended:
                status = ended.code if isinstance(ended.code, int) else int(bool(ended.code))
        return status, said.getvalue().strip()


def _text(finding: Finding) -> str:
    return report.text([finding], RULES).split("\n  rule: ")[0]


def _said(found: Outcome) -> str:
    number = len(found.findings)
    count = "1 finding" if number == 1 else f"{number or 'no'} findings"
    return (
        f"{count}; "
        f"{'the site does not show this save' if found.stale else 'the site is up to date'}"
    )
