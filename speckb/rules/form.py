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
    """An entry is a file and no symbolic link, which could lead out of the knowledge base.

    Bad: `mechanisms/zrtp.md -> /home/me/zrtp.md`
    Good: `mechanisms/zrtp.md` with the text in it.
    """
    yield from _faults(corpus, "file-link")


@rule("file-encoding")
def file_encoding(corpus: Corpus) -> Iterator[Hit]:
    """A file is UTF-8.

    Bad: a file that an old editor saved as Latin-1.
    Good: the same file saved as UTF-8.
    """
    yield from _faults(corpus, "file-encoding")


@rule("file-empty")
def file_empty(corpus: Corpus) -> Iterator[Hit]:
    """A file says something.

    Bad: a file of no bytes, or of white space only.
    Good: a file with front matter, or with a page's heading.
    """
    yield from _faults(corpus, "file-empty")


@rule("front-matter-missing")
def front_matter_missing(corpus: Corpus) -> Iterator[Hit]:
    """An entry starts with front matter.

    Bad:

        # LEND-1

    Good:

        ---
        id: LEND-1
    """
    yield from _faults(corpus, "front-matter-missing")


@rule("front-matter-open")
def front_matter_open(corpus: Corpus) -> Iterator[Hit]:
    """Front matter ends with a line of three dashes.

    Bad:

        ---
        id: LEND-1

    Good:

        ---
        id: LEND-1
        ---
    """
    yield from _faults(corpus, "front-matter-open")


@rule("front-matter-shape")
def front_matter_shape(corpus: Corpus) -> Iterator[Hit]:
    """Front matter is a list of lines `field: value`.

    Bad:

        - LEND-1

    Good:

        id: LEND-1
    """
    yield from _faults(corpus, "front-matter-shape")


@rule("yaml-syntax")
def yaml_syntax(corpus: Corpus) -> Iterator[Hit]:
    """Front matter is YAML.

    Bad:

        title: Slips: on paper

    Good:

        title: "Slips: on paper"
    """
    yield from _faults(corpus, "yaml-syntax")


@rule("yaml-duplicate-key")
def yaml_duplicate_key(corpus: Corpus) -> Iterator[Hit]:
    """A field stands once in its group.

    Bad:

        title: One
        title: Two

    Good:

        title: One
    """
    yield from _faults(corpus, "yaml-duplicate-key")


@rule("yaml-alias")
def yaml_alias(corpus: Corpus) -> Iterator[Hit]:
    """Front matter has no anchors and aliases: each value is written where it is used.

    Bad:

        title: &name Slips
        summary: *name

    Good:

        title: Slips
        summary: Slips of paper in a drawer.
    """
    yield from _faults(corpus, "yaml-alias")


@rule("yaml-tag")
def yaml_tag(corpus: Corpus) -> Iterator[Hit]:
    """Front matter has no YAML tags.

    Bad:

        title: !!python/name:os.system ""

    Good:

        title: Slips
    """
    yield from _faults(corpus, "yaml-tag")


@rule("yaml-key")
def yaml_key(corpus: Corpus) -> Iterator[Hit]:
    """A field's name is a plain word.

    Bad:

        ? [title]
        : Slips

    Good:

        title: Slips
    """
    yield from _faults(corpus, "yaml-key")


@rule("field-unknown")
def field_unknown(corpus: Corpus) -> Iterator[Hit]:
    """A field is one that the type's schema knows.

    Bad:

        sumary: Slips of paper in a drawer.

    Good:

        summary: Slips of paper in a drawer.
    """
    yield from _faults(corpus, "field-unknown")


@rule("field-missing")
def field_missing(corpus: Corpus) -> Iterator[Hit]:
    """An entry has every field that the type's schema requires.

    Bad:

        id: LEND-1

    Good:

        id: LEND-1
        title: Readers borrow without an account
    """
    yield from _faults(corpus, "field-missing")


@rule("value-type")
def value_type(corpus: Corpus) -> Iterator[Hit]:
    """A value has the type that the schema asks for: a text, a list, a number, a group.

    Bad:

        title: [Slips]

    Good:

        title: Slips
    """
    yield from _faults(corpus, "value-type")


@rule("value-empty")
def value_empty(corpus: Corpus) -> Iterator[Hit]:
    """A field that is there has a value.

    Bad:

        summary:

    Good:

        summary: Slips of paper in a drawer.
    """
    yield from _faults(corpus, "value-empty")


@rule("value-form")
def value_form(corpus: Corpus) -> Iterator[Hit]:
    """A value has the form that the schema asks for, such as an address or a section.

    Bad:

        id: LEND 1

    Good:

        id: LEND-1
    """
    yield from _faults(corpus, "value-form")


@rule("value-unknown")
def value_unknown(corpus: Corpus) -> Iterator[Hit]:
    """A value is one of the words that the schema lists.

    Bad:

        keywords: [OUGHT]

    Good:

        keywords: [SHOULD]
    """
    yield from _faults(corpus, "value-unknown")


@rule("value-twice")
def value_twice(corpus: Corpus) -> Iterator[Hit]:
    """A list names each item once.

    Bad:

        cites: [ALMANAC-7, ALMANAC-7]

    Good:

        cites: [ALMANAC-7]
    """
    yield from _faults(corpus, "value-twice")


@rule("id-file")
def id_file(corpus: Corpus) -> Iterator[Hit]:
    """A file is named after its entry's id.

    Bad: `id: LEND-2` in `demands/LEND-1.md`
    Good: `id: LEND-1` in `demands/LEND-1.md`
    """
    yield from _faults(corpus, "id-file")


@rule("id-duplicate")
def id_duplicate(corpus: Corpus) -> Iterator[Hit]:
    """An id names one entry, whatever its type.

    Bad: `demands/privacy.md` and `yardsticks/privacy.md`
    Good: `demands/LEND-3.md` and `yardsticks/loan-privacy.md`
    """
    yield from _faults(corpus, "id-duplicate")
