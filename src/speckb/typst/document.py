"""The document: all pages in the order of the site's contents, as files of Typst code."""

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
    from speckb.typst.writer import PageCode

TERM = re.compile(r'\bterm-link\(("[^"\\]*"),')
FRAME = '#import "/frame.typ": *\n'
IMPORT = '#import "/template.typ": *\n'


@dataclass(frozen=True, slots=True)
class Cover:
    """Texts of the cover and the paper size."""

    title: str
    release: str
    date: str
    authors: Sequence[str]
    rights: str
    source: str
    edition: str
    paper: str


@dataclass(frozen=True)
class Document:
    """The pages of a site with cover, contents and index."""

    env: BuildEnvironment
    corpus: Corpus
    cover: Cover
    page_codes: Mapping[str, PageCode]

    @cached_property
    def leaves(self) -> Sequence[Leaf]:
        """Every page but the landing page, in the order of the contents."""
        return list(leaves(self.env))

    @cached_property
    def labels(self) -> frozenset[str]:
        """Labels that are the target of a link; no other anchor is written to the PDF."""
        links = {label for page_code in self.page_codes.values() for label in page_code.wanted}
        heads = {item.label for page_code in self.page_codes.values() for item in page_code.items}
        tables = {name for page_code in self.page_codes.values() for name in page_code.tables}
        return frozenset({*links, *heads, *tables} - {""})

    def page_label(self, docname: str) -> str:
        """Return the label of a page as a whole."""
        return f"{percent(docname)}:"

    def files(self) -> Iterator[tuple[str, str]]:
        """Yield name and code of each file of the document."""
        tables: set[str] = set()
        terms: set[str] = set()
        dangling = _dangling_labels(self.page_codes)
        for leaf in [Leaf(self.env.config.root_doc, 0), *self.leaves]:
            docname = leaf.docname
            terms = set() if leaf.chapter else terms
            code = _without_repeated_terms(self.page_codes[docname].code, terms)
            for name in self.page_codes[docname].tables:
                if name in tables:
                    code = code.replace(destination(name), "none")
                tables.add(name)
            marks = "".join(
                f"#{call('heading-anchor', quote(name))}\n" for name in dangling.get(docname, ())
            )
            yield file_of(docname), f"{IMPORT}{marks}#{code}\n"
        yield "main.typ", "".join(self._main())

    def _main(self) -> Iterator[str]:
        yield FRAME
        yield f"#let cover = {dictionary(_cover_fields(self.cover))}\n#show: book.with(cover)\n"
        yield f"#{call('about-page', _include(self.env.config.root_doc))}\n"
        yield from contents.front(self.leaves, self.page_codes)
        yield "#show: main-matter\n"
        for number, leaf in enumerate(self.leaves):
            if leaf.chapter:
                label = contents.part_label(number)
                yield f"#{call('chapter-start', quote(leaf.part), quote(label))}\n"
            body = _include(leaf.docname)
            yield f"#{call('page-body', str(leaf.level), boolean(leaf.listed), body)}\n"
        yield from contents.index(self.corpus)


def _without_repeated_terms(code: str, terms: set[str]) -> str:
    """Return a page's code with links for those terms only that its chapter has not linked yet.

    The site links terms once per page, since pages are opened alone; a chapter is read through.
    """

    def link_or_text(found: re.Match[str]) -> str:
        again = found[1] in terms
        terms.add(found[1])
        return found[0].replace("term-link", "repeated-term", 1) if again else found[0]

    return TERM.sub(link_or_text, code)


def file_of(docname: str) -> str:
    """Return the name of a page's file, by which the compiler's messages name the page."""
    return f"pages/{docname}.typ"


def _dangling_labels(page_codes: Mapping[str, PageCode]) -> dict[str, list[str]]:
    """Return labels that are linked to but not defined, by the page that their name starts with.

    Links to them lead to the start of that page.
    """
    defined = {label for page_code in page_codes.values() for label in page_code.targets}
    wanted = {label for page_code in page_codes.values() for label in page_code.wanted}
    found: dict[str, list[str]] = {}
    for label in sorted(wanted - defined):
        found.setdefault(unquote(label.partition(":")[0]), []).append(label)
    return found


def _cover_fields(cover: Cover) -> dict[str, str]:
    return {
        "title": quote(cover.title),
        "release": quote(cover.release),
        "date": quote(cover.date),
        "authors": array(map(quote, cover.authors)),
        "rights": quote(cover.rights),
        "source": quote(cover.source),
        "edition": quote(cover.edition),
        "paper": quote(cover.paper),
    }


def _include(docname: str) -> str:
    return f"include {quote('/' + file_of(docname))}"
