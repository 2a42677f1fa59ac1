"""The commands that write entries: what `new`, `rename`, `remove` and `fmt` print."""

from __future__ import annotations

import sys
from itertools import groupby
from typing import TYPE_CHECKING

from speckb.corpus import settings
from speckb.corpus.loading import load
from speckb.editing import editor_schemas
from speckb.editing.faults import FaultyError
from speckb.errors import UsageError
from speckb.rules import report
from speckb.rules.check import RULES
from speckb.suggest import choice

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Sequence

    from speckb.corpus.corpus import Corpus
    from speckb.corpus.entry import Entry


def run(args: argparse.Namespace) -> int:
    """Run one of the commands; files that cannot be read are printed as findings, with status 1."""
    if args.command == "init":
        return _init(args)
    commands = {
        "new": _new,
        "rename": _rename,
        "remove": _remove,
        "fmt": _fmt,
        "words": _words,
    }
    try:
        status = commands[args.command](args)
    except FaultyError as error:
        print(report.text(error.findings, RULES), file=sys.stderr)
        return 1
    if args.command not in {"fmt", "words"}:  # which changes nothing that editors offer
        editor_schemas.renew(load(settings.load(args.root.resolve())))
    return status


def _init(args: argparse.Namespace) -> int:
    from speckb.editing.init import init  # noqa: PLC0415

    made = init(args.folder.resolve(), args.like)
    for name in made.left:
        print(f"{name} already exists; left as it is")
    number = "1 file" if len(made.written) == 1 else f"{len(made.written)} files"
    print(f"wrote {number} to {args.folder}; next: `speckb build` in this folder")
    return 0


def _words(args: argparse.Namespace) -> int:
    from speckb.editing.words import write  # noqa: PLC0415

    found = settings.load(args.root.resolve(), words_needed=False)
    done = write(found)
    number = f"{done.left} of {done.texts} texts to fill in" if done.left else "all texts filled in"
    print(f"{done.name}: {number}")
    if not found.words:
        print(f'name it in {settings.FILE}, under [speckb]: words = "{done.name}"')
    return 0


def _new(args: argparse.Namespace) -> int:
    from speckb.editing.new import fill, new  # noqa: PLC0415
    from speckb.rules.prose import PLACEHOLDER  # noqa: PLC0415

    corpus = load(settings.load(args.root.resolve()))
    there = corpus.entries.get(args.id)
    if args.fill and there and there.type.name == args.type in corpus.settings.criteria.names:
        lacking = fill(corpus, there)
        print(f"{there.path} already exists")
        print(
            *(f"{path}: 1 value to fill in" for path in lacking), sep="\n", end="\n" * bool(lacking)
        )
        if not lacking:
            print("every compared entry has a value for it")
        return 0
    entry = new(corpus, args.type, args.id, fill=args.fill, below=args.below)
    number = len(PLACEHOLDER.findall(entry.source.text))
    print(f"{entry.path}: {number} {'place' if number == 1 else 'places'} to fill in")
    if entry.type in corpus.settings.criteria:
        _print_missing_values(corpus, is_filled=args.fill)
    return 0


def _print_missing_values(corpus: Corpus, *, is_filled: bool) -> None:
    lacking = corpus.compared
    if is_filled:
        for entry in lacking:
            print(f"{entry.path}: 1 value to fill in")
    elif lacking:
        names = choice((entry.id for entry in lacking), 99)
        print(f"{len(lacking)} entries have no value for it yet: {names}")
        print("use `speckb new` with --fill to add a placeholder to each")


def _rename(args: argparse.Namespace) -> int:
    from speckb.editing.rename import rename  # noqa: PLC0415

    corpus = load(settings.load(args.root.resolve()))
    found = rename(corpus, args.old, args.new, dry_run=args.dry_run)
    entry = corpus.entries[args.old]
    print(f"{entry.path} -> {entry.beside(args.new)}.md")
    for path, number in found.places.items():
        print(f"{path}: {number} {'place' if number == 1 else 'places'}")
    for change in found.changes:
        name = change.path.relative_to(corpus.settings.root).as_posix()
        if name not in found.places and change.new is not None:
            print(name)
    for line in _unchanged_words(args.old, found.words):
        print(line)
    if args.dry_run:
        print("nothing was written")
    return 0


