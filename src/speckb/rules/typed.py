"""Rules for what looks like markup and is none: readers would see it as it is typed."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING

from speckb.corpus.prose.allowed import ROLES
from speckb.corpus.prose.forms import DIRECTIVES
from speckb.rules.rule import Group, Hit, Scope, at, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from speckb.corpus.corpus import Corpus
    from speckb.corpus.prose import Prose
    from speckb.files.frontmatter import Path

Place = tuple[int, int]
_ROLE = "|".join(sorted(ROLES))
# Patterns are strings: to compile one takes longer than to check many pages, and few need them.
# A role with a blank before its text, without an end, or as reStructuredText has it.
ROLE = rf"\{{(?P<name>{_ROLE})\}}(?P<blank>[ \t]*)`|:(?P<colons>{_ROLE}):`"
LABELLED = r"\]\[(?P<label>[^\[\]\n]{0,300})\]"
LABEL = r"(?m)^[ >\t]*\[(?P<label>[^\[\]\n]{1,300})\]:"
LINKED = r"\]\([^()\n]{0,500}\)"
SECOND = r"(?m)^---[ \t]*\n(?:[A-Za-z_][\w-]*:(?:[ \t][^\n]*)?\n|[ \t]+[^\n]*\n)+---[ \t]*$"
CITED = r"\[\^(?P<label>[^\]\s]{1,99})\](?!:)"
NOTE = r"(?m)^[ >\t]*\[\^(?P<label>[^\]\s]{1,99})\]:"
BRACES = r"\{[^{}]*\}?|\}"
LINE = r"(?m)^[ >\t]*+(?P<signs>(?:\*[ \t]*+){3,}|(?:_[ \t]*+){3,}|(?:-[ \t]*+){3,})$"
SIGNS = ("---", "- -", "***", "* *", "___", "_ _", "\t")  # one of them is in such a line
TAG = r"</?[A-Za-z][^<>\n]{0,300}>"


@rule("prose-typed", Group.PROSE, Scope.ONE_ENTRY)
def prose_typed(corpus: Corpus) -> Iterator[Hit]:
    """What looks like a role, link or directive is one, and is not shown as typed.

    Bad:

        See {entry} `ATLAS-3`.

    Good:

        See {entry}`ATLAS-3`.
    """
    for item in corpus.items:
        prose = item.prose
        for (start, end), message in sorted(
            (*_roles(prose), *_links(prose), *_fences(prose), *_numbers(prose))
        ):
            yield Hit(item, prose.span(start, end), message)
        if "\n---" in prose.text or prose.text.startswith("---"):
            for match in re.finditer(SECOND, prose.text):
                start = match.start()
                if not (prose.in_block(start) or prose.in_options(start)):
                    message = "a second front matter; an entry has only one, at its start"
                    yield Hit(item, prose.span(*match.span()), message)


def _roles(prose: Prose) -> Iterator[tuple[Place, str]]:
    text = prose.text
    # nearly all roles are read: only then has each brace before a backtick a role of its own
    odd = "} `" in text or "}\t" in text or ":`" in text
    if not odd and text.count("}`") == len(prose.roles):
        return
    known = {use.name_at[0] for use in prose.roles}
    for match in re.finditer(ROLE, prose.text):
        name = match["name"] or match["colons"]
        start = match.start("name") if match["name"] else match.start()
        if start in known or not prose.is_text(match.start()):
            continue
        if match["colons"]:
            message = f"':{name}:' is a role of reStructuredText; write '{{{name}}}'"
        elif match["blank"]:
            message = f"a space after '{{{name}}}'; the backtick must follow directly"
        else:
            message = f"the backtick after '{{{name}}}' is not closed"
        yield match.span(), message


def _links(prose: Prose) -> Iterator[tuple[Place, str]]:
    text = prose.text
    if "]:" in text:
        seen: set[str] = set()
        for match in re.finditer(LABEL, text):
            label = _folded(match["label"])
            if (
                label in seen
                and not label.startswith("^")
                and not prose.in_block(match.start("label"))
            ):
                yield match.span("label"), f"label {match['label']!r} already has an address"
            seen.add(label)
    if "][" in text:
        known = {_folded(match["label"]) for match in re.finditer(LABEL, text)}
        for match in re.finditer(LABELLED, text):
            label = match["label"] or text[text.rfind("[", 0, match.start()) + 1 : match.start()]
            if _folded(label) not in known and prose.is_text(match.start()):
                message = (
                    f"no line '[{label}]: address' on this page; add one, or write"
                    " '[text](address)'"
                )
                yield match.span(), message
    if "](" in text:
        targets = sorted(use.target_at[0] for use in prose.links)
        for match in re.finditer(LINKED, text):
            place = bisect_right(targets, match.start())
            is_link = place < len(targets) and targets[place] <= match.end()
            if not is_link and prose.is_text(match.start()):
                yield match.span(), "not a link; put an address with spaces between '<' and '>'"


def _numbers(prose: Prose) -> Iterator[tuple[Place, str]]:
    """Yield the texts of references by number that have another place than that of the number."""
    for use in prose.roles:
        if use.name == "numref":
            start = use.name_at[1] + 2  # after the brace and the backtick
            words = prose.text[start : use.target_at[0]]
            if "%" in words.replace("%s", "") or set(re.findall(BRACES, words)) - {
                "{number}",
                "{name}",
            }:
                message = (
                    "not a placeholder; write '%s' or '{number}' for the number,"
                    " '{name}' for the title"
                )
                yield (start, use.target_at[0]), message


def _folded(label: str) -> str:
    return " ".join(label.split()).casefold()


def _fences(prose: Prose) -> Iterator[tuple[Place, str]]:
    for fence, info in prose.plain_fences:
        word = (info.split(maxsplit=1) or [""])[0].strip("{}")
        name = word or info.strip("{} \t").partition(" ")[0]
        if info.startswith("{") or name in DIRECTIVES:
            yield fence, f"not a directive; write '{{{name}}}', without spaces in the braces"
        elif info and prose.text[fence[0]] == ":":
            yield fence, f"not a directive; write the name {info!r} in braces"


@rule("prose-line", Group.PROSE, Scope.ONE_ENTRY)
def prose_line(corpus: Corpus) -> Iterator[Hit]:
    """Prose has no horizontal rules: headings divide it.

    Bad:

        Slips are yellow.

        ***

        Tickets are green.

    Good:

        Slips are yellow.

        ## Tickets

        Tickets are green.
    """
    for item in corpus.items:
        prose = item.prose
        if not any(signs in prose.text for signs in SIGNS):
            continue
        for match in re.finditer(LINE, prose.text):
            start = match.start("signs")
            if prose.is_text(start) and not prose.is_heading(start) and not prose.in_options(start):
                yield Hit(
                    item,
                    prose.span(*match.span("signs")),
                    "horizontal rules are not allowed; use a heading, or remove the line",
                )


@rule("footnote", Group.PROSE, Scope.ONE_ENTRY)
def footnote(corpus: Corpus) -> Iterator[Hit]:
    """A footnote is defined once, and the page refers to it.

    Bad:

        Slips are kept for a year[^1].

    Good:

        Slips are kept for a year[^1].

        [^1]: Or longer, where the law asks for it.
    """
    for item in corpus.items:
        prose = item.prose
        if "[^" not in prose.text:
            continue
        notes = [m for m in re.finditer(NOTE, prose.text) if not prose.in_block(m.start("label"))]
        cited = [m for m in re.finditer(CITED, prose.text) if prose.is_text(m.start())]
        known = {match["label"] for match in notes}
        used = {match["label"] for match in cited}
        seen: set[str] = set()
        for match in notes:
            label, place = match["label"], prose.span(*match.span("label"))
            if label in seen:
                yield Hit(item, place, f"footnote {label!r} is defined twice")
            elif label not in used:
                yield Hit(item, place, f"nothing refers to footnote {label!r}")
            seen.add(label)
        for match in cited:
            if match["label"] not in known:
                message = (
                    f"footnote {match['label']!r} is not defined; add a line"
                    f" '[^{match['label']}]: text'"
                )
                yield Hit(item, prose.span(*match.span()), message)


@rule("field-typed", Group.FIELDS, Scope.ONE_ENTRY, severity="warning")
def field_typed(corpus: Corpus) -> Iterator[Hit]:
    """Front matter is plain text: roles, links and HTML belong in the prose below.

    Bad:

        summary: A bus full of books, see {entry}`ATLAS-3`.

    Good:

        summary: A bus full of books.
    """
    for entry in corpus.entries.values():
        for path, text in _texts(entry.meta, ()):
            if message := _marked(text):
                yield at(entry, path, message)


def _texts(data: object, path: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(data, str):
        if "`" in data or "](" in data or "<" in data:
            yield path, data
    elif isinstance(data, dict):
        for key, part in data.items():
            yield from _texts(part, (*path, key))
    elif isinstance(data, list):
        for number, part in enumerate(data):
            yield from _texts(part, (*path, number))


def _marked(text: str) -> str:
    """Return what kind of markup a text of the front matter has, or an empty string."""
    if match := re.search(ROLE, text):
        return f"the role {match[0]!r} would be shown as typed; write plain text"
    if match := re.search(LINKED, text):
        return "a link would be shown as typed; put it into the prose below"
    if match := re.search(TAG, text):
        return f"HTML {match[0]!r} would be shown as typed; write plain text"
    return ""
