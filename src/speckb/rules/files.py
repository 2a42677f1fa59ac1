"""Rules on a file as such, found while it is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from speckb.rules.rule import Hit, faults, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from speckb.corpus.corpus import Corpus


@rule("file-unreadable")
def file_unreadable(corpus: Corpus) -> Iterator[Hit]:
    """A file of the knowledge base can be read.

    Bad: a file that its owner alone may read, checked by somebody else.
    Good: a file with the permissions of its neighbours.
    """
    yield from faults(corpus, "file-unreadable")


@rule("file-link")
def file_link(corpus: Corpus) -> Iterator[Hit]:
    """An entry or page is a file and no symbolic link, which could lead out of the knowledge base.

    Bad: `works/ATLAS-3.md` as a symbolic link to `/home/reader/atlas.md`.
    Good: `works/ATLAS-3.md` with the text in it.
    """
    yield from faults(corpus, "file-link")


@rule("file-encoding")
def file_encoding(corpus: Corpus) -> Iterator[Hit]:
    """A file is UTF-8.

    Bad: a file that an old editor saved as Latin-1 or as UTF-16.
    Good: the same file saved as UTF-8.
    """
    yield from faults(corpus, "file-encoding")


@rule("file-empty")
def file_empty(corpus: Corpus) -> Iterator[Hit]:
    """A file says something.

    Bad: a file of no bytes, or of white space only.
    Good: an entry with its front matter, or a page with its heading.
    """
    yield from faults(corpus, "file-empty")


@rule("file-lost")
def file_lost(corpus: Corpus) -> Iterator[Hit]:
    """A Markdown file in a folder of entries is read: it lies right there and ends in `.md`.

    Bad: `works/new/ATLAS-3.md`, or `works/ATLAS-3.MD`.
    Good: `works/ATLAS-3.md`.
    """
    yield from faults(corpus, "file-lost")


@rule("file-folder")
def file_folder(corpus: Corpus) -> Iterator[Hit]:
    """An entry lies in the folder of its type.

    Bad: a work with all its fields in `demands/ATLAS-3.md`.
    Good: the same file as `works/ATLAS-3.md`.
    """
    yield from faults(corpus, "file-folder")


@rule("front-matter-missing")
def front_matter_missing(corpus: Corpus) -> Iterator[Hit]:
    """An entry starts with front matter: a line of three dashes, and its fields.

    Bad:

        # Atlas of branches

    Good:

        ---
        id: ATLAS-3
        title: Atlas of branches
    """
    yield from faults(corpus, "front-matter-missing")


@rule("front-matter-open")
def front_matter_open(corpus: Corpus) -> Iterator[Hit]:
    """Front matter ends with a line of three dashes.

    Bad:

        year: 1920
        shelf: open

        A map of every branch.

    Good:

        year: 1920
        shelf: open
        ---

        A map of every branch.
    """
    yield from faults(corpus, "front-matter-open")


@rule("front-matter-shape")
def front_matter_shape(corpus: Corpus) -> Iterator[Hit]:
    """Front matter is a list of lines `field: value`.

    Bad:

        ---
        - ATLAS-3
        - Atlas of branches
        ---

    Good:

        ---
        id: ATLAS-3
        title: Atlas of branches
    """
    yield from faults(corpus, "front-matter-shape")


@rule("id-file")
def id_file(corpus: Corpus) -> Iterator[Hit]:
    """A file is named after its entry's id.

    Bad: `id: ATLAS-4` in `works/ATLAS-3.md`.
    Good: `id: ATLAS-3` in `works/ATLAS-3.md`.
    """
    yield from faults(corpus, "id-file")
