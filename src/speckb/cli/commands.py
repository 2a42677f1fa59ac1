"""One function for each command: runs it, prints the result, returns the exit status."""

from __future__ import annotations

import io
import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from speckb import gc_settings, language
from speckb.cli import diff, editing
from speckb.cli.edition import edition
from speckb.corpus import settings
from speckb.corpus.loading import load
from speckb.errors import UsageError
from speckb.files import paths
from speckb.rules import report
from speckb.rules.check import RULES, check, unusable
from speckb.rules.finding import GRAVE
from speckb.suggest import choice, nearest
from speckb.tables.names import table_names

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from speckb.corpus.corpus import Corpus
    from speckb.rules.finding import Finding

PAGES = "docs/rules"
SUSPECT = "link-suspect"


def run(args: argparse.Namespace, since: set[str] | None = None) -> int:
    """Run one command and return its exit status: 0 fine, 1 findings.

    `since` has the changed files, from the root, for `check --changed`; None for all files. Raises
    UsageError for wrong arguments.
    """
    try:
        return _run(args, since)
    except settings.SettingsError as error:
        print(report.text(unusable(error), RULES), file=sys.stderr)
        return 1


def _run(args: argparse.Namespace, since: set[str] | None) -> int:
    if args.command == "check":
        return _watch(args, since) if args.watch else _check_once(args, since)
    if args.command in editing.COMMANDS:
        from speckb.cli import writing  # noqa: PLC0415

        return writing.run(args)
    commands = {
        "build": _build,
        "diff": lambda args: diff.run(args, color=_color()),
        "explain": _explain,
        "export": _export,
        "import": _import,
        "live": _live,
        "review": _review,
        "reference": _reference,
        "schemas": _schemas,
        "snippets": _snippets,
        "stats": _stats,
        "tables": _tables,
    }
    return commands[args.command](args)


def _check_once(args: argparse.Namespace, since: set[str] | None) -> int:
    gc_settings.disable()
    return _check(args, since)


def _watch(args: argparse.Namespace, since: set[str] | None) -> int:
    from speckb.cli.watch import watch  # noqa: PLC0415

    return watch(lambda: _check(args, since), args.root.resolve())


def _load(args: argparse.Namespace) -> Corpus:
    found = settings.load(args.root.resolve())
    language.use(found.language, found.own_words)
    return load(found)


def _sound(args: argparse.Namespace) -> Corpus | None:
    """Return the corpus, or print its errors and return None."""
    corpus = _load(args)
    errors = [finding for finding in check(corpus) if finding.severity == "error"]
    if errors:
        print(report.text(errors, RULES), file=sys.stderr)
        return None
    return corpus


def _check(args: argparse.Namespace, since: set[str] | None) -> int:
    root = args.root.resolve()
    named = paths.named(args.paths, root)
    try:
        found = settings.load(root)
    except settings.SettingsError as error:  # of any path: nothing was checked
        return _report(unusable(error), args, root, "")
    corpus = None if since == set() else load(found)
    findings = check(corpus) if corpus else []
    if since:
        from speckb.rules.impact import caused  # noqa: PLC0415

        findings = caused(findings, since, found)
    if named is not None:
        findings = [f for f in findings if paths.within(f.place.path, named)]
    if corpus and args.format in {"text", "json"} and any(f.rule == SUSPECT for f in findings):
        from speckb.cli import reviewing  # noqa: PLC0415  git is asked only here

        color = args.format == "text" and _color()
        findings = reviewing.with_reasons(findings, corpus, color=color)
    return _report(findings, args, root, found.site_url)


def _report(findings: Sequence[Finding], args: argparse.Namespace, root: Path, site: str) -> int:
    """Print the findings in the format that was asked for; return the exit status."""
    if args.format != "text" and isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")
    if args.format in {"github", "sarif"}:
        findings = [f._replace(place=f.place._replace(path=_from_here(root, f))) for f in findings]
    if args.format == "text":
        print(report.text(findings, RULES, color=_color()))
    elif args.format == "sarif":
        print(report.sarif(findings, RULES, _rule_pages(root, site)))
    else:
        write = {"json": report.as_json, "github": report.github, "junit": report.junit}
        print(write[args.format](findings, RULES))
    return int(any(finding.severity in GRAVE[args.fail_on] for finding in findings))


def _rule_pages(root: Path, site: str) -> str:
    """Return the address of a rule's page, with `{}` for the id, or an empty string.

    That is the page on the site, or the page's source on the forge that runs the check.
    """
    if site:
        return f"{site.rstrip('/')}/{PAGES}/{{}}.html"
    names = ("GITHUB_SERVER_URL", "GITHUB_REPOSITORY", "GITHUB_SHA")
    server, repository, revision = (os.environ.get(name, "") for name in names)
    folder = root / PAGES
    if not revision or not folder.is_dir() or not folder.is_relative_to(Path.cwd()):
        return ""
    shown = folder.relative_to(Path.cwd()).as_posix()
    return f"{server}/{repository}/blob/{revision}/{shown}/{{}}.md"


def _from_here(root: Path, finding: Finding) -> str:
    """Return the file's path from the working folder, where a forge looks for it."""
    path = root / finding.place.path
    here = Path.cwd()
    return path.relative_to(here).as_posix() if path.is_relative_to(here) else finding.place.path


def _color() -> bool:
    return sys.stdout.isatty() and "NO_COLOR" not in os.environ


