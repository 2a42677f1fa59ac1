"""The document: all pages in the order of the site's contents, as files of Typst code."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import quote as percent

from speckb.language import _
from speckb.sphinxext.leaves import Leaf, leaves
from speckb.typst import contents, subject_index
from speckb.typst.code import array, boolean, call, dictionary, quote
from speckb.typst.faces import BUILT_IN, Faces
from speckb.typst.front_matter import edition, front_matter, release
from speckb.typst.groups import Group, grouped
from speckb.typst.tables import destination
from speckb.typst.writer import PageCode

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sphinx.environment import BuildEnvironment

    from speckb.corpus.entry import Entry
    from speckb.typst.addresses import Addresses
    from speckb.typst.imprint import Imprint

TERM = re.compile(r'\bterm-link\(("[^"\\]*"),')
FRAME = '#import "/frame.typ": *\n'
IMPORT = '#import "/template.typ": *\n'


@dataclass(frozen=True)
class Document:
    """The pages of a site with cover, front matter, contents and index."""

    env: BuildEnvironment
    addresses: Addresses
    imprint: Imprint
    page_codes: Mapping[str, PageCode]
    faces: Faces = BUILT_IN

    @cached_property
    def leaves(self) -> Sequence[Leaf]:
        """Every printed page but the landing page, in the order of the contents."""
        return [leaf for leaf, _ in self._grouped]

    @cached_property
    def groups(self) -> Mapping[str, Sequence[Group]]:
        """The groups of entries that begin before a page, by its name."""
        return {leaf.docname: begun for leaf, begun in self._grouped if begun}

    @cached_property
    def _grouped(self) -> Sequence[tuple[Leaf, Sequence[Group]]]:
        found: list[Leaf] = []
        part = ""
        for leaf in leaves(self.env):
            part = leaf.part or part
            if leaf.docname in self.page_codes:
                found.append(replace(leaf, part=part))
                part = ""
        return [*grouped(self.addresses.corpus, found)]

    @cached_property
    def labels(self) -> frozenset[str]:
        """Labels that are the target of a link; no other anchor is written to the PDF."""
        links = {label for page_code in self.page_codes.values() for label in page_code.wanted}
        heads = {item.label for page_code in self.page_codes.values() for item in page_code.items}
        tables = {name for page_code in self.page_codes.values() for name in page_code.tables}
        entries = (self.addresses.label(entry.docname) for entry in self.entries)
        indexed = subject_index.labels(self.subjects)
        groups = {group.label for begun in self.groups.values() for group in begun}
        return frozenset({*links, *heads, *tables, *entries, *indexed, *groups} - {""})

    @cached_property
    def entries(self) -> Sequence[Entry]:
        """The entries that are printed, in whatever form."""
        known = self.addresses
        defined = {label for page_code in self.page_codes.values() for label in page_code.targets}
        return [e for e in known.corpus.entries.values() if known.label(e.docname) in defined]

    @cached_property
    def subjects(self) -> Sequence[subject_index.Subject]:
        """The lines of the index."""
        terms = (term for page_code in self.page_codes.values() for term in page_code.terms)
        return subject_index.subjects(
            terms, self.entries, lambda entry: self.addresses.label(entry.docname)
        )

    @cached_property
    def titles(self) -> Mapping[str, str]:
        """The title of each label: of its heading, figure, table or entry, or else of its page."""
        found = {label: self._title_of_page(label) for label in self.labels}
        found |= {item.label: item.text for code in self.page_codes.values() for item in code.items}
        found |= {name: text for name, text, _ in contents.titles(self.leaves, self.page_codes)}
        found |= {g.label: g.title for begun in self.groups.values() for g in begun}
        found |= {self.addresses.label(entry.docname): entry.heading for entry in self.entries}
        return found

    def _title_of_page(self, label: str) -> str:
        """Return the title of the page that a label is on; of the document for the landing page."""
        page_code = self.page_codes.get(self.addresses.docname_of(label))
        items = page_code.items if page_code else ()
        return next((item.text for item in items), self.imprint.title)

    def page_label(self, docname: str) -> str:
        """Return the label of a page as a whole."""
        return f"{percent(docname)}:"

    def files(self) -> Iterator[tuple[str, str]]:
        """Yield name and code of each file of the document."""
        tables: set[str] = set()
        terms: set[str] = set()
        dangling = self._dangling_labels()
        root = self.env.config.root_doc
        for leaf in [Leaf(root, 0), *self.leaves]:
            docname = leaf.docname
            page_code = self.page_codes.get(docname, PageCode(docname))
            terms = set() if leaf.chapter else terms
            code = _without_repeated_terms(page_code.code, terms)
            if docname == root:
                code = front_matter(self.imprint, code)
            for name in page_code.tables:
                if name in tables:
                    code = code.replace(destination(name), "none")
                tables.add(name)
            marks = "".join(
                f"#{call('heading-anchor', quote(name))}\n" for name in dangling.get(docname, ())
            )
            yield file_of(docname), f"{IMPORT}{marks}#{code}\n"
        yield "main.typ", "".join(self._main())

    def _dangling_labels(self) -> dict[str, list[str]]:
        """Return labels that are linked to but not defined, by the page at whose start they are.

        It is the page that the label names, or else the nearest printed one above it.
        """
        defined = {label for page_code in self.page_codes.values() for label in page_code.targets}
        wanted = {label for page_code in self.page_codes.values() for label in page_code.wanted}
        above = {
            below: name for name, names in self.env.toctree_includes.items() for below in names
        }
        root = self.env.config.root_doc
        found: dict[str, list[str]] = {}
        for label in sorted(wanted - defined):
            docname = self.addresses.docname_of(label)
            while docname not in self.page_codes and docname != root:
                docname = above.get(docname, root)
            found.setdefault(docname, []).append(label)
        return found

    def _main(self) -> Iterator[str]:
        yield FRAME
        root, title = self.env.config.root_doc, _("About this document")
        yield f"#let cover = {dictionary(_cover_fields(self.imprint))}\n#show: book.with(cover)\n"
        yield f"#{call('about-page', quote(title), _include(root))}\n"
        yield from contents.front(root, self.leaves, self.page_codes, self.groups)
        yield "#show: main-matter\n"
        for number, leaf in enumerate(self.leaves):
            if leaf.chapter:
                label = contents.part_label(number)
                yield f"#{call('chapter-start', quote(leaf.part), quote(label))}\n"
            for group in self.groups.get(leaf.docname, ()):
                fields = str(group.level), quote(group.title), quote(group.label)
                yield f"#{call('group-heading', *fields)}\n"
            body = _include(leaf.docname)
            yield f"#{call('page-body', str(leaf.level), boolean(leaf.listed), body)}\n"
        yield subject_index.code(self.subjects)


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


def _cover_fields(imprint: Imprint) -> dict[str, str]:
    rows = {
        _("Edition"): imprint.edition,
        _("Release"): imprint.release,
        _("Date"): imprint.date,
        _("Authors"): _(", ").join(imprint.authors),
    }
    return {
        "title": quote(imprint.title),
        "authors": array(map(quote, imprint.authors)),
        "rights": quote(imprint.rights),
        "source": quote(imprint.source),
        "rows": array(array(map(quote, row)) for row in rows.items() if row[1]),
        "edition": quote(edition(imprint) if imprint.edition else ""),
        "release": quote(release(imprint) if imprint.release else ""),
        # Translators: number of a page, at its foot
        "folio": quote(_("Page {page} of {pages}")),
        "abstract": quote("\n\n".join(imprint.abstract)),
        "keywords": array(map(quote, imprint.keywords)),
        "paper": quote(imprint.paper),
    }


def _include(docname: str) -> str:
    return f"include {quote('/' + file_of(docname))}"
