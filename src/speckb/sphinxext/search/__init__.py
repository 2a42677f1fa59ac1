"""The search of the site: passages of each page, and the index that browsers load.

The index is made by MiniSearch in the browser, from the documents that are packed here.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from speckb.corpus.choices import explorer_page
from speckb.files.output import write
from speckb.sphinxext.page_editions import other_addresses
from speckb.sphinxext.search import packing
from speckb.sphinxext.search.documents import documents, without_common
from speckb.sphinxext.search.languages import rules
from speckb.sphinxext.search.passages import FOLDER, file_of, passages, store
from speckb.sphinxext.state import corpus_of, settings_of
from speckb.tables.answers import answers, resting

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from docutils import nodes
    from sphinx.application import Sphinx

    from speckb.corpus.corpus import Corpus
    from speckb.sphinxext.search.documents import Document

__all__ = ["INDEX", "connect", "file_of", "store_page"]

INDEX = f"{FOLDER}/index.js"
PAGE = "search"


def connect(app: Sphinx) -> None:
    """Register the page with results, and the writing of the index when all pages are written."""
    app.connect("html-collect-pages", _pages)
    app.connect("build-finished", _write_index, priority=700)


def store_page(app: Sphinx, docname: str, doctree: nodes.document) -> None:
    """Write the passages of a page that is about to be written."""
    is_entry = docname in corpus_of(app).by_docname
    store(Path(app.outdir), docname, passages(doctree, whole_tables=is_entry))


def _pages(_app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    yield PAGE, {}, "search.html"


def _write_index(app: Sphinx, error: Exception | None) -> None:
    if error is None and app.builder.format == "html":
        data = json.dumps(index(app), ensure_ascii=False, separators=(",", ":"))
        write(Path(app.outdir) / INDEX, f"Search.setIndex({data});\n")


def index(app: Sphinx) -> dict[str, Any]:
    """Return the data of the search as JSON values.

    `kinds` are name and title of each kind; a row of `groups` has the number of a kind, the rank of
    its documents (see `documents.Rank`), and a row per document: its address and its names.
    Documents are numbered through all groups. `words` are packed (see `packing`), those of texts,
    of leads and of headings. `endings`, `choosing` and `section_words` are rules of the language
    (see `languages.Rules`). The rest is for direct answers (see `tables.answers`): `sections` has,
    by document, the pattern of addresses and the documents that rest on each section, packed;
    `explorer` is the page that compares entries.
    """
    spoken = rules(settings_of(app).language)
    found = documents(app, Path(app.outdir))
    common = without_common(found)
    kinds = list(dict.fromkeys(one.kind for one in found))
    groups: list[list[Any]] = []
    for one in found:
        group = [kinds.index(one.kind), int(one.rank)]
        if not groups or groups[-1][:2] != group:
            groups.append([*group, []])
        groups[-1][2].append([one.address, *one.names])
    return {
        "suffix": app.builder.out_suffix,  # type: ignore[attr-defined]
        "kinds": kinds,
        "groups": groups,
        "skipped": " ".join(sorted(spoken.skipped | common)),
        "endings": spoken.endings,
        "choosing": spoken.choosing,
        "section_words": spoken.sections,
        "words": packing.pack(_places(found)),
        "explorer": explorer_page(corpus_of(app).whole),
        **_answers(app, found),
    }


def _places(found: Sequence[Document]) -> dict[str, list[list[int]]]:
    """Return the numbers of the documents that have each word: in texts, leads and headings."""
    places: dict[str, list[list[int]]] = {}
    for number, one in enumerate(found):
        for field, own in enumerate((one.words, one.lead, one.headings)):
            for word in own:
                places.setdefault(word, [[], [], []])[field].append(number)
    return places


def _answers(app: Sphinx, found: Sequence[Document]) -> dict[str, Any]:
    """Return the data of direct answers.

    A column has the number of what is asked about, and its edition; a row the number of an entry,
    the editions that its page shows at an address of their own, and its cells: 0, or from 1 the
    number of an answer: its words, tone and condition.
    """
    corpus = corpus_of(app)
    numbers = {one.address: number for number, one in enumerate(found)}
    of_entry = {e.id: numbers[e.docname] for e in corpus.entries.values() if e.docname in numbers}
    given = answers(corpus)
    columns = {about: one.edition for (_, about), one in given.items()}
    told = dict.fromkeys((one.label, one.tone, one.condition) for one in given.values())
    places = {one: place for place, one in enumerate(told, start=1)}
    rows = []
    for entry in dict.fromkeys(entry for entry, _ in given):
        docname = corpus.entries[entry].docname
        cells = [
            places[one.label, one.tone, one.condition] if (one := given.get((entry, c))) else 0
            for c in columns
        ]
        rows.append([of_entry[entry], other_addresses(app, docname), cells])
    return {
        "columns": [[of_entry[name], edition] for name, edition in columns.items()],
        "rows": rows,
        "answers": list(places),
        "sections": _sections(corpus, of_entry),
    }


def _sections(corpus: Corpus, of_entry: Mapping[str, int]) -> list[list[Any]]:
    return [
        [
            of_entry[document],
            corpus.entries[document].meta.get("section_url", ""),
            {
                section: packing.gaps(sorted({of_entry[name] for name in names}))
                for section, names in sorted(by_section.items())
            },
        ]
        for document, by_section in resting(corpus).items()
        if document in of_entry
    ]
