"""Rules on the form of one file, found while it is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from speckb.rules.rule import Hit, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from speckb.corpus import Corpus


def _faults(corpus: Corpus, name: str) -> Iterator[Hit]:
    return (Hit(f.file, f.span, f.message) for f in corpus.faults if f.rule == name)


@rule("file-unreadable")
def file_unreadable(corpus: Corpus) -> Iterator[Hit]:
    """A file of the knowledge base can be read.

    Bad: a file that its owner alone may read, checked by somebody else.
    Good: a file with the permissions of its neighbours.
    """
    yield from _faults(corpus, "file-unreadable")


@rule("file-link")
def file_link(corpus: Corpus) -> Iterator[Hit]:
    """An entry or page is a file and no symbolic link, which could lead out of the knowledge base.

    Bad: `works/ATLAS-3.md` as a symbolic link to `/home/reader/atlas.md`.
    Good: `works/ATLAS-3.md` with the text in it.
    """
    yield from _faults(corpus, "file-link")


@rule("file-encoding")
def file_encoding(corpus: Corpus) -> Iterator[Hit]:
    """A file is UTF-8.

    Bad: a file that an old editor saved as Latin-1 or as UTF-16.
    Good: the same file saved as UTF-8.
    """
    yield from _faults(corpus, "file-encoding")


@rule("file-empty")
def file_empty(corpus: Corpus) -> Iterator[Hit]:
    """A file says something.

    Bad: a file of no bytes, or of white space only.
    Good: an entry with its front matter, or a page with its heading.
    """
    yield from _faults(corpus, "file-empty")


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
    yield from _faults(corpus, "front-matter-missing")


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
    yield from _faults(corpus, "front-matter-open")


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
    yield from _faults(corpus, "front-matter-shape")


@rule("yaml-syntax")
def yaml_syntax(corpus: Corpus) -> Iterator[Hit]:
    """Front matter is YAML: a text with a colon and a space in it stands in quotes.

    Bad:

        title: Atlas: every branch

    Good:

        title: "Atlas: every branch"
    """
    yield from _faults(corpus, "yaml-syntax")


@rule("yaml-duplicate-key")
def yaml_duplicate_key(corpus: Corpus) -> Iterator[Hit]:
    """A field stands once in its group.

    Bad:

        mark: Atlas
        mark: Atlas 3

    Good:

        mark: Atlas
    """
    yield from _faults(corpus, "yaml-duplicate-key")


@rule("yaml-alias")
def yaml_alias(corpus: Corpus) -> Iterator[Hit]:
    """Front matter has no anchors and aliases: each value is written where it is used.

    Bad:

        title: &name Atlas
        mark: *name

    Good:

        title: Atlas of branches
        mark: Atlas
    """
    yield from _faults(corpus, "yaml-alias")


@rule("yaml-tag")
def yaml_tag(corpus: Corpus) -> Iterator[Hit]:
    """Front matter has no YAML tags: the schema says what is a number, a text or a list.

    Bad:

        year: !!int 1920

    Good:

        year: 1920
    """
    yield from _faults(corpus, "yaml-tag")


@rule("yaml-line-end")
def yaml_line_end(corpus: Corpus) -> Iterator[Hit]:
    """Front matter has no character that ends a line for YAML and for nobody else.

    Bad: a title with a line separator (U+2028), pasted from a word processor.
    Good: the same title with a blank in its place.
    """
    yield from _faults(corpus, "yaml-line-end")


@rule("yaml-deep")
def yaml_deep(corpus: Corpus) -> Iterator[Hit]:
    """Front matter is not nested deeper than any schema could ask for.

    Bad: `draws_on: [[[[[[[[[[[[[ATLAS-3]]]]]]]]]]]]]`.
    Good: `draws_on: [ATLAS-3]`.
    """
    yield from _faults(corpus, "yaml-deep")


@rule("yaml-key")
def yaml_key(corpus: Corpus) -> Iterator[Hit]:
    """A field's name is a word, and no list or group.

    Bad:

        ? [title]
        : Atlas of branches

    Good:

        title: Atlas of branches
    """
    yield from _faults(corpus, "yaml-key")


@rule("field-unknown")
def field_unknown(corpus: Corpus) -> Iterator[Hit]:
    """A field is one that the type's schema knows.

    Bad:

        desk: 1

    Good:

        desks: 1
    """
    yield from _faults(corpus, "field-unknown")


@rule("field-missing")
def field_missing(corpus: Corpus) -> Iterator[Hit]:
    """An entry has every field that the type's schema requires.

    Bad:

        id: ATLAS-3
        title: Atlas of branches
        mark: Atlas

    Good:

        id: ATLAS-3
        title: Atlas of branches
        section: "7"
        mark: Atlas
    """
    yield from _faults(corpus, "field-missing")


@rule("value-type")
def value_type(corpus: Corpus) -> Iterator[Hit]:
    """A value has the type that the schema asks for: a text, a list, a number, a group.

    Bad:

        draws_on: ATLAS-3

    Good:

        draws_on: [ATLAS-3]
    """
    yield from _faults(corpus, "value-type")


@rule("value-empty")
def value_empty(corpus: Corpus) -> Iterator[Hit]:
    """A field that is there has a value.

    Bad:

        summary:

    Good:

        summary: A bus full of books.
    """
    yield from _faults(corpus, "value-empty")


@rule("value-form")
def value_form(corpus: Corpus) -> Iterator[Hit]:
    """A value has the form that the schema asks for, such as an id, a date or a section.

    Bad:

        section: seven

    Good:

        section: "7"
    """
    yield from _faults(corpus, "value-form")


@rule("value-unknown")
def value_unknown(corpus: Corpus) -> Iterator[Hit]:
    """A value is one of the words that the schema lists.

    Bad:

        duty: [OUGHT]

    Good:

        duty: [SHOULD]
    """
    yield from _faults(corpus, "value-unknown")


@rule("value-twice")
def value_twice(corpus: Corpus) -> Iterator[Hit]:
    """A list names each item once.

    Bad:

        draws_on: [ATLAS-3, ATLAS-3]

    Good:

        draws_on: [ATLAS-3]
    """
    yield from _faults(corpus, "value-twice")


@rule("id-file")
def id_file(corpus: Corpus) -> Iterator[Hit]:
    """A file is named after its entry's id.

    Bad: `id: ATLAS-4` in `works/ATLAS-3.md`.
    Good: `id: ATLAS-3` in `works/ATLAS-3.md`.
    """
    yield from _faults(corpus, "id-file")


@rule("id-duplicate")
def id_duplicate(corpus: Corpus) -> Iterator[Hit]:
    """An id names one entry, whatever its type.

    Bad: a work and a circumstance that are both called `new-ticket`.
    Good: the work is called `TICKETS-1`, and the circumstance `new-ticket`.
    """
    yield from _faults(corpus, "id-duplicate")
