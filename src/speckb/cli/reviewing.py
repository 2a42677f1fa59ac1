"""`speckb review`, and the former words of suspect assessments in findings and explanations."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from speckb.corpus.renamed import renamed, unknown
from speckb.corpus.settings import FILE
from speckb.diff import former_words
from speckb.errors import UsageError
from speckb.rules import reviews
from speckb.rules.fingerprints import bases
from speckb.suggest import nearest

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Sequence

    from speckb.corpus.corpus import Corpus
    from speckb.rules.finding import Finding
    from speckb.rules.reviews import Suspect


def with_reasons(
    findings: Sequence[Finding], corpus: Corpus, *, color: bool = False
) -> list[Finding]:
    """Return the findings, those of suspect assessments with the former words and those of now."""
    named = {(f.place.path, f.message): None for f in findings}
    found = {
        key: suspect
        for suspect in _suspects(corpus)
        if (key := (corpus.entries[suspect.entry].path, suspect.message)) in named
    }
    former = former_words.former(corpus, found.values())
    more = {
        key: tuple(former_words.told(suspect, known, color=color))
        for key, suspect in found.items()
        if (known := former.get((suspect.entry, suspect.names)))
    }
    return [f._replace(more=more.get((f.place.path, f.message), ())) for f in findings]


def explain(corpus: Corpus, name: str, *, color: bool = False) -> str:
    """Return what an assessment, `entry:name`, rests on, and why it is suspect if it is."""
    known = {f"{basis.entry}:{basis.names}": basis for basis in bases(corpus)}
    if name not in known:
        raise _no_assessment(corpus, name, known)
    basis = known[name]
    span = corpus.entries[basis.entry].locate(basis.path, key=True)
    lines = [f"{name} ({corpus.entries[basis.entry].path}:{span.line}:{span.column})"]
    suspects = [s for s in _suspects(corpus) if (s.entry, s.names) == (basis.entry, basis.names)]
    lines += [suspect.message for suspect in suspects] or ["confirmed as it is"]
    former = former_words.former(corpus, suspects)
    for suspect in suspects:
        if known_former := former.get((suspect.entry, suspect.names)):
            lines += former_words.told(suspect, known_former, color=color)
    return "\n".join([*lines, "It rests on this text:", *(f"  {w}" for w in basis.words)])


def review(args: argparse.Namespace, corpus: Corpus) -> None:
    """Confirm the assessments that are named, or all that one change made suspect."""
    if not corpus.settings.reviews:
        raise UsageError(f"{FILE} has no setting speckb.reviews; set it to a file")
    if not (args.ids or args.all or args.because):
        message = "name what to confirm, such as ENTRY, ENTRY:NAME or '*:NAME', or use --because"
        raise UsageError(f"{message} ENTRY or --all")
    chosen = {name for pattern in args.ids for name in _matching(corpus, pattern)}
    left: list[str] = []
    if args.because:
        caused, left = _because(corpus, args.because)
        chosen |= caused
    suspects = {(s.entry, s.names): s for s in _suspects(corpus)} if args.dry_run else {}
    confirmed = reviews.confirm(corpus, None if args.all else chosen, dry_run=args.dry_run)
    former = former_words.former(corpus, [suspects[key] for key in confirmed if key in suspects])
    for entry, name in confirmed:
        print(f"{entry}:{name}")
        if known := former.get((entry, name)):
            print(
                *(f"  {line}" for line in former_words.told(suspects[entry, name], known)), sep="\n"
            )
    for line in left:
        print(line)
    number = "1 assessment" if len(confirmed) == 1 else f"{len(confirmed)} assessments"
    print(f"confirmed {number} ({corpus.settings.reviews})")
    if args.dry_run:
        print("nothing was written")


def _suspects(corpus: Corpus) -> list[Suspect]:
    found = reviews.read(corpus.settings)
    return [*reviews.suspects(corpus, found)] if corpus.settings.reviews and found.is_read else []


def _matching(corpus: Corpus, pattern: str) -> set[str]:
    """Return the assessments that a pattern names: an entry, `entry:name`, either with `*`."""
    known = {f"{basis.entry}:{basis.names}" for basis in bases(corpus)}
    wanted = pattern if ":" in pattern else f"{pattern}:*"
    if found := {name for name in known if fnmatchcase(name, wanted)}:
        return found
    raise _no_assessment(corpus, pattern, known | {name.partition(":")[0] for name in known})


def _no_assessment(corpus: Corpus, name: str, known: Iterable[str]) -> UsageError:
    said = filter(None, (renamed(corpus, part) for part in name.split(":")))
    return UsageError(next(said, f"unknown assessment {name!r}{nearest(name, [*known])}"))


def _because(corpus: Corpus, name: str) -> tuple[set[str], list[str]]:
    """Return what a change of an entry's words alone made suspect, and lines on what it did not.

    An assessment that rests on other words that changed as well is left to be read by itself.
    """
    if name not in corpus.entries:
        raise UsageError(unknown(corpus, name, corpus.entries))
    near = [s for s in _suspects(corpus) if name in {s.entry, s.names} and s.digests]
    former = former_words.former(corpus, near)
    found, left = set(), []
    for suspect in near:
        known, key = former[suspect.entry, suspect.names], f"{suspect.entry}:{suspect.names}"
        if former_words.alone(corpus, suspect, known, name):
            found.add(key)
        else:
            why = known.missing or f"it also rests on changes outside {name}"
            left.append(f"{key} was not confirmed: {why}")
    return found, left
