"""`speckb remove`: deletes an entry, merges it into another one, and records what became of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from speckb.corpus.loading import load
from speckb.corpus.renamed import unknown
from speckb.corpus.settings import FILE
from speckb.editing.faults import ENTRY, refuse_faulty
from speckb.editing.mentions import Mentions, added_former
from speckb.editing.record import recorded
from speckb.editing.renaming import renamed_settings
from speckb.editing.unlinking import Merging, Unlinking
from speckb.errors import UsageError
from speckb.files.textfile import TextFile
from speckb.files.transaction import Change, commit
from speckb.progress import progress
from speckb.rules import reviews
from speckb.rules.check import check

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from speckb.corpus.corpus import Corpus
    from speckb.corpus.entry import Entry
    from speckb.files.textfile import Edit
    from speckb.rules.finding import Finding

# Rules about the file of reviews, which is compared as it is before the removal.
REVIEWING = frozenset({"link-suspect", "review-line"})


@dataclass(frozen=True, slots=True)
class Removal:
    """What a removal changes, and what speaks against it.

    `places` are the links to the entry, as `path:line:column: line`; `words` the lines that name it
    without a link, as `path:line`; `left_out` the links, as `path:line:column`, that are lost
    because their files link to the other entry too; `findings` those that the check would have
    afterwards and does not have now.
    """

    entry: Entry
    places: Sequence[str]
    words: Sequence[str]
    left_out: Sequence[str] = ()
    changes: Sequence[Change] = ()
    findings: Sequence[Finding] = ()

    @property
    def is_refused(self) -> bool:
        """Whether errors would follow from it."""
        return any(finding.severity == "error" for finding in self.findings)


def links_to(corpus: Corpus, name: str) -> Removal:
    """Return the places that name an entry, without any change.

    Raises UsageError for an id that no entry has, and FaultyError if an entry cannot be read.
    """
    refuse_faulty(corpus, ENTRY)
    entry = corpus.entries.get(name)
    if entry is None:
        raise UsageError(unknown(corpus, name, corpus.entries))
    mentions = Mentions(corpus, entry, name)
    places, words = [], []
    for item in corpus.items:
        if item is entry:
            continue
        spans = sorted({edit.span for edit in mentions.edits(item)})
        for span in spans:
            line = item.source.line(span.line).strip()
            places.append(f"{item.path}:{span.line}:{span.column}: {line}")
        known = {span.line for span in spans}
        lines = mentions.words(item.source.text)
        words += [f"{item.path}:{line}" for line in lines if line not in known]
    return Removal(entry, places, words)


def remove(
    corpus: Corpus,
    name: str,
    *,
    into: str = "",
    unlink: bool = False,
    reason: str = "",
    dry_run: bool,
) -> Removal:
    """Remove an entry and return the changes; write nothing with `dry_run`, or if errors follow.

    With `into`, links are turned over to that entry, and the id becomes one of its former ids; with
    `unlink`, links are taken out. Without `into`, the settings record the reason. Raises UsageError
    for ids and links that cannot be treated so, and FaultyError if an entry cannot be read.
    """
    found = links_to(corpus, name)
    entry = found.entry
    other = _other(corpus, entry, into) if into else None
    if not other and not reason.strip():
        raise UsageError(
            "--reason is missing; say in a sentence what became of the entry, for"
            " readers of its old address"
        )
    if found.places and not other and not unlink:
        raise UsageError(f"{len(found.places)} places link to {name!r}")
    mentions = Merging(corpus, entry, other) if other else Unlinking(corpus, entry)
    changes = [*_edited(mentions, other), *reviews.removed(corpus.settings, name, into)]
    file = TextFile.read(corpus.settings.root / entry.path, entry.source.text)
    removed = {} if other else _record(entry, reason)
    text = TextFile.read(corpus.settings.root / FILE)
    raw = renamed_settings(corpus.settings, text.raw, entry, into) if other else text.raw
    raw = recorded(raw, removed) if removed else raw
    changes += [text.change(text.holding(raw))] if raw != text.raw else []
    changes.append(file.change(None))
    findings = _new_findings(corpus, entry, other, changes, removed)
    left_out = mentions.left_out if isinstance(mentions, Merging) else ()
    found = replace(found, left_out=left_out, changes=changes, findings=findings)
    if not dry_run and not found.is_refused:
        commit(corpus.settings.root, changes, f"speckb remove {name}")
    return found


def _other(corpus: Corpus, entry: Entry, name: str) -> Entry:
    other = corpus.entries.get(name)
    if other is None:
        raise UsageError(unknown(corpus, name, corpus.entries))
    if other is entry:
        raise UsageError(f"{name!r} cannot be merged into itself")
    if other.type is not entry.type:
        kind, wanted = other.type.title.lower(), entry.type.title.lower()
        raise UsageError(f"{name!r} has the type {kind!r}; merge into an entry of type {wanted!r}")
    return other


def _record(entry: Entry, reason: str) -> dict[str, str]:
    """Return the record of an entry by docname; its former addresses lead nowhere else either."""
    return {page: " ".join(reason.split()) for page in (entry.docname, *entry.former_pages)}


def _edited(mentions: Mentions, other: Entry | None) -> Iterator[Change]:
    """Yield the changes of all entries and pages but the one that is removed."""
    corpus, entry = mentions.corpus, mentions.entry
    for item in progress(corpus.items, "files read"):
        if item is entry:
            continue
        edits: list[Edit] = mentions.edits(item)
        if item is other:
            edits.append(added_former(other, [*entry.formerly, entry.id]))
        if edits:
            file = TextFile.read(corpus.settings.root / item.path, item.source.text)
            yield file.change(file.edited(edits))


def _new_findings(
    corpus: Corpus,
    entry: Entry,
    other: Entry | None,
    changes: Sequence[Change],
    removed: Mapping[str, str],
) -> list[Finding]:
    """Return the findings that the changes bring, each at its place in the changed file."""
    old = corpus.settings
    settings = replace(old, removed={**old.removed, **removed})
    if other and old.source == entry.id:
        settings = replace(settings, source=other.id)
    if other and old.editors_page == entry.docname:
        settings = replace(settings, editors_page=other.docname)
    contents = {change.path.relative_to(old.root).as_posix(): change.new for change in changes}
    before = {_key(finding) for finding in check(corpus)}
    after = check(load(settings, contents))
    return [f for f in after if _key(f) not in before and f.rule not in REVIEWING]


def _key(finding: Finding) -> tuple[str, str, str]:
    return finding.place.path, finding.rule, finding.message
