"""The whole document: its pages in the order of the site's contents, one file of code for each."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sphinx.addnodes import toctree

from speckb.typst.grids import destination
from speckb.typst.quote import array, call, dictionary, quote

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from docutils.nodes import Element
    from sphinx.environment import BuildEnvironment

    from speckb.corpus import Corpus
    from speckb.typst.writer import Sheet

PIECES = re.compile(r"(\d+)")
IMPORT = '#import "/template.typ": *\n'


@dataclass(frozen=True, slots=True)
class Leaf:
    """A page in the document: its name, and how many headings stand above its own."""

    docname: str
    level: int
    part: str = ""


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


def leaves(env: BuildEnvironment) -> Iterator[Leaf]:
    """Yield every page but the landing page in the order of the contents; the rest comes last."""
    seen = {env.config.root_doc}
    toc: Element | None = env.tocs.get(env.config.root_doc)
    for tree in toc.findall(toctree) if toc is not None else ():
        part = tree.get("caption") or ""
        for name in tree["includefiles"]:
            for leaf in _below(env, name, int(bool(part)), seen):
                yield Leaf(leaf.docname, leaf.level, part)
                part = "" if part else part
    for name in sorted(env.found_docs - seen):
        yield from _below(env, name, 0, seen)


def _below(env: BuildEnvironment, name: str, level: int, seen: set[str]) -> Iterator[Leaf]:
    """Yield a page and those of its own contents, each one once."""
    if name in seen or name not in env.found_docs:
        return
    seen.add(name)
    yield Leaf(name, level)
    for below in env.toctree_includes.get(name, ()):
        yield from _below(env, below, level + 1, seen)


def files(
    env: BuildEnvironment, corpus: Corpus, cover: Cover, sheets: Mapping[str, Sheet]
) -> Iterator[tuple[str, str]]:
    """Yield the name and the code of each file that the document consists of."""
    order = list(leaves(env))
    docnames = [env.config.root_doc, *(leaf.docname for leaf in order)]
    tables: set[str] = set()
    strays = _strays(sheets)
    for docname in docnames:
        code = sheets[docname].code
        for name in sheets[docname].tables:
            if name in tables:
                code = code.replace(destination(name), "none")
            tables.add(name)
        marks = "".join(f"#{call('anchor', quote(label))}\n" for label in strays.get(docname, ()))
        yield file_of(docname), f"{IMPORT}{marks}#{code}\n"
    yield "main.typ", "".join(_main(env, corpus, cover, order))


def file_of(docname: str) -> str:
    """Return the name of a page's file; a message of the compiler names it."""
    return f"pages/{docname}.typ"


def _strays(sheets: Mapping[str, Sheet]) -> dict[str, list[str]]:
    """Return the labels that are wanted and nowhere defined, by the page that they belong to."""
    defined = {label for sheet in sheets.values() for label in sheet.targets}
    wanted = {label: place for sheet in sheets.values() for label, place in sheet.wanted.items()}
    found: dict[str, list[str]] = {}
    for label in sorted(wanted.keys() - defined):
        docname = label.partition(":")[0]
        found.setdefault(docname, []).append(label)
    return found


def _main(
    env: BuildEnvironment, corpus: Corpus, cover: Cover, order: Sequence[Leaf]
) -> Iterator[str]:
    yield IMPORT
    fields = {
        "title": quote(cover.title),
        "edition": quote(cover.edition),
        "date": quote(cover.date),
        "authors": array(map(quote, cover.authors)),
        "rights": quote(cover.rights),
        "source": quote(cover.source),
        "paper": quote(cover.paper),
    }
    yield f"#show: book.with({dictionary(fields)})\n"
    yield f"#{call('opening', _include(env.config.root_doc))}\n"
    for leaf in order:
        if leaf.part:
            yield f"#{call('part', quote(leaf.part))}\n"
        yield f"#{call('leaf', str(leaf.level), _include(leaf.docname))}\n"
    yield f"#{call('index-of', *_index(corpus))}\n"


def _include(docname: str) -> str:
    return f"include {quote('/' + file_of(docname))}"


def _index(corpus: Corpus) -> Iterator[str]:
    """Yield a row of the index for each entry: its label, its name and its type."""
    for entry in sorted(corpus.entries.values(), key=lambda e: _natural(e.heading)):
        yield array([quote(entry.id), quote(entry.heading), quote(entry.type.title)])


def _natural(text: str) -> list[str | int]:
    """Return a key by which numbers in texts sort as numbers and letters as letters."""
    pieces = PIECES.split(text.casefold())
    return [int(piece) if number % 2 else piece for number, piece in enumerate(pieces)]
