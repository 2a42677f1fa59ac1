"""Rules for prose: allowed markup, headings, placeholders, and keywords."""

from __future__ import annotations

import re
from itertools import repeat, takewhile
from typing import TYPE_CHECKING, Any

from speckb.corpus.prose import refusal
from speckb.rules.rule import Group, Hit, Scope, at, rule
from speckb.suggest import choice

if TYPE_CHECKING:
    from collections.abc import Iterator

    from speckb.corpus.corpus import Corpus
    from speckb.corpus.entry import Entry
    from speckb.files.frontmatter import Path, Span

ELEMENT = re.compile(r"</?([\w-]*).*", re.S)
MARK = "FIXME"
PLACEHOLDER = re.compile(rf"\b{MARK}\b")


@rule("prose-directive", Group.PROSE, Scope.ONE_ENTRY, protects=True)
def prose_directive(corpus: Corpus) -> Iterator[Hit]:
    """Prose uses only the directives that are allowed: others could run code or read files.

    Bad:

        ```{include} ../secret.txt
        ```

    Good:

        ```{note}
        Slips are kept for a year.
        ```
    """
    for item in corpus.items:
        for use in item.prose.directives:
            if message := refusal("directive", use.name):
                yield Hit(item, use.name_span, message)


@rule("prose-role", Group.PROSE, Scope.ONE_ENTRY, protects=True)
def prose_role(corpus: Corpus) -> Iterator[Hit]:
    """Prose uses only the roles that are allowed.

    Bad:

        See {download}`slips.zip`.

    Good:

        See {entry}`ATLAS-3`.
    """
    for item in corpus.items:
        for use in item.prose.roles:
            if message := refusal("role", use.name):
                yield Hit(item, use.name_span, message)


@rule("prose-html", Group.PROSE, Scope.ONE_ENTRY, protects=True)
def prose_html(corpus: Corpus) -> Iterator[Hit]:
    """Prose has no raw HTML: a page would show it as text.

    Bad:

        Slips are <b>yellow</b>.

    Good:

        Slips are **yellow**.
    """
    for item in corpus.items:
        opened: list[str] = []
        for use in item.prose.tags():
            name = ELEMENT.sub(r"\1", use.name).lower()
            if use.name.startswith("</") and name in opened:
                opened.remove(name)  # reported at the opening tag
                continue
            opened.append(name)
            yield Hit(
                item, use.span, f"raw HTML {use.name!r} is not allowed; write Markdown, or `code`"
            )


@rule("prose-table", Group.PROSE, Scope.ONE_ENTRY)
def prose_table(corpus: Corpus) -> Iterator[Hit]:
    """Tables are not typed by hand: the directive `computed` puts one on a page.

    Bad:

        | candidate | days |
        | --- | --- |
        | book bus | 3 |

    Good:

        ```{computed} candidates-at-a-glance
        ```
    """
    for item in corpus.items:
        for use in item.prose.tables():
            yield Hit(
                item, use.span, "tables cannot be typed by hand; use the directive 'computed'"
            )


@rule("prose-open", Group.PROSE, Scope.ONE_ENTRY)
def prose_open(corpus: Corpus) -> Iterator[Hit]:
    """A block is closed; otherwise everything after it belongs to it.

    Bad:

        ```{note}
        Slips are kept for a year.

    Good:

        ```{note}
        Slips are kept for a year.
        ```
    """
    for item in corpus.items:
        if use := item.prose.unclosed:
            yield Hit(item, use.span, f"this block is not closed; end it with a line {use.name}")


@rule("heading-level", Group.PROSE, Scope.ONE_ENTRY)
def heading_level(corpus: Corpus) -> Iterator[Hit]:
    """Headings go down one level at a time; those in the prose of an entry start at level 2.

    Bad:

        # Notes

        ### Slips

    Good:

        # Notes

        ## Slips
    """
    for item in corpus.items:
        is_page = item.path not in corpus.entry_paths
        last = 0 if is_page else 1
        for depth, _, signs in item.prose.headings:
            if item.prose.in_directive(signs[0]):
                continue
            span = item.prose.span(*signs)
            if depth > last + 1:
                message = (
                    f"heading of level {depth} after one of level {last}; go down"
                    " one level at a time"
                )
                if last == 0:
                    message = f"the first heading has level {depth}; a page must start with level 1"
                yield Hit(item, span, message)
            elif depth == 1 and not is_page:
                message = (
                    "heading of level 1 in an entry, whose title is in the front"
                    " matter; start with level 2"
                )
                yield Hit(item, span, message)
            last = depth


