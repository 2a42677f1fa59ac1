"""Rules on fields and values by the schema of the entry's type."""

from __future__ import annotations

from typing import TYPE_CHECKING

from speckb.rules.rule import Hit, faults, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from speckb.corpus.corpus import Corpus


@rule("field-unknown")
def field_unknown(corpus: Corpus) -> Iterator[Hit]:
    """A field is one that the type's schema knows.

    Bad:

        desk: 1

    Good:

        desks: 1
    """
    yield from faults(corpus, "field-unknown")


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
    yield from faults(corpus, "field-missing")


@rule("value-type")
def value_type(corpus: Corpus) -> Iterator[Hit]:
    """A value has the type that the schema asks for: a text, a list, a number, a group.

    Bad:

        draws_on: ATLAS-3

    Good:

        draws_on: [ATLAS-3]
    """
    yield from faults(corpus, "value-type")


@rule("value-empty")
def value_empty(corpus: Corpus) -> Iterator[Hit]:
    """A field that is there has a value.

    Bad:

        summary:

    Good:

        summary: A bus full of books.
    """
    yield from faults(corpus, "value-empty")


@rule("value-form")
def value_form(corpus: Corpus) -> Iterator[Hit]:
    """A value has the form that the schema asks for, such as an id, a date or a section.

    Bad:

        section: seven

    Good:

        section: "7"
    """
    yield from faults(corpus, "value-form")


@rule("value-unknown")
def value_unknown(corpus: Corpus) -> Iterator[Hit]:
    """A value is one of the words that the schema lists.

    Bad:

        duty: [OUGHT]

    Good:

        duty: [SHOULD]
    """
    yield from faults(corpus, "value-unknown")


@rule("value-twice")
def value_twice(corpus: Corpus) -> Iterator[Hit]:
    """A list names each item once.

    Bad:

        draws_on: [ATLAS-3, ATLAS-3]

    Good:

        draws_on: [ATLAS-3]
    """
    yield from faults(corpus, "value-twice")