def _export(args: argparse.Namespace) -> int:
    from speckb.cli import exporting  # noqa: PLC0415

    corpus = _sound(args)
    return 1 if corpus is None else exporting.run(args, corpus)


def _import(args: argparse.Namespace) -> int:
    from speckb.cli import importing  # noqa: PLC0415

    return importing.run(args)


def _explain(args: argparse.Namespace) -> int:
    assessments = [name for name in args.rules if ":" in name]
    for name in args.rules:
        if name not in RULES and name not in assessments:
            raise UsageError(f"unknown rule {name!r}{nearest(name, RULES)}")
    if not args.rules:
        for rule in RULES.values():
            print(f"{rule.id:22} {rule.strength:13}  {rule.statement}")
    for name in args.rules:
        if name in RULES:
            print(f"{name} ({RULES[name].strength})\n\n{RULES[name].text}\n")
    return _explain_assessments(args, assessments) if assessments else 0


def _explain_assessments(args: argparse.Namespace, names: Sequence[str]) -> int:
    from speckb.cli import reviewing  # noqa: PLC0415

    corpus = _sound(args)
    if corpus is None:
        return 1
    for name in names:
        print(f"{reviewing.explain(corpus, name, color=_color())}\n")
    return 0


def _review(args: argparse.Namespace) -> int:
    from speckb.cli import reviewing  # noqa: PLC0415
    from speckb.editing import editor_schemas  # noqa: PLC0415

    corpus = _sound(args)
    if corpus is None:
        return 1
    reviewing.review(args, corpus)
    editor_schemas.renew(corpus)
    return 0


def _stats(args: argparse.Namespace) -> int:
    from speckb.tables import stats  # noqa: PLC0415

    corpus = _load(args)
    if corpus.faults and not corpus.items:  # nothing was read
        print(report.text(check(corpus), RULES), file=sys.stderr)
        return 1
    found = stats.stats(corpus.at(edition(corpus, args.edition)))
    print(json.dumps(found, indent=2) if args.format == "json" else stats.text(found))
    return 0


def _schemas(args: argparse.Namespace) -> int:
    from speckb.editing import editor_schemas  # noqa: PLC0415
    from speckb.editing.faults import ENTRY, FaultyError, refuse_faulty  # noqa: PLC0415

    corpus = _load(args)
    if not corpus.settings.editor_schemas:
        raise UsageError(
            f"{settings.FILE} has no setting speckb.editor_schemas; set it to a folder"
        )
    try:
        refuse_faulty(corpus, ENTRY)
    except FaultyError as error:
        print(report.text(error.findings, RULES), file=sys.stderr)
        return 1
    if changed := editor_schemas.renew(corpus):
        files = "1 file" if len(changed) == 1 else f"{len(changed)} files"
        print(f"{corpus.settings.editor_schemas}: wrote {files} for editors")
    return 0


def _snippets(args: argparse.Namespace) -> int:
    from speckb.editing import snippets  # noqa: PLC0415
    from speckb.files.output import write  # noqa: PLC0415

    path = args.file.resolve()
    text = snippets.text(settings.load(args.root.resolve()))
    if not args.check:
        write(path, text)
    elif not path.is_file() or path.read_text(encoding="utf-8") != text:
        print(f"{args.file}: not up to date; run `speckb snippets {args.file}`")
        return 1
    return 0


def _reference(args: argparse.Namespace) -> int:
    from speckb.rules import pages  # noqa: PLC0415

    if not args.check:
        pages.write(args.folder.resolve())
        return 0
    stale = pages.stale(args.folder)
    for name in stale:
        print(f"{args.folder / name}: not up to date; run `speckb reference {args.folder}`")
    return int(bool(stale))


def _build(args: argparse.Namespace) -> int:
    from speckb.cli import build  # noqa: PLC0415  imports Sphinx

    return build.run(args)


def _live(args: argparse.Namespace) -> int:
    try:
        from speckb.cli.live import serve  # noqa: PLC0415  imports all of Sphinx
    except ModuleNotFoundError as error:
        name = (error.name or "").partition(".")[0]
        if name not in {"starlette", "uvicorn", "watchfiles"}:
            raise
        message = f"{name} is not installed; run `pip install 'speckb[live]'`"
        raise UsageError(message) from None
    return serve.run(args)


def _tables(args: argparse.Namespace) -> int:
    corpus = _sound(args)
    if corpus is None:
        return 1
    from speckb.corpus import renamed  # noqa: PLC0415
    from speckb.tables import comparison  # noqa: PLC0415

    corpus = corpus.at(edition(corpus, args.edition))
    known = table_names(corpus)
    name = args.name
    if name is not None and name not in known:
        message = f"unknown table {name!r}{nearest(name, known)}\ntables: {choice(known, 99)}"
        raise UsageError(renamed.renamed_table(corpus, name, known) or message)
    chosen = [comparison.table(corpus, one) for one in ([name] if name else known)]
    if args.format == "json":
        data = {found.name: comparison.to_records(found) for found in chosen}
        print(json.dumps(data[name] if name else data, indent=2, ensure_ascii=False))
        return 0
    write = {
        "csv": comparison.to_csv,
        "markdown": comparison.to_markdown,
        "text": comparison.to_text,
    }
    for found in chosen:
        if name is None:
            print(f"{found.name}: {found.caption}\n")
        print(write[args.format](found).rstrip("\n"))
        if name is None:
            print()
    return 0