@rule("keyword-order", Group.PROSE, Scope.ONE_ENTRY, each_edition=True)
def keyword_order(corpus: Corpus) -> Iterator[Hit]:
    """The keywords of an entry are those of its statement, in the same order.

    Bad:

        keywords: [MUST]
        statement: A desk MUST NOT keep a slip.

    Good:

        keywords: [MUST NOT]
        statement: A desk MUST NOT keep a slip.
    """
    known = corpus.settings.keywords
    for entry, keywords, text in _statements(corpus):
        found = known.found(text)
        if found == keywords:
            continue
        words = known.in_any_case.findall(text)
        if words and [word.upper() for word in words] == keywords:
            places = zip(words, _places(entry, ("statement",), known.in_any_case), strict=False)
            word, span = next(place for place in places if not place[0].isupper())
            message = f"{word!r} must be in capitals, as in the keywords: {word.upper()}"
            yield Hit(entry, span, message)
        else:
            said = choice(map(str, keywords)) or "none"
            message = f"the keywords are {said}, but the statement has {choice(found) or 'none'}"
            pairs = zip(keywords, found, strict=False)
            same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
            yield at(entry, ("keywords", same) if same < len(keywords) else ("keywords",), message)


def _statements(corpus: Corpus) -> Iterator[tuple[Entry, list[Any], str]]:
    """Yield entry, keywords and statement of each entry that has both."""
    for entry in corpus.entries.values():
        statement = entry.meta.get("statement")
        keywords = entry.meta.get("keywords")
        if isinstance(statement, str) and isinstance(keywords, list):
            yield entry, keywords, " ".join(statement.split())


@rule("keyword-case", Group.PROSE, Scope.ONE_ENTRY, severity="warning", each_edition=True)
def keyword_case(corpus: Corpus) -> Iterator[Hit]:
    """A statement has keywords such as those of BCP 14 in capitals, or uses other words.

    Bad:

        statement: A desk MUST burn a slip, and should do so at once.

    Good:

        statement: A desk MUST burn a slip, and SHOULD do so at once.
    """
    known = corpus.settings.keywords
    for entry, keywords, text in _statements(corpus):
        words = known.in_any_case.findall(text)
        if all(word.isupper() for word in words):
            continue
        if [word.upper() for word in words] == keywords != known.found(text):
            continue  # reported by keyword-order
        places = _places(entry, ("statement",), known.in_any_case)
        for word, span in zip(words, places, strict=False):
            if not word.isupper():
                message = f"{word!r} in a statement; write {word.upper()} or another word"
                yield Hit(entry, span, message)


def _places(entry: Entry, path: Path, pattern: re.Pattern[str]) -> Iterator[Span]:
    """Yield the places in the file of a field's matches, and then forever that of the field.

    The search goes over the file's text: in the field's value, lines are folded.
    """
    span = entry.locate(path)
    source = entry.source
    start = source.start(span.line) + span.column - 1
    for match in pattern.finditer(source.text, start):
        yield source.span(*match.span())
    yield from repeat(span)


@rule("placeholder", Group.PROSE, Scope.ONE_ENTRY)
def placeholder(corpus: Corpus) -> Iterator[Hit]:
    """No placeholder is left, except in a block of code.

    Bad:

        summary: FIXME one plain sentence

    Good:

        summary: A bus full of books.
    """
    for item in corpus.items:
        text = item.source.text
        if MARK not in text:
            continue
        before = len(text) - len(item.source.body)
        for match in PLACEHOLDER.finditer(text):
            if item.prose.in_block(match.start() - before):
                continue
            span = item.source.span(match.start(), match.end())
            yield Hit(item, span, f"{match[0]} is not filled in yet")
