"""The whole document: its pages in the order of the site's contents, one file of code for each."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import quote as percent
from urllib.parse import unquote

from speckb.typst import contents
from speckb.typst.code import array, boolean, call, dictionary, quote
from speckb.typst.leaves import Leaf, leaves
from speckb.typst.tables import destination

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sphinx.environment import BuildEnvironment

    from speckb.corpus.corpus import Corpus
    from speckb.typst.writer import Sheet

TERM = re.compile(r'\bterm\(("[^"\\]*"),')
FRAME = '#import "/frame.typ": *\n'
IMPORT = '#import "/template.typ": *\n'


@dataclass(frozen=True, slots=True)
class Cover:
    """What the cover says."""

    title: str
    edition: str
    date: str
    authors: Sequence[str]
    rights: str
    source: str
    paper: str


@dataclass(frozen=True)
class Document:
    """All sheets of a site and what stands before and after them."""

    env: BuildEnvironment
    corpus: Corpus
    cover: Cover
    sheets: Mapping[str, Sheet]

    @cached_property
    def leaves(self) -> Sequence[Leaf]:
        """Every page but the landing page, in the order of the contents."""
        return list(leaves(self.env))

    @cached_property
    def labels(self) -> frozenset[str]:
        """The labels that something leads to: only these become destinations."""
        links = {label for sheet in self.sheets.values() for label in sheet.wanted}
        heads = {item.label for sheet in self.sheets.values() for item in sheet.items}
        tables = {name for sheet in self.sheets.values() for name in sheet.tables}
        return frozenset({*links, *heads, *tables} - {""})

    def page_label(self, docname: str) -> str:
        """Return the label of a page as a whole."""
        return f"{percent(docname)}:"

    def files(self) -> Iterator[tuple[str, str]]:
        """Yield the name and the code of each file that the document consists of."""
        tables: set[str] = set()
        terms: set[str] = set()
        strays = _strays(self.sheets)
        for leaf in [Leaf(self.env.config.root_doc, 0), *self.leaves]:
            docname = leaf.docname
            terms = set() if leaf.chapter else terms
            code = _once(self.sheets[docname].code, terms)
            for name in self.sheets[docname].tables:
                if name in tables:
                    code = code.replace(destination(name), "none")
                tables.add(name)
            marks = "".join(
                f"#{call('sign-post', quote(name))}\n" for name in strays.get(docname, ())
            )
            yield file_of(docname), f"{IMPORT}{marks}#{code}\n"
        yield "main.typ", "".join(self._main())

    def _main(self) -> Iterator[str]:
        yield FRAME
        yield f"#let cover = {dictionary(_fields(self.cover))}\n#show: book.with(cover)\n"
        yield f"#{call('opening', _include(self.env.config.root_doc))}\n"
        yield from contents.front(self.leaves, self.sheets)
        yield "#show: start\n"
        for number, leaf in enumerate(self.leaves):
            if leaf.chapter:
                label = contents.part_label(number)
                yield f"#{call('opens', quote(leaf.part), quote(label))}\n"
            body = _include(leaf.docname)
            yield f"#{call('leaf', str(leaf.level), boolean(leaf.listed), body)}\n"
        yield from contents.index(self.corpus)


def _once(code: str, terms: set[str]) -> str:
    """Return a page's code in which a term that its chapter had before is plain text.

    A site's page is opened by itself, and each explains its terms; a chapter is read through.
    """

    def said(found: re.Match[str]) -> str:
        again = found[1] in terms
        terms.add(found[1])
        return found[0].replace("term", "said", 1) if again else found[0]

    return TERM.sub(said, code)


def file_of(docname: str) -> str:
    """Return the name of a page's file; a message of the compiler names it."""
    return f"pages/{docname}.typ"


def _strays(sheets: Mapping[str, Sheet]) -> dict[str, list[str]]:
    """Return the labels that are wanted and nowhere defined, by the page that they belong to."""
    defined = {label for sheet in sheets.values() for label in sheet.targets}
    wanted = {label for sheet in sheets.values() for label in sheet.wanted}
    found: dict[str, list[str]] = {}
    for label in sorted(wanted - defined):
        found.setdefault(unquote(label.partition(":")[0]), []).append(label)
    return found


def _fields(cover: Cover) -> dict[str, str]:
    return {
        "title": quote(cover.title),
        "edition": quote(cover.edition),
        "date": quote(cover.date),
        "authors": array(map(quote, cover.authors)),
        "rights": quote(cover.rights),
        "source": quote(cover.source),
        "paper": quote(cover.paper),
    }


def _include(docname: str) -> str:
    return f"include {quote('/' + file_of(docname))}"