def _remove(args: argparse.Namespace) -> int:
    from speckb.editing.remove import links_to, remove  # noqa: PLC0415

    corpus = load(settings.load(args.root.resolve()))
    if args.into and args.unlink:
        raise UsageError("use either --into, to redirect the links, or --unlink, to remove them")
    if args.into and args.reason:
        raise UsageError(
            "--reason cannot be combined with --into: the old address redirects to the other entry"
        )
    found = links_to(corpus, args.id)
    _print_lost(corpus, found.entry)
    if found.places:
        print("links to it:")
    for place in found.places:
        print(f"  {place}")
    if found.places and not (args.into or args.unlink):
        count = "1 place links" if len(found.places) == 1 else f"{len(found.places)} places link"
        print(
            f"{count} to {args.id!r}; nothing was changed; use --into OTHER to"
            " redirect the links to another entry, or --unlink to remove them"
        )
        return 1
    found = remove(
        corpus,
        args.id,
        into=args.into,
        unlink=args.unlink,
        reason=args.reason,
        dry_run=args.dry_run,
    )
    if found.findings:
        print(f"without {args.id!r}, the check would report:")
        print(report.text(found.findings, RULES))
    if found.is_refused:
        print("nothing was changed; edit these places first, or use other options")
        return 1
    for change in found.changes:
        name = change.path.relative_to(corpus.settings.root).as_posix()
        print(f"{name}: {'deleted' if change.new is None else 'changed'}")
    if found.left_out:
        print(f"links lost in the merge, because the file is {args.into!r} or already links to it:")
    for place in found.left_out:
        print(f"  {place}")
    for line in _unchanged_words(args.id, found.words):
        print(line)
    if args.dry_run:
        print("nothing was written")
    return 0


def _print_lost(corpus: Corpus, entry: Entry) -> None:
    """Print what is lost with an entry: its prose and its own links."""
    lines = sum(bool(line.strip()) for line in entry.prose.text.split("\n"))
    prose = "1 line" if lines == 1 else f"{lines} lines"
    own = corpus.outgoing.get(entry.id, ())
    links = "these links:" if own else "no links"
    print(f"{entry.path}: {entry.heading}; {prose} of prose, {links}")
    kinds = corpus.settings.links
    for kind, group in groupby(own, lambda link: link.kind):
        print(f"  {kinds[kind].outgoing}: {', '.join(link.target for link in group)}")


def _unchanged_words(old: str, words: Sequence[str]) -> Iterator[str]:
    """Yield the lines, by file, that still have the old id as a word."""
    if words:
        yield f"not changed, because {old!r} is plain text here; check whether it is still right:"
    for path, places in groupby(words, lambda place: place.rpartition(":")[0]):
        lines = ", ".join(place.rpartition(":")[2] for place in places)
        yield f"  {path}: {'lines' if ',' in lines else 'line'} {lines}"


def _fmt(args: argparse.Namespace) -> int:
    from speckb.editing.fmt import first_difference, fmt  # noqa: PLC0415
    from speckb.files import paths  # noqa: PLC0415

    found = settings.load(args.root.resolve())
    changes, number = fmt(found, paths.named(args.paths, found.root), check=args.check)
    for change in changes:
        name = change.path.relative_to(found.root).as_posix()
        if args.check:
            line, wanted = first_difference(change)
            print(f"{name}:{line}: not formatted; expected {wanted.strip()!r}")
        else:
            print(f"formatted {name}")
    if args.check:
        hint = "; run `speckb fmt`" if changes else ""
        print(f"{len(changes)} of {number} entries are not formatted{hint}")
    else:
        print(f"formatted {len(changes)} of {number} entries")
    return int(args.check and bool(changes))
