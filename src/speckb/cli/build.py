"""`speckb build`: the site, the PDF, or both."""

from __future__ import annotations

import os
import sys
import time
from typing import TYPE_CHECKING

from sphinx.cmd.build import main as sphinx

from speckb.corpus import settings
from speckb.corpus.loading import load
from speckb.editing import editor_schemas
from speckb.files.git import time_of_last_commit
from speckb.rules import report
from speckb.rules.check import RULES, check
from speckb.sphinxext import state

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

    from speckb.corpus.corpus import Corpus

WHAT = {"all": "the site and the PDF", "html": "the site", "pdf": "the PDF"}


def run(args: argparse.Namespace) -> int:
    """Check the knowledge base, build it, and return the exit status."""
    root, begun = args.root.resolve(), time.time_ns()
    found = load(settings.load(root))
    if not _passes(found):
        return 1
    editor_schemas.renew(found)
    set_date(root)
    print(f"building {WHAT[args.output]} ...", flush=True)
    with state.given(found, begun):
        return sphinx(arguments(root, folder_of(args), args.output, args.jobs))


def folder_of(args: argparse.Namespace) -> Path:
    """Return the folder of all that is built: `build` in the knowledge base, or as it was named."""
    named: Path | None = args.out
    return (named or args.root.resolve() / "build").resolve()


def arguments(root: Path, out: Path, output: str, jobs: str) -> list[str]:
    """Return the arguments of `sphinx-build` for a key of WHAT; warnings are errors."""
    pdf = ["-D", f"speckb_pdf={out / 'pdf'}"] if output == "all" else []
    builder = "pdf" if output == "pdf" else "html"
    options = ["-W", "-j", jobs, "-d", str(out / "doctrees"), *pdf]
    return [*options, *without_conf(root), "-b", builder, str(root), str(out / builder)]


def without_conf(root: Path) -> list[str]:
    """Return the arguments of `sphinx-build` that stand for `conf.py` where there is none."""
    return [] if (root / "conf.py").exists() else ["-C", "-D", "extensions=speckb.sphinxext"]


def set_date(root: Path) -> None:
    """Date what is built by the last commit, so that two builds of it are the same bytes.

    A date that the environment gives, and a knowledge base without commits, are left as they are.
    """
    if "SOURCE_DATE_EPOCH" not in os.environ and (seconds := time_of_last_commit(root)):
        os.environ["SOURCE_DATE_EPOCH"] = seconds


def _passes(corpus: Corpus) -> bool:
    """Print the findings, if any; return whether there is no error among them."""
    findings = check(corpus)
    passes = all(finding.severity != "error" for finding in findings)
    if findings:
        end = "" if passes else "; nothing was built"
        print(f"{report.text(findings, RULES)}{end}", file=sys.stderr)
    return passes
